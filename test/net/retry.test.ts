import { describe, expect, it } from 'vitest';
import { AuthenticationError, ProtocolError, QuotaError, RateLimitError } from '../../src/domain/errors.js';
import { timeOfDay } from '../../src/net/clock.js';
import { TransientError } from '../../src/net/failures.js';
import { DEFAULT_RETRY, decide, retryAfter } from '../../src/net/retry.js';

const now = Date.parse('2026-03-04T12:00:00Z');
const YEAR = 365 * 24 * 3600_000;
const half = (): number => 0.5;
const on = (error: unknown, number: number, policy = {}) =>
  decide(error, { number, strikes: number }, { ...DEFAULT_RETRY, ...policy }, now, half);
const unreachable = new TransientError('Quiz', 'down', { charged: false });
const perhapsPaid = new TransientError('Quiz', 'no answer', { charged: true });

describe('what is asked again', () => {
  it('is what failed without being charged, later and later, and not for ever', () => {
    expect([1, 2, 3].map((n) => on(unreachable, n))).toEqual(
      [750, 1500, 3000].map((wait) => ({ wait, pausesAll: false })),
    );
    expect(on(unreachable, 4)).toEqual({ giveUp: unreachable });
  });

  it('is not what may have been charged, unless that costs nothing', () => {
    expect(on(perhapsPaid, 1)).toEqual({ giveUp: perhapsPaid });
    expect(on(perhapsPaid, 1, { repeatCharged: true })).toEqual({ wait: 750, pausesAll: false });
  });

  it.each([
    new AuthenticationError('Quiz', ''),
    new QuotaError('Quiz', ''),
    new ProtocolError('Quiz', ''),
    new TypeError(),
  ])('is not %s', (error) => expect(on(error, 1)).toEqual({ giveUp: error }));

  it('waits as long as it is told to, up to a limit, and then says until when', () => {
    const soon = new RateLimitError('Quiz', 'slow', { retryAt: now + 90_000 });
    expect(on(soon, 1)).toEqual({ wait: 90_000, pausesAll: true });
    const late = new RateLimitError('Quiz', 'slow', { retryAt: now + 130_000 });
    expect(on(late, 1)).toMatchObject({ giveUp: { retryAt: now + 130_000 } });
  });

  it('waits longer each time when it is not told how long', () => {
    const vague = new RateLimitError('Quiz', 'slow');
    const pausesMs = [60_000, 100_000];
    expect(on(vague, 1, { pausesMs })).toEqual({ wait: 66_000, pausesAll: true });
    expect(on(vague, 3, { pausesMs })).toEqual({ wait: 110_000, pausesAll: true });
    expect(on(vague, 4, { pausesMs })).toMatchObject({ giveUp: { retryAt: now + 110_000 } });
  });
});

describe('Retry-After', () => {
  it.each([
    ['120', now + 120_000],
    ['0', now],
    ['Wed, 04 Mar 2026 12:01:00 GMT', now + 60_000],
    ['Wed, 04 Mar 2020 12:01:00 GMT', now],
    ['Sunday, 06-Nov-94 08:49:37 GMT', now],
    ['Wed Mar  4 12:01:00 2026', Date.parse('Wed Mar  4 12:01:00 2026')],
    ['soon', undefined],
    ['', undefined],
    ['-5', undefined],
    ['1e308', undefined],
    ['NaN', undefined],
    ['Infinity', undefined],
    ['Fri, 99 Foo 9999 99:99:99 GMT', undefined],
    ['99999999999999', now + YEAR],
    ['9'.repeat(400), now + YEAR],
    ['Fri, 31 Dec 9999 23:59:59 GMT', now + YEAR],
    ['Fri, 31 Dec 275759 23:59:59 GMT', now + YEAR],
    [`Fri, 31 Dec 2026${' '.repeat(5000)}`, Date.parse('Fri, 31 Dec 2026')],
    [null, undefined],
  ])('%s', (header, expected) => expect(retryAfter(header, now)).toBe(expected));
});

describe('the end of a pause in words', () => {
  it('is a time, a date, or a long time from now, whatever a server has said', () => {
    expect(timeOfDay(now + 60_000, now)).toMatch(/^\d\d:\d\d$/);
    expect(timeOfDay(now + 20 * 24 * 3600_000, now)).toMatch(/^\d\d:\d\d on 2026-03-\d\d$/);
    for (const far of [now + YEAR, 1e300, Number.POSITIVE_INFINITY, Number.NaN]) {
      expect(timeOfDay(far, now)).toBe('a long time from now');
    }
  });
});
