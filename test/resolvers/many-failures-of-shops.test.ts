import { describe, expect, it, vi } from 'vitest';
import type { Cache } from '../../src/domain/ports/cache.js';
import type { Clock } from '../../src/domain/ports/clock.js';
import type { Resolution, Resolver } from '../../src/domain/ports/resolve.js';
import type { Track } from '../../src/domain/track.js';
import { OwnPace } from '../../src/net/pace.js';
import type { Made, ProviderTools } from '../../src/net/provider.js';
import { createDeezer } from '../../src/resolvers/deezer/resolver.js';
import { deezerSettings } from '../../src/resolvers/deezer/settings.js';
import { createDiscogs } from '../../src/resolvers/discogs/resolver.js';
import { discogsSettings } from '../../src/resolvers/discogs/settings.js';
import { createItunes } from '../../src/resolvers/itunes/resolver.js';
import { itunesSettings } from '../../src/resolvers/itunes/settings.js';
import { createLastfm } from '../../src/resolvers/lastfm/resolver.js';
import { lastfmSettings } from '../../src/resolvers/lastfm/settings.js';
import { recorder } from '../support/fakes.js';
import { quickClock, tools } from '../support/network.js';
import type { CatalogueServer, CatalogueServerOptions, Song } from '../support/providers/catalogue-server.js';
import { deezerError, deezerServer } from '../support/providers/deezer-server.js';
import { discogsServer } from '../support/providers/discogs-server.js';
import { itunesServer, TOO_OFTEN } from '../support/providers/itunes-server.js';
import { lastfmError, lastfmServer } from '../support/providers/lastfm-server.js';
import { FAULTS, fetchFrom, json, mostWithin, type Reply } from '../support/providers/protocol.js';
import { rounds } from '../support/rounds.js';

const KEY = 'known-key-0123456789';
/** Of each service; four of them make ten thousand. */
const FAILURES = rounds(2500);
const SHARE = 0.85;
const HUGE = new Uint8Array(5 << 20);

/** A small generator with a seed: the same failures at every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Two of three tracks are known, half of them by a code. */
const isrc = (n: number): string => `GBAYE${String(n).padStart(7, '0')}`;
const isKnown = (n: number): boolean => n % 3 > 0;
const SONGS: Song[] = Array.from({ length: 520 }, (_, n) => ({
  id: n + 1,
  title: `Song ${n} Word`,
  artists: [`Artist ${n}`],
  isrc: isrc(n),
  label: `Label ${n}`,
  tags: [[`tag ${n} of it`, 100] as const],
})).filter((_, n) => isKnown(n));
const trackOf = (n: number): Track => ({
  title: `Song ${n} Word`,
  artists: [`Artist ${n}`],
  ...(n % 2 > 0 && { isrc: isrc(n) }),
});

const common = [
  ...Object.entries(FAULTS)
    .filter(([name]) => name !== 'a huge answer')
    .map(([, reply]) => reply),
  (): Reply => ({ status: 200, body: HUGE }),
  (): Reply => ({ status: 429, headers: { 'retry-after': '7' } }),
  (): Reply => ({ status: 503 }),
];

interface Case {
  create(kit: ProviderTools): Made<Resolver>;
  serve(options: CatalogueServerOptions): CatalogueServer;
  trouble: Array<() => Reply>;
  /** What is known of a track comes from its own song. */
  own(n: number): (answer: Resolution) => boolean;
  /** So many that enough calls fail. */
  tracks: number;
  /** So many calls are taken in so many milliseconds. */
  allowed: [calls: number, milliseconds: number];
}

