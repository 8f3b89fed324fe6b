import { describe, expect, it } from 'vitest';
import { lookAt } from '../../../../src/audio/sources/web/look.js';
import { Pace, TooSlow } from '../../../../src/audio/sources/web/pace.js';
import type { WebAnswer } from '../../../../src/audio/sources/web/web.js';
import { quickClock } from '../../../support/network.js';

const url = new URL('https://slow.example/mix.mp3');

/** Takes so many bytes after each of so many seconds. */
async function take(pace: Pace, clock: ReturnType<typeof quickClock>, pieces: Array<[seconds: number, bytes: number]>) {
  for (const [seconds, bytes] of pieces) {
    await clock.sleep(seconds * 1000, new AbortController().signal);
    pace.took(bytes);
  }
}

describe('the pace of a body', () => {
  it.each([
    ['a byte now and then', Array.from({ length: 16 }, () => [4, 1])],
    ['much at first, then a byte now and then', [[1, 1e8], [59, 1], ...Array.from({ length: 16 }, () => [4, 1])]],
    ['half of the least', Array.from({ length: 61 }, () => [1, 500])],
  ] as Array<[string, Array<[number, number]>]>)('is too slow: %s', async (_, pieces) => {
    const clock = quickClock();
    await expect(take(new Pace(url, clock), clock, pieces)).rejects.toThrow(TooSlow);
  });

  it.each([
    ['slow, but more than the least', Array.from({ length: 600 }, () => [1, 1100])],
    ['in bursts', Array.from({ length: 10 }, () => [50, 70_000])],
    ['a little, and soon over', Array.from({ length: 10 }, () => [1, 10])],
  ] as Array<[string, Array<[number, number]>]>)('is fast enough: %s', async (_, pieces) => {
    const clock = quickClock();
    await take(new Pace(url, clock), clock, pieces);
  });

  it('holds for the first look, too', async () => {
    const clock = quickClock();
    const body = async function* (): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 4096; i++) {
        await clock.sleep(4000, new AbortController().signal);
        yield new Uint8Array(1);
      }
    };
    const answer = { url, body: body(), headers: { get: () => null } } as unknown as WebAnswer;
    await expect(lookAt(answer, clock)).rejects.toThrow(/slow\.example\/mix\.mp3" comes too slowly/);
  });
});
