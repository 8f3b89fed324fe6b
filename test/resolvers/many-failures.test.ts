import { describe, expect, it, vi } from 'vitest';
import type { Track } from '../../src/domain/track.js';
import type { Keeping } from '../../src/net/provider.js';
import { createCoverart } from '../../src/resolvers/coverart/resolver.js';
import { createMusicbrainz } from '../../src/resolvers/musicbrainz/resolver.js';
import { recorder } from '../support/fakes.js';
import { quickClock, tools } from '../support/network.js';
import { type CoverImage, coverartServer } from '../support/providers/coverart-server.js';
import {
  type MbRecording,
  MUSICBRAINZ_FAULTS,
  mbid,
  musicbrainzServer,
} from '../support/providers/musicbrainz-server.js';
import { FAULTS, fetchFrom, type Provider, type Reply } from '../support/providers/protocol.js';
import { rounds } from '../support/rounds.js';

const FAILURES = rounds(10_000);
const SHARE = 0.9;
const HUGE = new Uint8Array(5 << 20);
const TRACKS = rounds(400);

/** A small generator with a seed: the same failures at every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const trouble: Array<() => Reply> = [
  ...Object.entries(FAULTS).flatMap(([name, reply]) => (name === 'a huge answer' ? [] : [reply])),
  () => ({ status: 200, body: HUGE }),
  () => ({ status: 429, headers: { 'retry-after': '7' } }),
  () => ({ status: 404, body: '<html>no such page' }),
  () => MUSICBRAINZ_FAULTS.busy(),
  () => MUSICBRAINZ_FAULTS.busy('search-global'),
  ...[MUSICBRAINZ_FAULTS.tooFast, MUSICBRAINZ_FAULTS.unexplained, () => MUSICBRAINZ_FAULTS.maintenance()],
];
/** Of the archive a 404 that is no JSON is the answer that there is nothing. */
const coverTrouble = trouble.filter((reply) => reply().status !== 404);

// How fast calls may start is tested elsewhere; here its timers would only take time.
vi.mock('bottleneck', () => ({
  default: class {
    schedule = (job: () => Promise<unknown>): Promise<unknown> => job();
    stop = async (): Promise<void> => {};
  },
}));

/** Two of three tracks are known. */
const isKnown = (number: number): boolean => number % 3 > 0;
const nameOf = (number: number): Pick<Track, 'title' | 'artists'> => ({
  title: `Title${number}`,
  artists: [`Artist${number}`],
});
const releaseOf = (number: number): string => mbid(100_000 + number);
const known = Array.from({ length: TRACKS }, (_, number) => number).filter(isKnown);

const recordings = known.map((number): MbRecording => ({ id: mbid(number), ...nameOf(number) }));
const releases = known.map((number) => ({
  id: releaseOf(number),
  group: mbid(200_000 + number),
  title: 'R',
  recordings: [mbid(number)],
  labels: [{ name: `Label ${number}`, number: null }],
}));
/** Every other release has a cover. */
const covers = Object.fromEntries(
  known.filter((number) => number % 2 > 0).map((number): [string, CoverImage[]] => [releaseOf(number), [{}]]),
);
const told = (number: number): string | null => {
  if (!isKnown(number)) return null;
  return number % 2 > 0 ? `Label ${number} ${releaseOf(number)}` : `Label ${number} without a cover`;
};

/** One that fails most of the time, and remembers what it has answered as it should. */
function failing(faults: ReadonlyArray<() => Reply>, random: () => number) {
  const answered: string[] = [];
  const state = { answered, failed: 0, calls: 0 };
  const fault = (): Reply | undefined => {
    if (random() >= SHARE) return undefined;
    state.failed++;
    return faults[Math.floor(random() * faults.length)]!();
  };
  const behind =
    (service: Provider): Provider =>
    async (request) => {
      // Where a fault sends us there is nobody.
      if (request.url === '/login') return { status: 404, body: '<html>lost' };
      state.calls++;
      const before = state.failed;
      const reply = await service(request);
      if (state.failed === before && [200, 404].includes(reply.status)) answered.push(request.url);
      return reply;
    };
  return { state, fault, behind };
}

describe('many failures of MusicBrainz and the Cover Art Archive', () => {
  it('make no answer wrong, lose none, and nothing is asked twice that was answered, though the run is killed again and again', async () => {
    const random = dice(7);
    const clock = quickClock();
    const disk = new Map<string, string>();
    const keeping: Keeping = {
      cache: {
        get: async (key) => JSON.parse(disk.get(key) ?? 'null') ?? undefined,
        set: async (key, value) => void disk.set(key, JSON.stringify(value)),
      },
      refresh: false,
      matchSeconds: 9e9,
      noMatchSeconds: 9e9,
    };
    const music = failing(trouble, random);
    const art = failing(coverTrouble, random);
    const now = clock.now;
    const musicFetch = fetchFrom(
      music.behind(musicbrainzServer({ recordings, releases, now, fault: music.fault }).provider),
    );
    const artFetch = fetchFrom(art.behind(coverartServer({ covers, now, fault: art.fault }).provider));
    const calls = (): number => music.state.calls + art.state.calls;
    const answers = new Map<number, string | null>();
    for (let runs = 1; answers.size < TRACKS; runs++) {
      expect(runs, 'the runs get nowhere').toBeLessThan(500);
      // A new process: nothing is left but the disk.
      const kit = { clock, keeping, random };
      const names = createMusicbrainz(
        { apiUrl: 'https://musicbrainz.org/ws/2', callsPerSecond: 1, timeout: 5, maxWait: 30 },
        { ...tools({ ...kit, fetch: musicFetch }), random },
      );
      const pictures = createCoverart(
        { apiUrl: 'https://coverartarchive.org', callsPerSecond: 2, timeout: 5, maxWait: 30 },
        { ...tools({ ...kit, fetch: artFetch }), random },
      );
      const killed = new AbortController();
      const killAfter = calls() + Math.floor(random() * 1000);
      const look = async (number: number): Promise<string | null> => {
        const context = recorder(killed.signal);
        const named = await names.provider.resolve(nameOf(number), context);
        if (!named) return null;
        const { label, ids = {} } = named.track;
        const pictured = await pictures.provider.resolve({ ...nameOf(number), ids }, context);
        return `${label} ${pictured?.track.artwork?.split('/')[4] ?? 'without a cover'}`;
      };
      for (let number = 0; number < TRACKS && !killed.signal.aborted; number++) {
        if (answers.has(number)) continue;
        if (calls() >= killAfter) killed.abort(new Error('killed'));
        const answer = await look(number).catch(() => undefined);
        // Rest for the breaker, as a user would.
        if (answer === undefined) await clock.sleep(61_000, new AbortController().signal);
        else answers.set(number, answer);
      }
      await Promise.all([names.close(), pictures.close()]);
    }
    expect(music.state.failed + art.state.failed).toBeGreaterThan(FAILURES);
    for (const [number, answer] of answers) expect(answer, String(number)).toBe(told(number));
    for (const { answered } of [music.state, art.state]) {
      expect(answered.filter((path, at) => answered.indexOf(path) !== at)).toEqual([]);
    }
  });
});
