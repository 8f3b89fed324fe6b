import { describe, expect, it } from 'vitest';
import { AuthenticationError, NetworkError, ProtocolError, RateLimitError } from '../../../src/domain/errors.js';
import { discogs } from '../../../src/resolvers/discogs/descriptor.js';
import { createDiscogs } from '../../../src/resolvers/discogs/resolver.js';
import { discogsSettings } from '../../../src/resolvers/discogs/settings.js';
import { keepingInMemory } from '../../support/enriching.js';
import { eventsOf } from '../../support/fakes.js';
import type { Song } from '../../support/providers/catalogue-server.js';
import { type DiscogsOptions, type DiscogsRelease, discogsServer } from '../../support/providers/discogs-server.js';
import { FAULTS, json, mostWithin, type Reply } from '../../support/providers/protocol.js';
import { resolvingBy } from '../../support/resolving.js';

const TOKEN = 'discogs-token-0001';
const NIGHT: Song = {
  id: 1,
  title: 'Night Drive',
  artists: ['Ada (2)'],
  seconds: 301,
  label: 'R & S Records (3)',
  catalogueNumber: 'RS 92001',
  styles: ['Techno', 'Electronic'],
  composers: ['Ann Writer (4)', 'Bob'],
};
const OTHER: Song = { id: 2, title: 'Something Else', artists: ['Nobody'] };

const start = (options: Partial<DiscogsOptions> = {}, settings = {}, keeping = keepingInMemory()) =>
  resolvingBy(
    (kit) => createDiscogs({ ...discogsSettings.parse({ apiUrl: 'discogs.example', ...settings }), token: TOKEN }, kit),
    ({ now }) => discogsServer({ songs: [NIGHT, OTHER], token: TOKEN, now, ...options }),
    keeping,
  );
const night = { title: 'Night Drive', artists: ['Ada'] };
const single = (id: number, more: Partial<DiscogsRelease> = {}): DiscogsRelease => ({
  id,
  artist: 'Ada (2)',
  title: 'Night Drive',
  songs: [NIGHT],
  ...more,
});

