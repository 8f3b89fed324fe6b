import { describe, expect, it } from 'vitest';
import { NetworkError, ProtocolError, RateLimitError } from '../../../src/domain/errors.js';
import { createDeezer } from '../../../src/resolvers/deezer/resolver.js';
import { deezerSettings } from '../../../src/resolvers/deezer/settings.js';
import { keepingInMemory } from '../../support/enriching.js';
import type { CatalogueServerOptions, Song } from '../../support/providers/catalogue-server.js';
import { deezerError, deezerServer } from '../../support/providers/deezer-server.js';
import { FAULTS, mostWithin, type Reply } from '../../support/providers/protocol.js';
import { resolvingBy } from '../../support/resolving.js';

const ISRC = 'GBAYE0000001';
const SONGS: Song[] = [
  { id: 1, title: 'Night Drive', artists: ['Ada', 'Bob'], isrc: ISRC, album: 'Roads', seconds: 301, bpm: 126.02 },
  { id: 2, title: 'Night Drive (Kay Remix)', artists: ['Ada'], seconds: 400, date: '2020-01-31' },
  { id: 3, title: 'Something Else', artists: ['Nobody'], isrc: 'GBAYE0000003' },
];
const start = (options: Partial<CatalogueServerOptions> = {}, keeping = keepingInMemory()) =>
  resolvingBy(
    (kit) => createDeezer(deezerSettings.parse({ apiUrl: 'deezer.example' }), kit),
    ({ now }) => deezerServer({ songs: SONGS, now, ...options }),
    keeping,
  );
const night = { title: 'Night Drive', artists: ['Ada'] };

