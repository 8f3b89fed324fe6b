import { describe, expect, it } from 'vitest';
import { durationOf, failureOf, pauseOf } from '../../../src/enrichers/chat/failure.js';
import { Redactor } from '../../../src/net/redactor.js';
import { quickClock } from '../../support/network.js';

const names = {
  title: 'Models',
  model: 'm-1',
  keyVariable: 'THE_KEY',
  modelVariable: 'THE_MODEL',
  addressVariable: 'THE_ADDRESS',
};
const headersOf = (headers: Record<string, string>) => ({ get: (name: string) => headers[name] ?? null });

function failure(status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const url = new URL('https://models.example/v1/chat/completions');
  const answer = { status, headers: headersOf(headers), url, body: Buffer.from(text), text: () => text };
  return failureOf(answer, names, quickClock(), new Redactor(['sk-very-secret-key']));
}

describe('what a server says is wrong', () => {
  it.each<[string, number, unknown, string]>([
    ["OpenAI's quota", 429, { error: { message: 'x', code: 'insufficient_quota' } }, 'QuotaError'],
    ["DashScope's arrears", 400, { code: 'Arrearage', message: 'Access denied', request_id: '1' }, 'QuotaError'],
    ['no money left', 402, {}, 'QuotaError'],
    ['a rate limit', 429, { error: { message: 'x', code: 'limit_requests' } }, 'RateLimitError'],
    ['a pause under 503', 503, 'slow down', 'TransientError'],
    [
      'a wrong key',
      401,
      { error: { message: 'Incorrect API key provided: sk-very-secret-key' } },
      'AuthenticationError',
    ],
    [
      'a country',
      403,
      { error: { message: 'Country not supported', code: 'unsupported_country' } },
      'AuthenticationError',
    ],
    ["OpenAI's filter", 400, { error: { message: 'x', code: 'content_policy_violation' } }, 'ContentError'],
    ["DashScope's inspection", 400, { error: { message: 'x', code: 'data_inspection_failed' } }, 'ContentError'],
    ['a long question', 400, { error: { message: 'x', code: 'context_length_exceeded' } }, 'TooLongError'],
    [
      "vLLM's flat error",
      400,
      { object: 'error', message: "This model's maximum context length is 8192 tokens", code: 400 },
      'TooLongError',
    ],
    ["Ollama's bare one", 404, { error: 'model "m-1" not found, try pulling it first' }, 'NoModelError'],
    ['another address', 404, '<html>nothing</html>', 'NoModelError'],
    ['a field it does not take', 400, { error: { message: 'Unknown parameter: response_format' } }, 'DialectError'],
    ['a grammar under 500', 500, { error: { message: 'failed to parse grammar' } }, 'DialectError'],
    ['trouble', 500, { error: { message: 'The server had an error' } }, 'TransientError'],
    ['an overload under 200', 200, { error: { message: 'Overloaded', type: 'overloaded' } }, 'TransientError'],
    ['a key under 200', 200, { error: { message: 'no', code: 'invalid_api_key' } }, 'AuthenticationError'],
  ])('is understood: %s', (_, status, body, name) => {
    const found = failure(status, body);
    expect(found?.name).toBe(name);
    expect(found?.message).not.toContain('sk-very-secret-key');
  });

  it.each([
    ['an answer', { choices: [], error: null }],
    ['a field called message', { message: 'hello' }],
    ['an answer of the Responses API', { error: null, output: [], status: 'completed' }],
  ])('is not seen in %s', (_, body) => {
    expect(failure(200, body)).toBeNull();
  });
});

describe('how long to wait', () => {
  it.each([
    ['20ms', 20],
    ['1s', 1000],
    ['6m0s', 360_000],
    ['1h2m3.5s', 3_723_500],
    ['', null],
    ['soon', null],
    ['1 week', null],
  ])('reads %j', (text, expected) => expect(durationOf(text)).toBe(expected));

  it('takes the surest header, and of two the one that is used up', () => {
    const now = 1_000_000;
    expect(pauseOf(headersOf({ 'retry-after-ms': '250', 'retry-after': '9' }), now)).toBe(now + 250);
    const both = { 'x-ratelimit-reset-requests': '1s', 'x-ratelimit-reset-tokens': '2m0s' };
    expect(pauseOf(headersOf({ ...both, 'x-ratelimit-remaining-tokens': '500' }), now)).toBe(now + 1000);
    expect(pauseOf(headersOf(both), now)).toBe(now + 120_000);
    expect(pauseOf(headersOf({}), now)).toBeUndefined();
  });
});