describe('Discogs', () => {
  it('tells what a release says of the track, in two calls', async () => {
    const { resolve, asked } = start();
    expect(await resolve(night)).toEqual({
      agreement: 1,
      track: {
        title: 'Night Drive',
        artists: ['Ada'],
        album: 'Night Drive',
        label: 'R & S Records',
        catalogueNumber: 'RS 92001',
        releaseDate: '2019',
        genres: ['Electronic', 'Techno'],
        duration: 301,
        composers: ['Ann Writer', 'Bob'],
        ids: { discogs: '1001' },
        urls: { discogs: 'https://www.discogs.com/release/1001' },
      },
    });
    expect(asked()).toEqual([
      '/database/search?type=release&artist=Ada&track=Night Drive&per_page=25',
      '/releases/1001',
    ]);
  });

  it('is asked once where it knows no release, and not at all without an artist', async () => {
    const { resolve, calls } = start();
    expect(await resolve({ title: 'Nowhere', version: 'Dub', artists: ['Ada'] })).toBeNull();
    expect(calls).toHaveLength(1);
    expect(await resolve({ title: 'Nowhere', artists: [] })).toBeNull();
    expect(calls).toHaveLength(1);
  });

  it.each<[string, DiscogsRelease[], object, number | null]>([
    ['the first pressing', [single(2, { year: 2005 }), single(3, { year: 1992 }), single(4, { year: 0 })], {}, 3],
    ['its own release', [single(2, { artist: 'Various', year: 1990 }), single(3, { year: 1995 })], {}, 3],
    ['a single', [single(2, { format: ['CD', 'Compilation'], year: 1990 }), single(3, { year: 1995 })], {}, 3],
    [
      'the label that is known',
      [single(2, { year: 1990, songs: [{ ...NIGHT, label: 'Warp' }] }), single(3)],
      { label: 'r&s records' },
      3,
    ],
    [
      'the number that is known',
      [single(2), single(3, { songs: [{ ...NIGHT, catalogueNumber: 'X 1' }] })],
      { catalogueNumber: 'x 1' },
      3,
    ],
    [
      'nothing that holds another version alone',
      [single(2, { songs: [{ ...NIGHT, title: 'Night Drive (Dub)' }] })],
      {},
      null,
    ],
  ])('takes of several releases %s', async (_, releases, more, id) => {
    const { resolve } = start({ releases });
    expect((await resolve({ ...night, ...more }))?.track.ids?.['discogs']).toBe(id === null ? undefined : String(id));
  });

  it('reads what is odd about a release', async () => {
    const person = (name: string, more = {}) => ({ id: 1, name, anv: '', role: '', tracks: '', ...more });
    const more = {
      released: '1992-03-00',
      labels: [
        { name: 'Not On Label (Ada Self-released)', catno: 'none' },
        { name: 'Warp', catno: 'none' },
      ],
      artists: [person('Ada (2)', { anv: 'A.D.A.' })],
      extraartists: [
        person('Everywhere', { role: 'Composed By, Producer' }),
        person('There', { role: 'Written-By [Words]', tracks: 'A1, B2' }),
        person('Elsewhere', { role: 'Written-By', tracks: 'B1' }),
        person('Mixer', { role: 'Remix' }),
      ],
      tracklist: [
        { position: '', type_: 'heading', title: 'Night Drive', duration: '' },
        {
          position: 'A',
          type_: 'index',
          title: 'Suite',
          duration: '',
          sub_tracks: [{ position: 'A1', type_: 'track', title: 'Night Drive', duration: '' }],
        },
      ],
    };
    const { resolve } = start({ releases: [single(2, { more })] });
    const found = await resolve({ title: 'Night Drive', artists: ['Ada', 'A.D.A.'] });
    expect(found?.track).toEqual({
      title: 'Night Drive',
      artists: ['A.D.A.'],
      album: 'Night Drive',
      label: 'Warp',
      releaseDate: '1992-03',
      genres: ['Electronic', 'Techno'],
      composers: ['Everywhere', 'There'],
      ids: { discogs: '2' },
      urls: { discogs: 'https://www.discogs.com/release/2' },
    });
    const heading = { ...more, tracklist: more.tracklist.slice(0, 1) };
    expect(await start({ releases: [single(2, { more: heading })] }).resolve(night)).toBeNull();
  });

  it('takes neither label nor year from a compilation of many', async () => {
    const { resolve } = start({ releases: [single(2, { artist: 'Various', title: 'Hits 99' })] });
    expect(Object.keys((await resolve(night))!.track)).toEqual([
      'genres',
      'ids',
      'urls',
      'title',
      'artists',
      'duration',
      'composers',
    ]);
  });

  it('is asked nothing twice, and remembers without being asked', async () => {
    const keeping = keepingInMemory();
    const { resolve, recall, calls } = start({}, {}, keeping);
    const found = await resolve(night);
    expect(await resolve(night)).toEqual(found);
    expect(await recall(night)).toEqual(found);
    expect(calls).toHaveLength(2);
    expect(JSON.stringify([...keeping.entries])).not.toMatch(new RegExp(`${TOKEN}|images`));
  });

  it('is asked no more than sixty times in any minute', async () => {
    const { resolve, calls } = start();
    for (let i = 0; i < 130; i++) await resolve({ title: `Song ${i}`, artists: ['Ada'] });
    expect(calls.every(({ status }) => status === 200)).toBe(true);
    expect(
      mostWithin(
        calls.map(({ at }) => at),
        60_000,
      ),
    ).toBeLessThanOrEqual(60);
  });

  it('rests for a minute when nothing is left of a minute’s calls, before it is refused', async () => {
    // Somebody else asks from the same address.
    const { resolve, calls, pauses, context } = start({ perMinute: 3 });
    for (let i = 0; i < 7; i++) await resolve({ title: `Song ${i}`, artists: ['Ada'] });
    expect(calls.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 200]);
    expect(pauses()).toEqual([60_000, 60_000]);
    expect(eventsOf(context, 'waiting')[0]?.reason).toMatch(/takes no more calls/);
  });

  it('comes back after a minute when it was refused all the same', async () => {
    const reply = (headers = {}) =>
      json({ message: 'You are making requests too quickly.' }, 429, {
        'x-discogs-ratelimit-remaining': '0',
        ...headers,
      });
    const told = start({ fault: (call) => (call < 1 ? reply({ 'retry-after': '17' }) : undefined) });
    expect(await told.resolve(night)).not.toBeNull();
    expect(told.pauses()).toEqual([17_000]);
    const untold = start({ fault: (call) => (call < 1 ? reply() : undefined) });
    expect(await untold.resolve(night)).not.toBeNull();
    expect(untold.pauses()).toEqual([60_000]);
  });

  it('takes a release that has gone for none', async () => {
    const { resolve } = start({
      fault: (call) => (call === 1 ? json({ message: 'Release not found.' }, 404) : undefined),
    });
    expect(await resolve(night)).toBeNull();
  });

  it.each<[string, Partial<DiscogsOptions>, abstract new (...args: never[]) => Error, RegExp]>([
    ['a wrong token', { token: 'another-token' }, AuthenticationError, /Invalid consumer token.*Check DISCOGS_TOKEN/],
    [
      'no name of a program',
      { fault: always(json({ message: 'Provide a User-Agent' }, 403)) },
      ProtocolError,
      /User-Agent/,
    ],
    ['a limit for good', { fault: always({ status: 429 }) }, RateLimitError, /rate limited until/],
    [
      'a limit with status 200',
      { fault: always(json({ message: 'You are making requests too quickly.' })) },
      RateLimitError,
      /rate limited/,
    ],
    [
      'an error with status 200',
      { fault: always(json({ message: 'An error occurred.' })) },
      ProtocolError,
      /An error occurred/,
    ],
    ['trouble', { fault: always(json({ message: 'oops' }, 500)) }, NetworkError, /in trouble/],
    [
      'an address that there is not',
      { fault: always(json({ message: 'Not found.' }, 404)) },
      ProtocolError,
      /HTTP 404/,
    ],
    ['HTML', { fault: always(FAULTS['HTML under 200']!()) }, ProtocolError, /web page/],
    ['an answer to something else', { fault: always(json({ ok: true })) }, ProtocolError, /isn't its answer/],
    [
      'a release without tracks',
      { fault: (call) => (call === 1 ? json({ id: 1001, title: 'x' }) : undefined) },
      ProtocolError,
      /isn't its answer/,
    ],
  ])('says what is wrong with %s, and nothing of the token', async (_, options, kind, words) => {
    const { resolve, context, redactor } = start(options);
    const error = await resolve(night).catch((e: Error) => e);
    expect(error).toBeInstanceOf(kind);
    expect((error as Error).message).toMatch(words);
    expect(JSON.stringify([context.events, (error as Error).message])).not.toContain(TOKEN);
    expect(redactor.redact(`Discogs token=${TOKEN}`)).not.toContain(TOKEN);
  });

  it('is ready once there is a token, as it was pasted', () => {
    expect(discogs.ready(discogsSettings.parse({ token: ` ${TOKEN}\n` }))).toEqual({ ready: true });
    expect(discogsSettings.parse({ token: ` ${TOKEN}\n` }).token).toBe(TOKEN);
    expect(discogs.ready(discogsSettings.parse({}))).toMatchObject({ ready: false, credentials: true });
  });
});

function always(reply: Reply): () => Reply {
  return () => reply;
}