describe('Deezer', () => {
  it('is asked by ISRC, however it is written, in one call', async () => {
    const { resolve, asked } = start();
    expect(await resolve({ ...night, isrc: 'gb-aye-00-00001' })).toEqual({
      agreement: 1,
      track: {
        title: 'Night Drive',
        artists: ['Ada', 'Bob'],
        album: 'Roads',
        isrc: ISRC,
        duration: 301,
        bpm: 126.02,
        ids: { deezer: '1' },
        urls: { deezer: 'https://www.deezer.com/track/1' },
        artwork: 'https://covers.example/1000x1000.jpg',
      },
    });
    expect(asked()).toEqual([`/track/isrc:${ISRC}`]);
  });

  it('is asked by words for the rest, and then for what a search leaves out', async () => {
    const { resolve, asked } = start();
    expect(await resolve({ ...night, version: 'Kay Remix' })).toMatchObject({
      agreement: 1,
      track: { releaseDate: '2020-01-31', duration: 400, ids: { deezer: '2' } },
    });
    expect(asked()).toEqual(['/search?q=Ada Night Drive Kay Remix&limit=25', '/track/2']);
  });

  it('is asked twice for a track at most, whatever leads nowhere', async () => {
    for (const track of [
      { ...night, title: 'Nowhere', version: 'Kay Remix' },
      { ...night, title: 'Nowhere (Kay Remix)', isrc: 'QZAAA2600001' },
      { ...night, title: 'Nowhere', isrc: 'QZAAA2600001', ids: { deezer: '99' } },
    ]) {
      const { resolve, calls } = start();
      expect(await resolve(track)).toBeNull();
      expect(calls).toHaveLength(2);
    }
    const { resolve, asked } = start();
    expect(await resolve({ ...night, isrc: 'QZAAA2600001' })).toMatchObject({ track: { ids: { deezer: '1' } } });
    expect(asked()).toEqual(['/track/isrc:QZAAA2600001', '/search?q=Ada Night Drive&limit=25']);
  });

  it('is asked by its own number where somebody told it, and by nothing that looks like one', async () => {
    const { resolve, asked } = start();
    expect(await resolve({ ...night, ids: { deezer: '1' } })).toMatchObject({ agreement: 1 });
    await resolve({ ...night, ids: { deezer: '../user/me' } });
    expect(asked()).toEqual(['/track/1', '/search?q=Ada Night Drive&limit=25']);
  });

  it('contradicts a track whose code belongs to another one', async () => {
    const { resolve } = start();
    expect(await resolve({ ...night, isrc: 'GBAYE0000003' })).toMatchObject({ agreement: 0.2 });
  });

  it('tells neither a tempo of 0 nor a day of noughts, follows no address of an answer, and keeps no preview', async () => {
    const keeping = keepingInMemory();
    const { resolve, calls } = start({}, keeping);
    const found = await resolve({ title: 'Something Else', artists: ['Nobody'] });
    expect(Object.keys(found!.track)).toEqual([
      'title',
      'artists',
      'album',
      'isrc',
      'duration',
      'ids',
      'urls',
      'artwork',
    ]);
    expect(calls.map(({ path }) => path.split('?')[0])).toEqual(['/search', '/track/3']);
    expect(JSON.stringify([...keeping.entries])).not.toMatch(/preview|elsewhere/);
  });

  it('is asked nothing twice, and remembers without being asked', async () => {
    const keeping = keepingInMemory();
    const first = await start({}, keeping).resolve(night);
    const second = start({}, keeping);
    expect(await second.resolve(night)).toEqual(first);
    expect(await second.recall(night)).toEqual(first);
    expect(second.calls).toEqual([]);
    // The search had been answered when it went down.
    for (const key of keeping.entries.keys()) if (key.includes('/track/')) keeping.entries.delete(key);
    expect(await second.recall(night)).toMatchObject({ track: { ids: { deezer: '1' } } });
  });

  it('stays below what it allows, and comes back five seconds after it was too much all the same', async () => {
    const { resolve, calls } = start();
    for (let i = 0; i < 40; i++) await resolve({ title: `Song ${i}`, artists: ['Ada'] });
    expect(calls).toHaveLength(40);
    expect(
      mostWithin(
        calls.map(({ at }) => at),
        1000,
      ),
    ).toBeLessThanOrEqual(8);

    const pressed = start({
      fault: (call) => (call < 2 ? deezerError(4, 'Exception', 'Quota limit exceeded') : undefined),
    });
    expect(await pressed.resolve({ ...night, isrc: ISRC })).not.toBeNull();
    expect(pressed.pauses()).toEqual([5000, 5000]);
    const unnumbered = start({
      fault: (call) => (call < 1 ? deezerError(undefined, 'Exception', 'Quota exceeded') : undefined),
    });
    await unnumbered.resolve({ ...night, isrc: ISRC });
    expect(unnumbered.pauses()).toEqual([5000]);
  });

  it.each<[string, Reply, abstract new (...args: never[]) => Error, RegExp]>([
    ['the quota for good', deezerError(4), RateLimitError, /rate limited until/],
    ['busy for good', deezerError(700), NetworkError, /busy/],
    [
      'a missing parameter',
      deezerError(501, 'MissingParameterException'),
      ProtocolError,
      /501, MissingParameterException/,
    ],
    ['a wrong parameter', deezerError(500, 'ParameterException'), ProtocolError, /doesn't understand us/],
    ['a wrong query', deezerError(600, 'InvalidQueryException'), ProtocolError, /600/],
    ['no permission', deezerError(200, 'OAuthException'), ProtocolError, /200/],
    ['a wrong token', deezerError(300, 'OAuthException'), ProtocolError, /300/],
    ['too many things', deezerError(100, 'Exception'), ProtocolError, /100/],
    ['an error without a number', deezerError(undefined, 'Exception', 'oops'), ProtocolError, /oops/],
    ['an error without words', { status: 200, body: '{"error":{}}' }, ProtocolError, /says no more/],
    ['a refusal', { status: 403, body: '<html>Forbidden' }, ProtocolError, /needs no account/],
    ['HTML', FAULTS['HTML under 200']!(), ProtocolError, /web page/],
    ['an answer to something else', { status: 200, body: '{"ok":true}' }, ProtocolError, /isn't its answer/],
    ['a redirect', FAULTS['a redirect elsewhere']!(), ProtocolError, /sends us elsewhere/],
  ])('says what is wrong with %s, and keeps nothing of it', async (_, reply, kind, words) => {
    const keeping = keepingInMemory();
    for (const track of [{ ...night, isrc: ISRC }, night]) {
      const error = await start({ fault: () => reply }, keeping)
        .resolve(track)
        .catch((e: Error) => e);
      expect(error).toBeInstanceOf(kind);
      expect((error as Error).message).toMatch(words);
    }
    expect(keeping.entries.size).toBe(0);
  });

  it.each([deezerError(800, 'DataException', 'no data'), deezerError(undefined, 'DataException', 'no data')])(
    'takes "no data" for none',
    async (reply) => {
      const { resolve, calls } = start({ fault: () => reply });
      expect(await resolve({ ...night, isrc: ISRC })).toBeNull();
      expect(calls).toHaveLength(2);
    },
  );
});
