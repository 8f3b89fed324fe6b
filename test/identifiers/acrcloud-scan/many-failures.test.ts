import { describe, expect, it, vi } from 'vitest';
import type { Context } from '../../../src/domain/ports/context.js';
import { createAcrcloudScan } from '../../../src/identifiers/acrcloud-scan/identifier.js';
import { acrcloudScanSettings } from '../../../src/identifiers/acrcloud-scan/settings.js';
import { quickClock, tools } from '../../support/network.js';
import { acrcloudScanServer, at, foundMusic } from '../../support/providers/acrcloud-scan-server.js';
import { FAULTS, fetchFrom, type Reply } from '../../support/providers/protocol.js';
import { allOf, diskInMemory, mixOf, pretendedPack } from '../../support/providers/scanning.js';
import { rounds } from '../../support/rounds.js';

const TOKEN = 'console-token-0001';
const FAILURES = rounds(10_000);
const MIXES = rounds(740);

/** A small generator with a seed: the same failures at every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
const trouble: Array<() => Reply> = [
  ...Object.entries(FAULTS)
    .filter(([name]) => name !== 'a huge answer')
    .map(([, reply]) => reply),
  () => ({ status: 429, headers: { 'retry-after': '7' } }),
  () => ({ status: 503, body: 'busy' }),
];

// How fast calls may start is tested elsewhere; here its timers would only take time.
vi.mock('bottleneck', () => ({
  default: class {
    schedule = (job: () => Promise<unknown>): Promise<unknown> => job();
    stop = async (): Promise<void> => {};
  },
}));

describe('many calls that fail while mixes are scanned', () => {
  it('lose no answer, and no mix is paid for twice, though the run is killed again and again', async () => {
    const random = dice(11);
    const clock = quickClock();
    const keeping = diskInMemory({ matchSeconds: 9e9, noMatchSeconds: 9e9 });
    let failures = 0;
    const server = acrcloudScanServer({
      token: TOKEN,
      results: (_, { name }) => ({ music: [at(0, 300, foundMusic(`Track in ${name}`))] }),
      states: ({ name }) => (Number.parseInt(name.slice(-2), 16) % 5 === 0 ? [0, -1] : [0, 0, 1]),
      fault() {
        if (random() > 0.6) return undefined;
        failures++;
        // Half of them break on the way back: what was asked for is done all the same.
        const reply = trouble[Math.floor(random() * trouble.length)]!();
        // Who is told to be slower was refused.
        return { reply, done: reply.status !== 429 && random() < 0.5 };
      },
    });
    const answers = new Map<number, number>();
    for (let runs = 1; answers.size < MIXES; runs++) {
      expect(runs, 'the runs get nowhere').toBeLessThan(2000);
      // A new process: nothing is left but the disk.
      const { provider, close } = createAcrcloudScan(
        { ...acrcloudScanSettings.parse({}), token: TOKEN, container: '101' },
        { ...tools({ fetch: fetchFrom(server.provider), clock, pack: pretendedPack() }), keeping },
      );
      const killed = new AbortController();
      const killAfter = server.calls.length + Math.floor(random() * 200);
      const watching: Context = {
        signal: killed.signal,
        emit: () => {
          if (server.calls.length >= killAfter) killed.abort(new Error('killed'));
        },
      };
      for (let n = 0; n < MIXES && !killed.signal.aborted; n++) {
        if (answers.has(n)) continue;
        const matches = await allOf(provider, mixOf(`mix ${n}`), watching).catch(() => null);
        if (matches) answers.set(n, matches.length);
        // Rest for the breaker, as a user would.
        else await clock.sleep(61_000, new AbortController().signal);
      }
      await close();
    }
    expect(answers.size).toBe(MIXES);
    // Once each, by the name that stands for the mix.
    expect(new Set(server.charged).size).toBe(server.charged.length);
    expect(server.charged.length).toBe(MIXES);
    const found = [...answers.values()].filter((count) => count > 0).length;
    const silent = server.charged.filter((name) => Number.parseInt(name.slice(-2), 16) % 5 === 0).length;
    expect(found).toBe(MIXES - silent);
    expect(failures).toBeGreaterThan(FAILURES);
  });
});
