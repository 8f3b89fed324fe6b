import { describe, expect, it } from 'vitest';
import {
  AuthenticationError,
  ProtocolError,
  QuotaError,
  RateLimitError,
  type TracklistifyError,
  UnsupportedError,
} from '../../../src/domain/errors.js';
import { verdict } from '../../../src/identifiers/audd/verdict.js';
import type { HttpAnswer } from '../../../src/net/client.js';
import { TransientError } from '../../../src/net/failures.js';
import { Redactor } from '../../../src/net/redactor.js';
import { quickClock } from '../../support/network.js';
import { errorBody } from '../../support/providers/audd-server.js';

const clock = quickClock();
const redactor = new Redactor(['hush-hush']);

function answer(body: unknown, { status = 200, headers = {} as Record<string, string> } = {}): HttpAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    status,
    headers: { get: (name) => headers[name] ?? null },
    url: new URL('https://api.audd.example/'),
    body: Buffer.from(text),
    text: () => text,
  };
}
const read = (body: unknown, more = {}) => verdict(answer(body, more), clock, redactor, ' Be slower.');
const thrown = (body: unknown, more = {}): TracklistifyError => {
  try {
    read(body, more);
  } catch (error) {
    return error as TracklistifyError;
  }
  throw new Error('was expected to fail');
};
const FAKE = { artist: 'AudD', title: 'Your IP is blocked', timecode: '00:00' };

describe("AudD's codes", () => {
  it.each([
    [900, AuthenticationError, /Check AUDD_API_TOKEN/],
    [901, AuthenticationError, /Check AUDD_API_TOKEN/],
    [903, AuthenticationError, /Check AUDD_API_TOKEN/],
    [19, AuthenticationError, /blocked/],
    [31337, AuthenticationError, /blocked/],
    [902, QuotaError, /used up.*goes on from here/],
    [610, QuotaError, /used up/],
    [904, UnsupportedError, /doesn't let this account/],
    [905, UnsupportedError, /doesn't let this account/],
    [20, UnsupportedError, /update it/],
    [907, UnsupportedError, /update it/],
    [611, RateLimitError, /faster than it allows \(code 611, "words"\)\. Be slower\./],
    [400, ProtocolError, /can't use the sound/],
    [500, ProtocolError, /can't use the sound.*well itself/],
    [50, ProtocolError, /refuses the call/],
    [51, ProtocolError, /refuses the call/],
    [600, ProtocolError, /code 600/],
    [601, ProtocolError, /code 601/],
    [602, ProtocolError, /code 602/],
    [700, ProtocolError, /code 700/],
    [701, ProtocolError, /code 701/],
    [702, ProtocolError, /code 702/],
    [906, ProtocolError, /code 906/],
    [1000, ProtocolError, /code 1000/],
    [100, TransientError, /in trouble/],
    [4711, TransientError, /code 4711, "words"/],
  ])('%i is %o on both endpoints', (code, kind, message) => {
    for (const endpoint of ['standard', 'enterprise']) {
      const error = thrown(errorBody(code, 'words', endpoint));
      expect(error).toBeInstanceOf(kind);
      expect(error.message).toMatch(message);
    }
  });

  it('300 is a sound in which there is nothing to hear, and no failure', () => {
    expect(read(errorBody(300))).toEqual({ result: null });
  });

  it('are a failure though a song stands beside them, but for 51, which only warns', () => {
    for (const code of [19, 31337, 902]) {
      expect(thrown(errorBody(code, 'x', 'standard', { result: FAKE })).message).toContain(`code ${code}`);
    }
    const song = { title: 'T', timecode: '00:01' };
    const warned = { result: song, notice: '`return` is old' };
    expect(read(errorBody(51, '`return` is old', 'standard', { result: song }))).toEqual(warned);
    expect(read({ ...(errorBody(51, '`return` is old') as object), status: 'success', result: song })).toEqual(warned);
    expect(thrown(errorBody(51, 'x', 'standard', { result: null }))).toBeInstanceOf(ProtocolError);
  });

  it('what may be paid for is marked so, and what its support says is free is not', () => {
    const charged = (error: unknown): boolean => (error as TransientError).charged;
    expect(charged(thrown(errorBody(100)))).toBe(true);
    expect(charged(thrown('<html>Bad gateway', { status: 502 }))).toBe(true);
    expect(charged(thrown('<html>busy', { status: 503 }))).toBe(false);
  });

  it('611 says until when where it does, under either status', () => {
    const headers = { 'retry-after': '7' };
    for (const status of [200, 429]) {
      expect(thrown(errorBody(611), { status, headers })).toMatchObject({ retryAt: clock.now() + 7000 });
      expect(thrown(errorBody(611), { status })).toMatchObject({ retryAt: undefined });
    }
  });

  it('keeps secrets out of what it quotes', () => {
    expect(thrown(errorBody(4711, 'bad token hush-hush\u001b[31m')).message).not.toMatch(/hush|\u001b/);
  });
});

describe('what is no answer of AudD', () => {
  it.each([
    ['<html><body>Sign in</body></html>', 200, ProtocolError, /a web page .*Sign in/],
    ['', 200, ProtocolError, /an empty answer/],
    ['{"status":"succ', 200, ProtocolError, /breaks off/],
    ['{"status":"maybe","result":{}}', 200, ProtocolError, /something that isn't its answer/],
    ['[1,2]', 200, ProtocolError, /something that isn't its answer/],
    ['<html>Bad gateway', 502, TransientError, /HTTP 502/],
    ['', 429, RateLimitError, /429/],
    ['nope', 403, AuthenticationError, /HTTP 403/],
    ['nope', 404, ProtocolError, /HTTP 404/],
  ])('%j under %i', (body, status, kind, message) => {
    const error = thrown(body, { status });
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toMatch(message);
  });
});
