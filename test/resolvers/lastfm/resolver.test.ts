import { describe, expect, it } from 'vitest';
import { AuthenticationError, NetworkError, ProtocolError, RateLimitError } from '../../../src/domain/errors.js';
import { lastfm } from '../../../src/resolvers/lastfm/descriptor.js';
import { createLastfm } from '../../../src/resolvers/lastfm/resolver.js';
import { lastfmSettings } from '../../../src/resolvers/lastfm/settings.js';
import { keepingInMemory } from '../../support/enriching.js';
import type { Song } from '../../support/providers/catalogue-server.js';
import { type LastfmOptions, lastfmError, lastfmServer } from '../../support/providers/lastfm-server.js';
import { FAULTS, json, type Reply } from '../../support/providers/protocol.js';
import { resolvingBy } from '../../support/resolving.js';

const KEY = 'lastfm-key-0123456789abcdef';
const SONGS: Song[] = [
  {
    id: 1,
    title: 'Night Drive',
    artists: ['Ada'],
    tags: [
      ['Detroit', 41],
      ['techno', 100],
      ['Ada', 90],
      ['Techno', 60],
      ['seen live', 55],
      ['my favourites', 50],
      ['driving', 10],
      ['one listener’s whim', 9],
    ],
  },
  { id: 2, title: 'One Tag', artists: ['AC/DC & Co'], tags: [['house', 100]] },
  { id: 3, title: 'No Tags', artists: ['Ada'] },
  {
    id: 4,
    title: 'Many',
    artists: ['Ada'],
    tags: Array.from({ length: 30 }, (_, i) => [`tag ${i}`, 100 - i] as const),
  },
];
const start = (options: Partial<LastfmOptions> = {}, keeping = keepingInMemory()) =>
  resolvingBy(
    (kit) => createLastfm({ ...lastfmSettings.parse({ apiUrl: 'lastfm.example/2.0' }), apiKey: KEY }, kit),
    ({ now }) => lastfmServer({ songs: SONGS, key: KEY, now, ...options }),
    keeping,
  );
const night = { title: 'Night Drive', artists: ['Ada'] };

