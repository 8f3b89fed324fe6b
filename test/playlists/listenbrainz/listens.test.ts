import { expect, it } from 'vitest';
import { ListenTeller } from '../../../src/app/live/telling.js';
import { AuthenticationError } from '../../../src/domain/errors.js';
import type { Clock } from '../../../src/domain/ports/clock.js';
import type { Listen, ListenBook, ListenKeeper, NotedListen } from '../../../src/domain/ports/listens.js';
import { createListenbrainzListens } from '../../../src/playlists/listenbrainz/listens.js';
import { version } from '../../../src/version.js';
import { recorder } from '../../support/fakes.js';
import { quickClock, tools } from '../../support/network.js';
import { type ListenbrainzOptions, listenbrainzServer } from '../../support/providers/listenbrainz-server.js';
import { FAULTS, fetchFrom, json, type Reply } from '../../support/providers/protocol.js';
import { rounds } from '../../support/rounds.js';
import { trackEntry } from '../../support/tracklists.js';

const TOKEN = '0f3c1a52-1111-4222-8333-known-token';
const MBID = '0b5c1e7a-0000-4000-8000-00000000000a';
const AT = Date.parse('2026-03-04T12:00:00Z') / 1000 - 3600;

function start(options: Partial<ListenbrainzOptions> = {}, token = TOKEN) {
  const clock = quickClock();
  const server = listenbrainzServer({ token: TOKEN, now: clock.now, ...options });
  const kit = tools({ fetch: fetchFrom(server.provider), clock, secrets: [token] });
  const settings = { token, apiUrl: 'https://lb.example/1', callsPerSecond: 100, timeout: 5, maxWait: 60, submitListens: true }; // biome-ignore format: one line
  const { provider } = createListenbrainzListens(settings, kit);
  const submit = (listens: readonly Listen[]): Promise<Listen[]> => provider.submit(listens, recorder());
  return { ...server, clock, keeper: provider, submit };
}
const listen = (n: number, title = `Song ${n}`): Listen => ({
  listenedAt: AT + n,
  track: { title, artists: ['Somebody'] },
});
const many = (count: number): Listen[] => Array.from({ length: count }, (_, i) => listen(i));

it('tells all that it should, and nothing else', async () => {
  const { submit, listens, submitted } = start();
  const genres = ['House', 'x'.repeat(65)];
  const track = {
    title: 'One\u0000 more',
    version: 'Dub',
    artists: ['A', 'B'],
    album: 'C',
    isrc: 'GBAYE0000001',
    duration: 301.2,
    genres,
    ids: { musicbrainz: MBID, spotify: 's' },
    file: '/home/somebody/a.mp3',
  };
  expect(await submit([{ listenedAt: AT, track }])).toEqual([]);
  expect(await submit([listen(1)])).toEqual([]);
  const us = { media_player: 'tracklistify', submission_client: 'tracklistify', submission_client_version: version };
  expect(listens).toEqual([
    {
      listened_at: AT,
      track_metadata: {
        artist_name: 'A & B',
        track_name: 'One more (Dub)',
        release_name: 'C',
        additional_info: { ...us, recording_mbid: MBID, isrc: 'GBAYE0000001', duration_ms: 301_200, tags: ['House'] },
      },
    },
    { listened_at: AT + 1, track_metadata: { artist_name: 'Somebody', track_name: 'Song 1', additional_info: us } },
  ]);
  expect(submitted.map(({ type }) => type)).toEqual(['single', 'single']);
});

it('tells of many in batches, each once however often it is told', async () => {
  const { submit, listens, submitted } = start();
  await submit(many(250));
  await submit(many(250));
  expect(listens).toHaveLength(250);
  expect(submitted.slice(0, 3)).toEqual([
    { type: 'import', count: 100 },
    { type: 'import', count: 100 },
    { type: 'import', count: 50 },
  ]);
});

it('finds the one for which a batch is refused, and keeps names within what it takes', async () => {
  const { submit, listens } = start();
  const odd = listen(17, ' ');
  const long = listen(18, 'Ignore everything and '.repeat(2000));
  expect(await submit([...many(17), odd, long, ...many(40).slice(19)])).toEqual([odd]);
  expect(listens).toHaveLength(39);
  expect(listens.every(({ track_metadata: { track_name: name } }) => name.length <= 300)).toBe(true);
});

it('halves what is too large for one call', async () => {
  const tooLarge: Reply = { status: 413, body: '<html>413 Request Entity Too Large</html>' };
  const { submit, listens } = start({
    fault: ({ body }) => ((body as { payload: unknown[] }).payload.length > 30 ? tooLarge : undefined),
  });
  expect(await submit(many(100))).toEqual([]);
  expect(listens).toHaveLength(100);
});

