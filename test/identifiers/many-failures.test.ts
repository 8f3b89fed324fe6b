import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import type { Cache } from '../../src/domain/ports/cache.js';
import type { Sample, SampleIdentifier } from '../../src/domain/ports/identify.js';
import { createAcrcloud } from '../../src/identifiers/acrcloud/identifier.js';
import { createAudd } from '../../src/identifiers/audd/identifier.js';
import { remembering } from '../../src/identifiers/remembering.js';
import type { Made, ProviderTools } from '../../src/net/provider.js';
import { recorder } from '../support/fakes.js';
import { quickClock, tools } from '../support/network.js';
import { acrcloudServer } from '../support/providers/acrcloud-server.js';
import { auddServer, errorBody } from '../support/providers/audd-server.js';
import { FAULTS, fetchFrom, json, type Provider, type Reply } from '../support/providers/protocol.js';
import type { Recognised } from '../support/providers/recogniser.js';
import { rounds } from '../support/rounds.js';

const KEYS = { accessKey: 'key-0123456789', accessSecret: 'secret-ABCDEF' };
const TOKEN = 'token-0123456789';
const PATIENCE = { callsPerSecond: 1000, concurrency: 4, timeout: 5, retryCharged: false, maxWait: 30 };
const CALLS = rounds(10_000);
/** With so many failures each takes half a dozen calls. */
const SAMPLES = rounds(2000);
const RATE = 400;
const HUGE = new Uint8Array(5 << 20);

/** A small generator with a seed: the same failures at every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
const TROUBLE = [
  ...Object.entries(FAULTS)
    .filter(([name]) => name !== 'a huge answer')
    .map(([, reply]) => reply),
  () => ({ status: 200, body: HUGE }),
  () => ({ status: 429, headers: { 'retry-after': '7' } }),
];

interface Serving {
  now: () => number;
  recognise: (pcm: Int16Array) => Recognised | null;
  fault: () => Reply | undefined;
}

interface Subject {
  /** Ways of failing of its own. */
  trouble: Array<() => Reply>;
  serve(serving: Serving): { provider: Provider; calls: ArrayLike<unknown>; paid(): string[] };
  make(kit: ProviderTools): Made<SampleIdentifier>;
}

const SUBJECTS: Record<string, Subject> = {
  ACRCloud: {
    trouble: [3000, 2005, 3015, 3999].map((code) => () => json({ status: { code, msg: 'x' } })),
    serve(serving) {
      const { provider, calls } = acrcloudServer({ ...KEYS, ...serving });
      const paid = (): string[] => calls.filter(({ code }) => code === 0 || code === 1001).map(({ sound }) => sound);
      return { provider, calls, paid };
    },
    make: (kit) => createAcrcloud({ ...KEYS, ...PATIENCE, host: 'acr.example' }, kit),
  },
  AudD: {
    trouble: [
      ...[100, 500, 611, 1000, 4711].map((code) => () => json(errorBody(code))),
      () => json(errorBody(611), 429, { 'retry-after': '3' }),
      () => ({ status: 503, body: '<html>busy' }),
      // What is made up is never believed.
      () => json(errorBody(100, 'x', 'standard', { result: { title: 'Made up', timecode: '00:01' } })),
    ],
    serve(serving) {
      const { provider, calls } = auddServer({ token: TOKEN, ...serving });
      return { provider, calls, paid: () => calls.flatMap(({ sounds }) => sounds) };
    },
    make: (kit) => createAudd({ ...PATIENCE, apiToken: TOKEN, host: 'audd.example', market: 'us' }, kit),
  },
};

/** Three seconds of sound, its own for every number. */
const SOUNDS = Array.from({ length: SAMPLES }, (_, number): Sample => {
  const pcm = Int16Array.from({ length: 3 * RATE }, (_, i) => ((i * (2 * number + 1)) % 4001) - 2000);
  return { mixTime: number, duration: 3, rate: RATE, pcm };
});
const nameOf = (pcm: Int16Array): string => {
  const sound = new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  return createHash('sha1').update(sound).digest('hex').slice(0, 12);
};
/** Two of three sounds are known. */
const isKnown = (pcm: Int16Array): boolean => Number.parseInt(nameOf(pcm).slice(0, 6), 16) % 3 > 0;

// How fast calls may start is tested elsewhere; here its timers would only take time.
vi.mock('bottleneck', () => ({
  default: class {
    schedule = (job: () => Promise<unknown>): Promise<unknown> => job();
    stop = async (): Promise<void> => {};
  },
}));

describe.each(Object.entries(SUBJECTS))('many answers of %s, of which most fail,', (_, subject) => {
  it('leave no wrong answer, lose none, and nothing is paid for twice, though the run is killed again and again', async () => {
    const random = dice(7);
    const clock = quickClock();
    const disk = new Map<string, string>();
    const cache: Cache = {
      get: async (key) => JSON.parse(disk.get(key) ?? 'null') ?? undefined,
      set: async (key, value) => void disk.set(key, JSON.stringify(value)),
    };
    const trouble = [...TROUBLE, ...subject.trouble];
    const server = subject.serve({
      now: clock.now,
      recognise: (pcm) =>
        isKnown(pcm)
          ? { track: { title: `T ${nameOf(pcm)}`, artist: 'A', pcm: new Int16Array(80_000) }, offset: 1, votes: 9 }
          : null,
      fault: () => (random() < 0.85 ? trouble[Math.floor(random() * trouble.length)]!() : undefined),
    });
    const answers = new Map<number, string | null>();
    for (let runs = 1; answers.size < SAMPLES; runs++) {
      expect(runs, 'the runs get nowhere').toBeLessThan(500);
      // A new process: nothing is left but the disk.
      const { provider, close } = subject.make(tools({ fetch: fetchFrom(server.provider), clock }));
      const identifier = remembering(provider, { cache, refresh: false, matchSeconds: 9e9, noMatchSeconds: 9e9 });
      const killed = new AbortController();
      const killAfter = server.calls.length + Math.floor(random() * 1000);
      // Of what was answered before, a tenth is asked about again: it comes from the disk, as it was.
      const queue = Array.from({ length: SAMPLES }, (_, i) => i).filter((i) => i % 10 === 0 || !answers.has(i));
      const worker = async (): Promise<void> => {
        for (let n = queue.pop(); n !== undefined && !killed.signal.aborted; n = queue.pop()) {
          if (server.calls.length >= killAfter) killed.abort(new Error('killed'));
          const matches = await identifier.identify(SOUNDS[n]!, recorder(killed.signal)).catch(() => null);
          // Rest for the breaker, as a user would.
          if (matches === null) await clock.sleep(61_000, new AbortController().signal);
          else answers.set(n, matches[0]?.track.title ?? null);
        }
      };
      await Promise.all([worker(), worker(), worker(), worker()]);
      await close();
    }
    expect(server.calls.length).toBeGreaterThan(CALLS);
    for (const [n, title] of answers) {
      const { pcm } = SOUNDS[n]!;
      expect(title).toBe(isKnown(pcm) ? `T ${nameOf(pcm)}` : null);
    }
    const paid = server.paid();
    expect(new Set(paid).size).toBe(paid.length);
  });
});