describe('Last.fm', () => {
  it('tells what many listeners call a track, with a link, and neither agrees nor contradicts', async () => {
    const { resolve, asked } = start();
    expect(await resolve(night)).toEqual({
      agreement: null,
      track: {
        tags: ['techno', 'Detroit', 'driving'],
        urls: { lastfm: 'https://www.last.fm/music/Ada/_/Night+Drive' },
      },
    });
    expect(asked()).toEqual([
      `/2.0/?method=track.gettoptags&artist=Ada&track=Night Drive&autocorrect=1&format=json&api_key=${KEY}`,
    ]);
  });

  it('reads a list of one, none, and more than anybody reads', async () => {
    const { resolve } = start();
    expect((await resolve({ title: 'One Tag', artists: ['AC/DC & Co'] }))?.track).toEqual({
      tags: ['house'],
      urls: { lastfm: 'https://www.last.fm/music/AC%2FDC+%26+Co/_/One+Tag' },
    });
    expect(await resolve({ title: 'No Tags', artists: ['Ada'] })).toBeNull();
    expect((await resolve({ title: 'Many', artists: ['Ada'] }))?.track.tags).toHaveLength(10);
  });

  it('is asked twice at most: for a version that few list, and never for the original of a remix', async () => {
    const { resolve, asked } = start();
    expect((await resolve({ ...night, version: 'Extended Mix' }))?.track.tags).toContain('techno');
    expect(await resolve({ ...night, version: 'Kay Remix' })).toBeNull();
    expect(await resolve({ ...night, artists: [] })).toBeNull();
    expect(asked().map((path) => /track=([^&]*)/.exec(path)?.[1])).toEqual([
      'Night Drive (Extended Mix)',
      'Night Drive',
      'Night Drive (Kay Remix)',
    ]);
  });

  it('takes a corrected name, and nothing of another piece that a name was corrected to', async () => {
    const corrections = { 'Nite Drive': 'Night Drive', Bridge: 'Night Drive' };
    const { resolve } = start({ corrections });
    expect((await resolve({ title: 'Nite Drive', artists: ['Ada'] }))?.track.urls?.['lastfm']).toMatch(/Night\+Drive$/);
    expect(await resolve({ title: 'Bridge', artists: ['Ada'] })).toBeNull();
  });

  it('is asked nothing twice, and its key is in nothing that is kept', async () => {
    const keeping = keepingInMemory();
    const { resolve, recall, calls } = start({}, keeping);
    const found = await resolve(night);
    expect(await resolve(night)).toEqual(found);
    expect(await recall(night)).toEqual(found);
    expect(calls).toHaveLength(1);
    expect(JSON.stringify([...keeping.entries])).not.toContain(KEY);
  });

  it('is asked once a second, and later when that was too often', async () => {
    const { resolve, calls } = start();
    for (let i = 0; i < 20; i++) await resolve({ title: `Song ${i}`, artists: ['Ada'] });
    const gaps = calls.slice(1).map(({ at }, i) => at - calls[i]!.at);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
    const pressed = start({ fault: (call) => (call < 3 ? lastfmError(29) : undefined) });
    expect(await pressed.resolve(night)).not.toBeNull();
    expect(pressed.clock.slept.filter((ms) => ms >= 2000)).toHaveLength(3);
  });

  it.each<[string, Partial<LastfmOptions>, abstract new (...args: never[]) => Error, RegExp]>([
    ['a wrong key', { key: 'another' }, AuthenticationError, /error 10.*Check LASTFM_API_KEY/],
    ['a suspended key', { fault: always(lastfmError(26)) }, AuthenticationError, /suspended/],
    ['a limit for good', { fault: always(lastfmError(29)) }, RateLimitError, /rate limited until/],
    ['a number as text', { fault: always(lastfmError('29')) }, RateLimitError, /rate limited until/],
    ['trouble', { fault: always(lastfmError(11)) }, NetworkError, /in trouble/],
    ['trouble for a moment', { fault: always(lastfmError(16)) }, NetworkError, /in trouble/],
    ['a backend that fails', { fault: always(lastfmError(8)) }, NetworkError, /in trouble/],
    ['an unknown method', { fault: always(lastfmError(3, 400)) }, ProtocolError, /error 3/],
    ['a missing parameter', { fault: always(lastfmError(6, 400, 'Invalid parameters')) }, ProtocolError, /error 6/],
    ['a call that there is no more', { fault: always(lastfmError(27)) }, ProtocolError, /error 27/],
    ['HTML', { fault: always(FAULTS['HTML under 200']!()) }, ProtocolError, /web page/],
    ['an answer to something else', { fault: always(json({ ok: true })) }, ProtocolError, /isn't its answer/],
    ['a page that refuses', { fault: always({ status: 403, body: '<html>no' }) }, AuthenticationError, /HTTP 403/],
  ])('says what is wrong with %s, and nothing of the key', async (_, options, kind, words) => {
    const keeping = keepingInMemory();
    const { resolve, context } = start(options, keeping);
    const error = await resolve(night).catch((e: Error) => e);
    expect(error).toBeInstanceOf(kind);
    expect((error as Error).message).toMatch(words);
    expect(JSON.stringify([context.events, (error as Error).message])).not.toContain(KEY);
    expect(keeping.entries.size).toBe(0);
  });

  it.each([
    lastfmError(6, 200, 'Track not found'),
    lastfmError(6, 404, 'Track not found'),
    lastfmError('6', 400, 'Track not found'),
  ])('takes "not found" for none', async (reply) =>
    expect(await start({ fault: always(reply) }).resolve(night)).toBeNull(),
  );

  it('is ready once there is a key, as it was pasted', () => {
    expect(lastfm.ready(lastfmSettings.parse({ apiKey: ` ${KEY}\n` }))).toEqual({ ready: true });
    expect(lastfmSettings.parse({ apiKey: ` ${KEY}\n` }).apiKey).toBe(KEY);
    expect(lastfm.ready(lastfmSettings.parse({}))).toMatchObject({ ready: false, credentials: true });
  });
});

function always(reply: Reply): () => Reply {
  return () => reply;
}
