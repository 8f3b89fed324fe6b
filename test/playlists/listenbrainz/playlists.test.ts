import { describe, expect, it } from 'vitest';
import { type PlaylistResult, sendPlaylist } from '../../../src/app/playlist.js';
import { AuthenticationError, NetworkError, ProtocolError, RateLimitError } from '../../../src/domain/errors.js';
import type { Resolver } from '../../../src/domain/ports/resolve.js';
import type { Track } from '../../../src/domain/track.js';
import type { Entry } from '../../../src/domain/tracklist.js';
import { createListenbrainzPlaylists } from '../../../src/playlists/listenbrainz/playlists.js';
import { recorder } from '../../support/fakes.js';
import { quickClock, tools } from '../../support/network.js';
import { type ListenbrainzOptions, listenbrainzServer } from '../../support/providers/listenbrainz-server.js';
import { FAULTS, fetchFrom, json, type Reply } from '../../support/providers/protocol.js';
import { rounds } from '../../support/rounds.js';
import { trackEntry, tracklistOf, unknownEntry } from '../../support/tracklists.js';

const TOKEN = '0f3c1a52-1111-4222-8333-known-token';
const mbid = (n: number): string => `aaaaaaaa-0000-4000-8000-${String(n).padStart(12, '0')}`;
const entry = (n: number, more: Partial<Track> = {}): Entry =>
  trackEntry(n * 100, n * 100 + 100, `Song ${n}`, {
    track: { title: `Song ${n}`, artists: ['Somebody'], ids: { musicbrainz: mbid(n) }, ...more },
  });
const entries = (count: number): Entry[] => Array.from({ length: count }, (_, i) => entry(i));

function start(options: Partial<ListenbrainzOptions> = {}, resolvers: readonly Resolver[] = [], token = TOKEN) {
  const clock = quickClock();
  const server = listenbrainzServer({ token: TOKEN, now: clock.now, ...options });
  const kit = tools({ fetch: fetchFrom(server.provider), clock, secrets: [token] });
  const settings = {
    token,
    apiUrl: 'https://lb.example/1',
    callsPerSecond: 100,
    timeout: 5,
    maxWait: 60,
    submitListens: false,
  };
  const { provider } = createListenbrainzPlaylists(settings, resolvers, kit);
  const send = (list: Entry[], existing: 'keep' | 'replace' | 'another' = 'keep'): Promise<PlaylistResult> =>
    sendPlaylist(
      {
        tracklist: tracklistOf(list),
        name: 'Mix',
        mark: 'tracklistify-0123456789ab',
        service: provider,
        leastConfidence: 0.5,
        existing,
      },
      recorder(),
    );
  return { ...server, send, clock };
}

it('makes a private playlist of the recordings, a hundred a call, and leaves out what has no id', async () => {
  const { send, playlists, calls } = start();
  const list = [...entries(230), unknownEntry(23_000, 23_100), entry(231, { ids: { musicbrainz: 'no id' } })];
  const result = await send(list);
  expect(result.outcome).toBe('made');
  expect(result.playlist).toEqual({
    id: playlists[0]!.id,
    name: 'Mix',
    url: `https://listenbrainz.org/playlist/${playlists[0]!.id}`,
  });
  expect(result.leftOut.map(({ label, reason }) => [label, reason])).toEqual([
    ['ID - ID', 'unknown'],
    ['Somebody - Song 231', 'not there'],
  ]);
  expect(playlists).toEqual([
    {
      id: expect.any(String),
      title: 'Mix',
      annotation: 'Tracklist of mix, made by tracklistify. tracklistify-0123456789ab',
      public: false,
      tracks: entries(230).map((_, i) => mbid(i)),
    },
  ]);
  expect(calls.filter(({ path }) => path.endsWith('/item/add'))).toHaveLength(3);
});

it.each([false, true])(
  'is made once for a mix, goes on, differs and is replaced (older form %s)',
  async (olderForm) => {
    const { send, playlists } = start({ olderForm });
    for (let i = 0; i < 120; i++) playlists.push({ id: mbid(1000 + i), title: `Other ${i}`, public: true, tracks: [] });
    expect((await send(entries(3))).outcome).toBe('made');
    // Others that were made since stand before it.
    for (let i = 0; i < 120; i++) playlists.unshift({ id: mbid(2000 + i), title: 'New', public: true, tracks: [] });
    expect((await send(entries(3))).outcome).toBe('unchanged');
    expect((await send(entries(5))).outcome).toBe('continued');
    const mine = playlists.find(({ annotation }) => annotation)!;
    expect(mine.tracks).toEqual([0, 1, 2, 3, 4].map(mbid));
    mine.tracks.reverse();
    expect((await send(entries(4))).outcome).toBe('differs');
    expect(mine.tracks).toHaveLength(5);
    expect((await send(entries(4), 'replace')).outcome).toBe('replaced');
    expect(mine.tracks).toEqual([0, 1, 2, 3].map(mbid));
    expect((await send(entries(4), 'another')).outcome).toBe('made');
    expect(playlists).toHaveLength(242);
  },
);

it('asks the resolvers for the id of what has none, and believes none that contradicts', async () => {
  const asked: string[] = [];
  const resolver: Resolver = {
    name: 'musicbrainz',
    async resolve({ title }) {
      asked.push(title);
      if (title === 'Song 3') return null;
      const agreement = title === 'Song 2' ? 0.2 : 1;
      return { track: { title: `${title} there`, ids: { musicbrainz: mbid(7).toUpperCase() } }, agreement };
    },
  };
  const { send, playlists } = start({}, [resolver]);
  const list = [entry(0), entry(1, { ids: {} }), entry(2, { ids: {} }), entry(3, { ids: {} })];
  const { tracks, leftOut } = await send(list);
  expect(asked).toEqual(['Song 1', 'Song 2', 'Song 3']);
  expect(playlists[0]!.tracks).toEqual([mbid(0), mbid(7)]);
  expect(tracks[1]!.label).toBe('Somebody - Song 1 there');
  expect(leftOut.map(({ reason }) => reason)).toEqual(['not there', 'not there']);
});