const CASES: Record<string, Case> = {
  deezer: {
    create: (kit) => createDeezer(deezerSettings.parse({ apiUrl: 'shop.example' }), kit),
    serve: deezerServer,
    trouble: [4, undefined, 700, 501, 600, 100].map((code) => () => deezerError(code, 'Exception', 'Quota exceeded')),
    own: (n) => (answer) => answer.track.ids?.['deezer'] === String(n + 1),
    tracks: rounds(340),
    allowed: [8, 1000],
  },
  itunes: {
    create: (kit) => createItunes(itunesSettings.parse({ apiUrl: 'shop.example' }), kit),
    serve: itunesServer,
    trouble: [() => TOO_OFTEN, () => ({ status: 200, body: '\n\n\n' })],
    own: (n) => (answer) => answer.track.ids?.['itunes'] === String(n + 1),
    tracks: rounds(510),
    allowed: [20, 60_000],
  },
  discogs: {
    create: (kit) => createDiscogs({ ...discogsSettings.parse({ apiUrl: 'shop.example' }), token: KEY }, kit),
    serve: (options) => discogsServer({ ...options, token: KEY }),
    trouble: [
      () => json({ message: 'You are making requests too quickly.' }, 429, { 'x-discogs-ratelimit-remaining': '0' }),
      () => json({ message: 'Please provide a User-Agent.' }, 403),
      () => json({ message: 'An internal server error occurred.' }, 500),
    ],
    own: (n) => (answer) => answer.track.label === `Label ${n}`,
    tracks: rounds(310),
    allowed: [60, 60_000],
  },
  lastfm: {
    create: (kit) => createLastfm({ ...lastfmSettings.parse({ apiUrl: 'shop.example/2.0' }), apiKey: KEY }, kit),
    serve: (options) => lastfmServer({ ...options, key: KEY }),
    trouble: [29, '29', 8, 11, 16, 3].map((code) => () => lastfmError(code)),
    own: (n) => (answer) => answer.track.tags?.[0] === `tag ${n} of it`,
    tracks: rounds(480),
    allowed: [1, 1000],
  },
};

// How many calls are under way at once is tested elsewhere; here its timers would only take time.
vi.mock('bottleneck', () => ({
  default: class {
    schedule = (job: () => Promise<unknown>): Promise<unknown> => job();
    stop = async (): Promise<void> => {};
  },
}));

/** Looks everything up again and again, in runs that are killed, until all of it is known and enough has failed. */
async function survive(clock: Clock, { create, serve, trouble, tracks }: Case) {
  const random = dice(7);
  const disk = new Map<string, string>();
  const cache: Cache = {
    get: async (key) => JSON.parse(disk.get(key) ?? 'null') ?? undefined,
    set: async (key, value) => void disk.set(key, JSON.stringify(value)),
  };
  const all = [...common, ...trouble];
  const fault = (): Reply | undefined => (random() < SHARE ? all[Math.floor(random() * all.length)]!() : undefined);
  const server = serve({ songs: SONGS, now: clock.now, fault });
  const pace = new OwnPace(clock);
  const answers = new Map<number, Resolution | null>();
  for (let runs = 1; answers.size < tracks; runs++) {
    expect(runs, 'the runs get nowhere').toBeLessThan(1000);
    const keeping = { cache, refresh: false, matchSeconds: 9e9, noMatchSeconds: 9e9 };
    // A new process: nothing is left but the disk, and whose turn it is, which all runs of a user know.
    const kit = tools({ fetch: fetchFrom(server.provider), clock, keeping });
    const { provider, close } = create({ ...kit, random, paceOf: () => pace });
    const killed = new AbortController();
    const killAfter = server.calls.length + Math.floor(random() * 300);
    for (let n = 0; n < tracks && !killed.signal.aborted; n++) {
      if (server.calls.length >= killAfter) killed.abort(new Error('killed'));
      const before = answers.get(n);
      // Of what was answered before, a tenth is asked about again: it comes from the disk, as it was.
      if (before !== undefined && n % 10 > 0) continue;
      try {
        const answer = await provider.resolve(trackOf(n), recorder(killed.signal));
        if (before !== undefined) expect(answer).toEqual(before);
        answers.set(n, answer);
      } catch {
        // Rest for the breaker, as a user would.
        await clock.sleep(61_000, new AbortController().signal);
      }
    }
    await close();
  }
  return { answers, disk, calls: server.calls };
}

describe('many answers that fail', () => {
  it.each(Object.entries(CASES))(
    'lose %s no answer and have nothing asked twice that was answered, though the run is killed again and again',
    async (_, one) => {
      const { answers, disk, calls } = await survive(quickClock(), one);
      expect(calls.filter(({ faulty }) => faulty).length).toBeGreaterThan(FAILURES);
      for (const [n, answer] of answers) {
        expect(answer !== null, `track ${n}`).toBe(isKnown(n));
        if (answer) expect(one.own(n)(answer), `track ${n}`).toBe(true);
      }
      const answered = calls.filter(({ faulty }) => !faulty).map(({ path }) => path);
      expect(new Set(answered).size).toBe(answered.length);
      const [most, milliseconds] = one.allowed;
      expect(
        mostWithin(
          calls.map(({ at }) => at),
          milliseconds,
        ),
      ).toBeLessThanOrEqual(most);
      expect(JSON.stringify([...disk])).not.toContain(KEY);
    },
  );
});
