import { expect, it, vi } from 'vitest';
import type { Cache } from '../../src/domain/ports/cache.js';
import type { WholeRecording } from '../../src/domain/ports/name.js';
import { acoustid } from '../../src/namers/acoustid/descriptor.js';
import { createAcoustid } from '../../src/namers/acoustid/namer.js';
import { random as dice } from '../support/audio.js';
import { recorder } from '../support/fakes.js';
import { quickClock, tools } from '../support/network.js';
import { acoustidServer, madeUpFingerprint, refusal } from '../support/providers/acoustid-server.js';
import { FAULTS, fetchFrom } from '../support/providers/protocol.js';
import { rounds } from '../support/rounds.js';

const KEY = 'app-key-01234567';
const CALLS = rounds(10_000);
const SOUNDS = rounds(5000);
const HUGE = new Uint8Array(5 << 20);

const trouble = [
  ...Object.entries(FAULTS)
    .filter(([name]) => name !== 'a huge answer')
    .map(([, reply]) => reply),
  () => ({ status: 200, body: HUGE }),
  () => ({ status: 429, headers: { 'retry-after': '7' } }),
  ...[5, 13, 14, 19].map((code) => () => refusal(code, 'x')),
];

/** Two of three are known, and a few aren't taken for fingerprints. */
const isBroken = (number: number): boolean => number % 41 === 7;
const soundOf = (number: number): string =>
  isBroken(number) ? `AAAA${madeUpFingerprint(number)}` : madeUpFingerprint(number);
const numberOf = (fingerprint: string): number => Buffer.from(fingerprint, 'base64url').readUInt32BE(4) - 1;
const titleOf = (number: number): string | null => (isBroken(number) || number % 3 === 0 ? null : `T ${number}`);

// How fast calls may start is tested elsewhere; here its timers would only take time.
vi.mock('bottleneck', () => ({
  default: class {
    schedule = (job: () => Promise<unknown>): Promise<unknown> => job();
    stop = async (): Promise<void> => {};
  },
}));

it('many answers of which most fail leave no wrong name, lose none, and nothing is asked again once it is answered', async () => {
  const random = dice(11);
  const clock = quickClock();
  const disk = new Map<string, string>();
  const cache: Cache = {
    get: async (key) => JSON.parse(disk.get(key) ?? 'null') ?? undefined,
    set: async (key, value) => void disk.set(key, JSON.stringify(value)),
  };
  const server = acoustidServer({
    key: KEY,
    now: clock.now,
    perSecond: 10,
    know(fingerprint) {
      const title = titleOf(numberOf(fingerprint));
      const recordings = [{ id: `r${fingerprint}`, title, sources: 3, artists: [{ name: 'A' }] }];
      return title === null ? [] : [{ id: `s${fingerprint}`, score: 0.9, recordings }];
    },
    fault: () => (random() < 0.85 ? trouble[Math.floor(random() * trouble.length)]!() : undefined),
  });
  const told = new Map<number, string | null>();
  for (let runs = 1; told.size < SOUNDS; runs++) {
    expect(runs, 'the runs get nowhere').toBeLessThan(500);
    // A new process: nothing is left but the disk.
    const keeping = { cache, refresh: false, matchSeconds: 9e9, noMatchSeconds: 9e9 };
    const kit = tools({ fetch: fetchFrom(server.provider), clock, keeping });
    const own = acoustid.settings.parse({ apiUrl: 'acoustid.example', callsPerSecond: 10, maxWait: 30, timeout: 5 });
    const { provider, close } = createAcoustid({ ...own, key: KEY }, kit);
    const killed = new AbortController();
    const killAfter = server.calls.length + Math.floor(random() * 1000);
    const queue = Array.from({ length: SOUNDS }, (_, number) => number).filter((number) => !told.has(number));
    const worker = async (): Promise<void> => {
      while (queue.length > 0 && !killed.signal.aborted) {
        if (server.calls.length >= killAfter) killed.abort(new Error('killed'));
        const some = queue.splice(0, 1 + Math.floor(random() * 6));
        const recordings = some.map((number): WholeRecording => ({ fingerprint: soundOf(number), duration: 200 }));
        const namings = await provider.lookUp(recordings, recorder(killed.signal)).catch(() => null);
        // Rest for the breaker, as a user would.
        if (namings === null) await clock.sleep(61_000, new AbortController().signal);
        else for (const [i, number] of some.entries()) told.set(number, namings[i]?.title ?? null);
      }
    };
    await Promise.all([worker(), worker(), worker(), worker()]);
    await close();
  }
  expect(server.calls.length).toBeGreaterThan(CALLS);
  expect([...told].filter(([number, title]) => title !== titleOf(number))).toEqual([]);
  const answered = server.calls.filter(({ code }) => code === 0).flatMap(({ fingerprints }) => fingerprints);
  expect(answered.length).toBeGreaterThan(SOUNDS * 0.9);
  expect(new Set(answered).size).toBe(answered.length);
});
