import { describe, expect, it } from 'vitest';
import {
  AuthenticationError,
  ProtocolError,
  QuotaError,
  RateLimitError,
  type TracklistifyError,
} from '../../../src/domain/errors.js';
import { matchesOf } from '../../../src/identifiers/acrcloud/matches.js';
import { verdict } from '../../../src/identifiers/acrcloud/verdict.js';
import type { HttpAnswer } from '../../../src/net/client.js';
import { TransientError } from '../../../src/net/failures.js';
import { Redactor } from '../../../src/net/redactor.js';
import { quickClock } from '../../support/network.js';

const clock = quickClock();
const redactor = new Redactor(['hush-hush']);

function answer(body: unknown, { status = 200, headers = {} as Record<string, string> } = {}): HttpAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    status,
    headers: { get: (name) => headers[name] ?? null },
    url: new URL('https://identify.example/v1/identify'),
    body: Buffer.from(text),
    text: () => text,
  };
}
const code = (n: unknown, msg = 'words'): unknown => ({ status: { code: n, msg, version: '1.0' } });
const thrown = (given: HttpAnswer): TracklistifyError => {
  try {
    verdict(given, clock, redactor);
  } catch (error) {
    return error as TracklistifyError;
  }
  throw new Error('was expected to fail');
};

describe("ACRCloud's status codes", () => {
  it.each([1001, '1001', 2004])('%j is no match', (n) => expect(verdict(answer(code(n)), clock, redactor)).toEqual([]));
  it('0 without music is no match', () => {
    for (const more of [{}, { metadata: {} }, { metadata: { music: [] } }, { metadata: { custom_files: [{}] } }]) {
      expect(verdict(answer({ ...(code(0) as object), ...more }), clock, redactor)).toEqual([]);
    }
  });

  it('0 with only files of the own buckets is a match, under whatever names they were put there', () => {
    const own = { bucket_id: '51', title: 'My edit', acrid: 'x1', audio_id: '3', play_offset_ms: 30_000, score: '95' };
    const matchOf = (metadata: object) => {
      const music = verdict(answer({ ...(code(0) as object), metadata }), clock, redactor);
      return matchesOf(music, { mixTime: 100, duration: 12 });
    };
    const id = 'abcdef0123456789';
    const [atTop] = matchOf({ custom_files: [{ ...own, artist: 'Me', isrc: 'GBAYE0000001', tracklistify_id: id }] });
    expect(atTop).toMatchObject({
      key: id,
      trackTime: 18,
      track: { title: 'My edit', artists: ['Me'], isrc: 'GBAYE0000001', ids: { library: id, acrid: 'x1' } },
    });
    const [inside] = matchOf({ custom_files: [{ ...own, user_defined: { artist: 'Me', tracklistify_id: id } }] });
    expect(inside).toMatchObject({ key: id, track: { artists: ['Me'] } });
    const [strange] = matchOf({ custom_files: [{ ...own, tracklistify_id: '../../etc', user_defined: 'odd' }] });
    expect(strange).toMatchObject({ key: 'x1', track: { title: 'My edit', artists: [] } });
    // The better fit goes first, and the own one of two that fit as well; what was hummed is no answer.
    const world = { title: 'World', artists: [{ name: 'They' }], acrid: 'w', score: 95 };
    const both = { music: [world], custom_files: [own], humming: [{ title: 'Hummed', score: '0.9' }] };
    expect(matchOf(both).map(({ track }) => track.title)).toEqual(['My edit', 'World']);
    const worse = { ...both, custom_files: [{ ...own, score: 80 }] };
    expect(matchOf(worse).map(({ track }) => track.title)).toEqual(['World', 'My edit']);
  });

  it.each([
    [3001, AuthenticationError, /ACRCLOUD_ACCESS_KEY.*ACRCLOUD_HOST \(identify\.example\)/],
    [3014, AuthenticationError, /ACRCLOUD_ACCESS_SECRET/],
    [3003, QuotaError, /quota .* used up/],
    [3015, RateLimitError, /TRACKLISTIFY_ACRCLOUD_CALLS_PER_SECOND/],
    [3000, TransientError, /in trouble/],
    [2005, TransientError, /in trouble/],
    [2001, TransientError, /in trouble/],
    [2002, ProtocolError, /code 2002/],
    [3002, ProtocolError, /code 3002/],
    [3006, ProtocolError, /code 3006/],
    [3999, ProtocolError, /code 3999, "words"/],
  ])('%i is %o', (n, kind, message) => {
    const error = thrown(answer(code(n)));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toMatch(message);
  });

  it('an ended trial is told from a used-up period, or both are named where the service has the same words for them', () => {
    const ended = thrown(answer(code(3003, 'Free trial expired')));
    expect(ended).toBeInstanceOf(QuotaError);
    expect(ended.message).toMatch(/trial or plan .* has ended .*waiting doesn't help/);
    expect(ended.message).not.toMatch(/next period/);
    const either = thrown(answer(code(3003, 'Limit exceeded, please upgrade your account')));
    expect(either.message).toMatch(/on a plan, wait for its next period.*on the free trial, that has ended/);
  });

  it('a refused signature is blamed on the clock when the clock is wrong', () => {
    const date = new Date(clock.now() + 3 * 3600_000).toUTCString();
    const error = thrown(answer(code(3014), { headers: { date } }));
    expect(error.message).toMatch(/clock is 3 hours behind ACRCloud's/);
  });

  it('its own codes count more than the HTTP status', () => {
    expect(thrown(answer(code(3003), { status: 403 }))).toBeInstanceOf(QuotaError);
    expect(verdict(answer(code(1001), { status: 500 }), clock, redactor)).toEqual([]);
  });

  it('keeps secrets out of what it quotes', () => {
    expect(thrown(answer(code(3999, 'bad key hush-hush\u001b[31m'))).message).not.toMatch(/hush|\u001b/);
  });
});

describe('what is no answer of ACRCloud', () => {
  it.each([
    ['<html><body>Sign in</body></html>', 200, ProtocolError, /a web page .*Sign in/],
    ['', 200, ProtocolError, /an empty answer/],
    ['{"status":{"co', 200, ProtocolError, /breaks off/],
    ['[1,2]', 200, ProtocolError, /something that isn't its answer/],
    ['{"status":"ok"}', 200, ProtocolError, /something that isn't its answer/],
    ['<html>Bad gateway', 502, TransientError, /HTTP 502/],
    ['', 429, RateLimitError, /429/],
    ['nope', 403, AuthenticationError, /HTTP 403/],
    ['nope', 404, ProtocolError, /HTTP 404/],
  ])('%j under %i', (body, status, kind, message) => {
    const error = thrown(answer(body, { status }));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toMatch(message);
  });
});
