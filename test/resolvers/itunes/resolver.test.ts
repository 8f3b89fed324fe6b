import { describe, expect, it } from 'vitest';
import { ProtocolError, RateLimitError } from '../../../src/domain/errors.js';
import { createItunes } from '../../../src/resolvers/itunes/resolver.js';
import { itunesSettings } from '../../../src/resolvers/itunes/settings.js';
import { keepingInMemory } from '../../support/enriching.js';
import type { Song } from '../../support/providers/catalogue-server.js';
import { type ItunesOptions, itunesServer, TOO_OFTEN } from '../../support/providers/itunes-server.js';
import { FAULTS, mostWithin, type Reply } from '../../support/providers/protocol.js';
import { resolvingBy } from '../../support/resolving.js';

const SONGS: Song[] = [
  { id: 1, title: 'Night Drive (Dub)', artists: ['Ada'], seconds: 500 },
  { id: 2, title: 'Night Drive', artists: ['Ada', 'Bob'], album: 'Roads', seconds: 301, genre: 'Techno' },
  { id: 3, title: 'Something Else', artists: ['Nobody'] },
];
const start = (options: Partial<ItunesOptions> = {}, settings = {}, keeping = keepingInMemory()) =>
  resolvingBy(
    (kit) => createItunes(itunesSettings.parse({ apiUrl: 'itunes.example', ...settings }), kit),
    ({ now }) => itunesServer({ songs: SONGS, now, ...options }),
    keeping,
  );
const night = { title: 'Night Drive', artists: ['Ada'] };

describe('iTunes', () => {
  it('is asked by words, and read past its empty lines', async () => {
    const { resolve, asked } = start();
    expect(await resolve({ ...night, isrc: 'GBAYE0000001' })).toEqual({
      agreement: 1,
      track: {
        title: 'Night Drive',
        artists: ['Ada & Bob'],
        album: 'Roads',
        releaseDate: '2019-05-03',
        duration: 301,
        genres: ['Techno'],
        ids: { itunes: '2' },
        urls: { itunes: 'https://music.example/us/song/2' },
        artwork: 'https://art.example/image/thumb/Music/v4/cover.jpg/600x600bb.jpg',
      },
    });
    expect(asked()).toEqual(['/search?term=Ada Night Drive&media=music&entity=song&limit=25&country=US']);
  });

  it('is asked in the store of a country', async () => {
    const { resolve } = start({ country: 'DE' }, { country: 'DE' });
    expect((await resolve(night))?.track.urls).toEqual({ itunes: 'https://music.example/de/song/2' });
    expect(await start({ country: 'DE' }).resolve(night)).toBeNull();
  });

  it('is asked twice for a track at most', async () => {
    const { resolve, asked } = start();
    expect(await resolve({ title: 'Nowhere', version: 'Kay Remix', artists: ['Ada'] })).toBeNull();
    expect(await resolve({ title: 'Nowhere (Kay Remix)', artists: ['Bob'], ids: { itunes: '99' } })).toBeNull();
    expect(asked().map((path) => path.split('&')[0])).toEqual([
      '/search?term=Ada Nowhere Kay Remix',
      '/search?term=Ada Nowhere',
      '/lookup?id=99',
      '/search?term=Bob Nowhere Kay Remix',
    ]);
  });

  it('is asked by the number that Shazam tells', async () => {
    const { resolve, asked } = start();
    expect(await resolve({ ...night, ids: { applemusic: '3' } })).toMatchObject({ agreement: 0.2 });
    expect(asked()).toEqual(['/lookup?id=3&country=US']);
  });

  it('fetches and keeps no preview, and asks nothing twice', async () => {
    const keeping = keepingInMemory();
    const { resolve, recall, calls } = start({}, {}, keeping);
    const found = await resolve(night);
    expect(await resolve(night)).toEqual(found);
    expect(await recall(night)).toEqual(found);
    expect(calls).toHaveLength(1);
    expect(JSON.stringify([...keeping.entries])).not.toContain('preview');
  });

  it('is asked no more than twenty times in any minute', async () => {
    const { resolve, calls } = start();
    for (let i = 0; i < 50; i++) await resolve({ title: `Song ${i}`, artists: ['Ada'] });
    expect(calls.every(({ status }) => status === 200)).toBe(true);
    expect(
      mostWithin(
        calls.map(({ at }) => at),
        60_000,
      ),
    ).toBeLessThanOrEqual(20);
  });

  it.each<[string, Reply, number]>([
    ['403 and a page', TOO_OFTEN, 60_000],
    ['429', { status: 429, headers: { 'retry-after': '90' } }, 90_000],
    ['429 with a short pause', { status: 429, headers: { 'retry-after': '1' } }, 60_000],
  ])('takes %s for a limit, and comes back a minute later', async (_, reply, pause) => {
    const { resolve, pauses } = start({ fault: (call) => (call < 1 ? reply : undefined) });
    expect(await resolve(night)).not.toBeNull();
    expect(pauses()).toEqual([pause]);
    const error = await start({ fault: () => reply })
      .resolve(night)
      .catch((e: Error) => e);
    expect(error).toBeInstanceOf(RateLimitError);
  });

  it.each<[string, Reply | undefined, object, RegExp]>([
    ['a store that there is not', undefined, { country: 'XX' }, /\[country\].*Set TRACKLISTIFY_ITUNES_COUNTRY/],
    ['a page', FAULTS['HTML under 200']!(), {}, /web page/],
    ['nothing', { status: 200, body: '\n\n\n' }, {}, /empty answer/],
    ['an answer to something else', { status: 200, body: '{"ok":true}' }, {}, /isn't its answer/],
    ['404', { status: 404, body: '' }, {}, /HTTP 404/],
    ['401', { status: 401, body: '' }, {}, /needs no account/],
  ])('says what is wrong with %s, and keeps nothing of it', async (_, reply, settings, words) => {
    const keeping = keepingInMemory();
    const error = await start({ fault: () => reply }, settings, keeping)
      .resolve(night)
      .catch((e: Error) => e);
    expect(error).toBeInstanceOf(ProtocolError);
    expect((error as Error).message).toMatch(words);
    expect(keeping.entries.size).toBe(0);
  });
});
