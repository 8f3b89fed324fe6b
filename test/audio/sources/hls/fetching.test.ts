import { describe, expect, it } from 'vitest';
import { Fetching } from '../../../../src/audio/sources/hls/fetching.js';
import type { Web } from '../../../../src/audio/sources/web/web.js';
import { quickClock } from '../../../support/network.js';

const { signal } = new AbortController();
const url = new URL('https://media.example/1.ts');
const part = { url, range: null, key: null };

/** Gives these bytes for everything, with so many seconds before each piece. */
function fetching(pieces: readonly Uint8Array[], seconds: number) {
  const clock = quickClock();
  let asked = 0;
  const web: Web = {
    async open() {
      asked++;
      const body = (async function* () {
        for (const piece of pieces) {
          await clock.sleep(seconds * 1000, signal);
          yield piece;
        }
      })();
      return {
        status: 200,
        headers: { get: () => null },
        url,
        reach: 'public',
        length: null,
        packed: false,
        body,
        cancel() {},
      };
    },
    gate: () => Promise.reject(new Error('not for segments')),
    close() {},
  };
  return { fetching: new Fetching({ web, reach: 'public', signal, clock }), asked: () => asked };
}

describe('fetching a part', () => {
  it('takes its time on a poor line', async () => {
    const slow = fetching(Array(20).fill(Buffer.alloc(30_000)), 10);
    expect(await slow.fetching.part(part)).toHaveLength(600_000);
  });

  it('does not wait for what comes in drops', async () => {
    const drip = fetching(Array(1000).fill(Buffer.alloc(1)), 20);
    await expect(drip.fetching.part(part)).rejects.toThrow(/comes too slowly: 4 bytes in 80 s/);
    expect(drip.asked()).toBe(4);
  });

  it('has a limit', async () => {
    const flood = fetching(Array(1000).fill(Buffer.alloc(1 << 20)), 0);
    await expect(flood.fetching.part(part)).rejects.toThrow(/more than 128 MB/);
    expect(flood.fetching.transfer.fetched).toBeLessThan(130 << 20);
    await expect(flood.fetching.text(url)).rejects.toThrow(/more than 10 MB/);
  });

  it('counts what came', async () => {
    const { fetching: some } = fetching([Buffer.alloc(5), Buffer.alloc(6)], 0);
    await some.part(part);
    expect(some.transfer.fetched).toBe(11);
  });
});