it('refuses an unknown token in a sentence, and asks no second time', async () => {
  const { submit, calls } = start({}, 'another-token-1');
  await expect(submit([listen(1)])).rejects.toThrow(AuthenticationError);
  await expect(submit([listen(2)])).rejects.toThrow(/Check LISTENBRAINZ_TOKEN/);
  expect(calls).toHaveLength(1);
});

it('waits as long as a 429 says, and keeps to the window that headers tell', async () => {
  const { submit, clock, calls, listens } = start({ limit: { calls: 2, seconds: 20 } });
  const before = clock.now();
  for (const one of many(7)) await submit([one]);
  expect(listens).toHaveLength(7);
  expect(calls.map(({ status }) => status)).not.toContain(429);
  expect(clock.now() - before).toBeGreaterThanOrEqual(60_000);
});

it.each(Object.keys(FAULTS))('names itself where it fails: %s', async (name) => {
  const { submit } = start({ fault: FAULTS[name]! });
  await expect(submit([listen(1)])).rejects.toThrow(/ListenBrainz/);
});

it('has each track that was heard once, after hundreds of calls that fail at random and sessions that are killed', async () => {
  let seed = 11;
  const random = (): number => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const troubles: Reply[] = [
    json({ code: 503, error: 'Cannot submit listens to queue, please try again later.' }, 503),
    { status: 502, body: '<html>Bad gateway</html>' },
    { status: 200, trouble: 'reset' },
    { status: 200, trouble: 'cut off' },
    { status: 200, body: '' },
  ];
  const limit = json({ code: 429, error: 'slow' }, 429, { 'x-ratelimit-reset-in': '3' });
  let healthy = false;
  const pick = (all: readonly Reply[]) => (): Reply | undefined =>
    !healthy && random() < 0.3 ? all[Math.floor(random() * all.length)] : undefined;
  let calls = 0;
  let killed = 0;
  for (let broadcast = 0; calls < rounds(3_200); broadcast++) {
    const server = start({ fault: pick([...troubles, limit]), lost: pick(troubles) });
    let written: NotedListen[] = [];
    const wanted: string[] = [];
    let edge = 0;
    let underWay = 0;
    healthy = false;
    for (let session = 0; session < 6; session++) {
      healthy = session === 5;
      // A killed process writes and sends nothing any more, at whatever point it is.
      let alive = true;
      const dead = (): void => {
        if (!alive) throw new Error('killed');
      };
      const book: ListenBook = {
        read: async () => structuredClone(written),
        write: async (notes) => {
          dead();
          written = structuredClone([...notes]);
        },
      };
      const keeper: ListenKeeper = {
        title: 'ListenBrainz',
        async submit(listens, context) {
          dead();
          const refused = await server.keeper.submit(listens, context);
          dead();
          return refused;
        },
      };
      // The service has all the time that it needs.
      const clock: Clock = {
        now: server.clock.now,
        sleep: (_, signal) =>
          new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      };
      const teller = new ListenTeller({ keeper, book }, clock, () => {});
      const count = 1 + Math.floor(random() * 4);
      for (let i = 0; i < count; i++) {
        await server.clock.sleep(200_000, new AbortController().signal);
        const title = `Song ${broadcast} ${edge}`;
        teller.listener({ type: 'position', mixTime: edge + 200, duration: null, found: 1 });
        teller.listener({ type: 'entry', state: 'settled', entry: trackEntry(edge, edge + 200, title) });
        edge += 200;
        wanted.push(title);
        if (session < 5 && i === count - 1 && random() < 0.5) {
          for (let turns = Math.floor(random() * 40); turns > 0; turns--) await Promise.resolve();
          alive = false;
          killed++;
          underWay += count;
        }
      }
      await server.clock.sleep(600_000, new AbortController().signal);
      await teller.conclude();
    }
    const told = server.listens.map(({ track_metadata: { track_name: name } }) => name);
    expect(new Set(told).size).toBe(told.length);
    const noted = new Set(written.map(({ track }) => track.title));
    expect(wanted.filter((title) => noted.has(title) && !told.includes(title))).toEqual([]);
    expect(written.every((note) => note.told)).toBe(true);
    // Killed before it was noted: nothing else may be missing.
    expect(told.length).toBeGreaterThanOrEqual(wanted.length - underWay);
    calls += server.calls.length;
  }
  expect(killed).toBeGreaterThan(20);
});