describe('what goes wrong', () => {
  const only = (path: RegExp, reply: Reply): Partial<ListenbrainzOptions> => ({
    fault: (call) => (path.test(call.path) ? reply : undefined),
  });
  const refusal = (status: number, error: string, headers = {}): Reply =>
    json({ code: status, error }, status, headers);

  it.each<[string, Partial<ListenbrainzOptions>, new (...args: never[]) => Error, RegExp]>([
    ['an unknown token, told by 401', only(/validate/, refusal(401, 'Invalid authorization token.')), AuthenticationError, /Check LISTENBRAINZ_TOKEN/],
    ['a 403', only(/create/, refusal(403, 'not an approved playlist bot')), AuthenticationError, /not an approved playlist bot/],
    ['a list that is refused for one track', only(/add/, refusal(400, 'JSPF playlist track 3 must contain')), ProtocolError, /track 3 must contain/],
    ['a size that is refused', only(/add/, { status: 413, body: '<html>413</html>' }), ProtocolError, /no more in one call/],
    ['a limit for an hour', only(/playlists/, refusal(429, 'slow', { 'x-ratelimit-reset-in': '3600' })), RateLimitError, /until/],
    ['a playlist that is gone', { lost: (call) => (/add/.test(call.path) ? refusal(404, 'Cannot find playlist') : undefined) }, NetworkError, /no such playlist/],
    ...Object.entries(FAULTS).map(([name, fault]): [string, Partial<ListenbrainzOptions>, new (...args: never[]) => Error, RegExp] => [name, only(/./, fault()), Error, /ListenBrainz/]),
  ])('is said in a sentence: %s', async (_, options, kind, message) => {
    const { send } = start(options);
    const failed = await send(entries(5)).then(
      () => null,
      (error: unknown) => error as Error,
    );
    expect(failed).toBeInstanceOf(kind);
    expect(failed!.message).toMatch(message);
    expect(failed!.message).not.toContain(TOKEN);
  }); // biome-ignore format: a table

  it('says that a token is unknown though the answer comes with 200', async () => {
    const asked: string[] = [];
    const resolver: Resolver = {
      name: 'musicbrainz',
      async resolve({ title }) {
        asked.push(title);
        return null;
      },
    };
    const { send, playlists } = start({}, [resolver], 'another-token-1');
    await expect(send([entry(0, { ids: {} })])).rejects.toThrow(/doesn't know the user token/);
    expect(playlists).toEqual([]);
    // Said before minutes of looking up.
    expect(asked).toEqual([]);
  });

  it('keeps to the window that the headers tell, and is never refused for it', async () => {
    const { send, calls, playlists, clock } = start({ limit: { calls: 3, seconds: 10 } });
    await send(entries(950));
    expect(playlists[0]!.tracks).toHaveLength(950);
    expect(calls.map(({ status }) => status)).not.toContain(429);
    expect(clock.slept.filter((ms) => ms > 5000).length).toBeGreaterThan(2);
  });

  it('waits as long as a 429 says', async () => {
    let said = 0;
    const limit = refusal(429, 'slow', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-in': '17' });
    const { send, clock } = start({
      fault: ({ path }) => (path.includes('create') && ++said === 1 ? limit : undefined),
    });
    const before = clock.now();
    expect((await send(entries(1))).outcome).toBe('made');
    expect(clock.now() - before).toBeGreaterThanOrEqual(17_000);
  });
});

it('holds each track once after hundreds of calls that fail at random, run again and again', async () => {
  let seed = 7;
  const random = (): number => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const troubles: Reply[] = [
    json({ code: 500, error: 'Failed to add recordings to the playlist. Please try again.' }, 500),
    { status: 502, body: '<html>Bad gateway</html>' },
    { status: 200, trouble: 'reset' },
    { status: 200, trouble: 'cut off' },
    { status: 200, body: '' },
  ];
  const limit = json({ code: 429, error: 'slow' }, 429, { 'x-ratelimit-reset-in': '3' });
  const pick = (all: readonly Reply[]) => (): Reply | undefined =>
    random() < 0.15 ? all[Math.floor(random() * all.length)] : undefined;
  let made = 0;
  let calls = 0;
  let failures = 0;
  while (calls < rounds(2_000)) {
    const server = start({ fault: pick([...troubles, limit]), lost: pick(troubles) });
    const count = 1 + Math.floor(random() * 130);
    const wanted = entries(count).map((_, i) => mbid(i));
    for (let tries = 0; ; tries++) {
      try {
        const { outcome } = await server.send(entries(count));
        expect(['made', 'continued', 'unchanged']).toContain(outcome);
        break;
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
        failures++;
        if (tries > 200) throw error;
        // Later, when whoever asked has been left alone for a while.
        await server.clock.sleep(600_000, new AbortController().signal);
      }
    }
    const kept = server.playlists.filter(({ annotation }) => annotation?.includes('tracklistify-0123456789ab'));
    // One whose making was never heard of is found again by its mark.
    expect(kept.map(({ tracks }) => tracks)).toEqual([wanted]);
    made++;
    calls += server.calls.length;
  }
  expect(made).toBeGreaterThan(rounds(50));
  expect(failures).toBeGreaterThan(rounds(100));
});
