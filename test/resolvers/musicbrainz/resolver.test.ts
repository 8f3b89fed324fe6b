import { describe, expect, it } from 'vitest';
import { NetworkError, ProtocolError, RateLimitError } from '../../../src/domain/errors.js';
import type { Track } from '../../../src/domain/track.js';
import type { Keeping } from '../../../src/net/provider.js';
import { createMusicbrainz } from '../../../src/resolvers/musicbrainz/resolver.js';
import { type MusicbrainzSettings, musicbrainzSettings } from '../../../src/resolvers/musicbrainz/settings.js';
import { eventsOf, recorder } from '../../support/fakes.js';
import { quickClock, tools } from '../../support/network.js';
import {
  type MbRecording,
  type MbRelease,
  MUSICBRAINZ_FAULTS,
  type MusicbrainzOptions,
  mbid,
  musicbrainzServer,
} from '../../support/providers/musicbrainz-server.js';
import { FAULTS, fetchFrom, json, type Reply } from '../../support/providers/protocol.js';

const [NIGHT, EDIT, BLUE_EXTENDED, DAWN_LONG, DAWN_SHORT, ALONE, CLIP, OTHER, LIVE] = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(
  mbid,
);
const RECORDINGS: MbRecording[] = [
  {
    id: NIGHT!,
    title: 'Night Drive',
    artists: [['Ada', ' feat. '], 'Bob'],
    length: 301_000,
    isrcs: ['GBAYE0000001', 'GBAYE0000011'],
    date: '2019-05-03',
    genres: ['house', 'deep house'],
    remixers: ['Kay'],
    links: ['https://open.spotify.com/track/s1', 'https://elsewhere.example/x'],
    works: [
      { title: 'A Medley', attributes: ['partial'] },
      { title: 'Night Drive (song)', iswcs: ['T-010.140.236-1'], composers: ['Clara', 'Dora'] },
    ],
  },
  {
    id: EDIT!,
    title: 'Night Drive',
    artists: ['Ada'],
    length: 190_000,
    disambiguation: 'radio edit',
    isrcs: ['GBAYE0000002'],
    date: '2019',
  },
  {
    id: BLUE_EXTENDED!,
    title: 'Blue (Extended Mix)',
    artists: ['Cyan'],
    isrcs: ['GBAYE0000004'],
    works: [{ title: 'Blue' }],
  },
  { id: DAWN_LONG!, title: 'Dawn', artists: ['Eos'], length: 300_000, isrcs: ['GBAYE0000005'], date: '2001' },
  { id: DAWN_SHORT!, title: 'Dawn', artists: ['Eos'], length: 240_000, isrcs: ['GBAYE0000005'], date: '2005' },
  { id: ALONE!, title: 'Alone (Not)', artists: ['Eos'], length: null, works: [{ title: 'Alone', composers: ['Eos'] }] },
  { id: CLIP!, title: 'Clip', artists: ['Eos'], video: true },
  { id: OTHER!, title: 'Something Else', artists: ['Nobody'], isrcs: ['GBAYE0000003'] },
  { id: LIVE!, title: 'Dawn', artists: ['Eos'], disambiguation: 'live, 2003-05-01: Amsterdam', length: 240_000 },
];
const release = (number: number, recordings: string[], more: Partial<MbRelease> = {}): MbRelease => ({
  id: mbid(100 + number),
  group: mbid(200 + number),
  title: `Release ${number}`,
  recordings,
  ...more,
});
const RELEASES: MbRelease[] = [
  release(1, [NIGHT!], { date: '2018-01-01', kinds: ['Compilation'], labels: [{ name: 'Gatherers', number: 'G 1' }] }),
  release(2, [NIGHT!], { date: '2019-05-04', labels: [{ name: 'Late Label', number: 'L 2' }] }),
  release(3, [NIGHT!], {
    title: 'Roads',
    date: '2019-05-03',
    labels: [
      { name: null, number: null },
      { name: 'First Label', number: 'FIRST 001' },
    ],
    links: ['https://ada.bandcamp.com/album/roads', 'https://open.spotify.com/album/a1'],
  }),
  release(4, [NIGHT!], { date: '2017', status: 'Bootleg' }),
  release(5, [NIGHT!], { date: '2016', artists: ['Various Artists'] }),
  release(6, [DAWN_LONG!, DAWN_SHORT!], { labels: [{ name: '[no label]', number: '[none]' }], genres: ['ambient'] }),
  release(7, [BLUE_EXTENDED!], { labels: [{ name: null, number: 'W 7' }] }),
  release(8, [OTHER!], { labels: [] }),
];

function start(
  options: Partial<MusicbrainzOptions> = {},
  settings: Partial<MusicbrainzSettings> = {},
  keeping?: Keeping,
) {
  const clock = quickClock();
  const server = musicbrainzServer({ recordings: RECORDINGS, releases: RELEASES, now: clock.now, ...options });
  const kit = tools({ fetch: fetchFrom(server.provider), clock, keeping });
  const { provider } = createMusicbrainz(
    { apiUrl: 'https://musicbrainz.org/ws/2', callsPerSecond: 1, timeout: 5, maxWait: 60, ...settings },
    kit,
  );
  const context = recorder();
  const resolve = (track: Partial<Track>) =>
    provider.resolve({ title: 'Night Drive', artists: ['Ada'], ...track }, context);
  const asked = () => server.calls.map(({ path }) => /^\/ws\/2\/([a-z]+(?:\/[0-9a-f-]+)?)/.exec(path)?.[1]);
  return { provider, resolve, calls: server.calls, asked, clock, context };
}
const DAWN = { title: 'Dawn', artists: ['Eos'] };

describe('MusicBrainz as resolver', () => {
  it('tells all it knows of a track in two calls, on the release that it came out on', async () => {
    const { resolve, asked } = start();
    expect(await resolve({ isrc: 'GBAYE0000011' })).toEqual({
      agreement: 1,
      track: {
        title: 'Night Drive',
        artists: ['Ada', 'Bob'],
        album: 'Roads',
        label: 'First Label',
        catalogueNumber: 'FIRST 001',
        releaseDate: '2019-05-03',
        isrc: 'GBAYE0000011',
        duration: 301,
        genres: ['deep house', 'house'],
        remixers: ['Kay'],
        composers: ['Clara', 'Dora'],
        work: 'Night Drive (song)',
        iswc: 'T-010.140.236-1',
        ids: { musicbrainz: NIGHT, musicbrainzRelease: mbid(103), musicbrainzReleaseGroup: mbid(203) },
        urls: {
          musicbrainz: `https://musicbrainz.org/recording/${NIGHT}`,
          spotify: 'https://open.spotify.com/track/s1',
          bandcamp: 'https://ada.bandcamp.com/album/roads',
        },
      },
    });
    expect(asked()).toEqual(['recording', `release/${mbid(103)}`]);
  });

  it.each([
    [{ title: 'Night Drive', artists: ['Ada'] }, NIGHT],
    [{ title: 'Night Drive (feat. Bob)', artists: ['Ada & Bob'] }, NIGHT],
    [{ title: 'Night Drive (Radio Edit)', artists: ['Ada'] }, EDIT],
    [{ title: 'Night Drive', version: 'Original Mix', artists: ['ADA'] }, NIGHT],
    [{ title: 'Blue (Extended Mix)', artists: ['Cyan'] }, BLUE_EXTENDED],
    [{ title: 'Blue', artists: ['Cyan'] }, undefined],
    [{ title: 'Night Drive (Kay Remix)', artists: ['Ada'] }, undefined],
    [{ title: 'Alone (NOT)', artists: ['Eos'] }, ALONE],
    [{ title: 'Clip', artists: ['Eos'] }, undefined],
    [{ title: 'AND', artists: ['OR'] }, undefined],
    [{ title: '"*?:\\/[]{}^~!+-&|', artists: ['('] }, undefined],
    [{ title: 'Night Drive', artists: [] }, undefined],
    [{ title: '', artists: ['Ada'] }, undefined],
    [{ title: `${'x'.repeat(400)}`, artists: ['Ada'] }, undefined],
  ])('finds by name the very recording or nothing: %j', async (track, id) => {
    const { resolve, calls } = start();
    expect((await resolve(track))?.track.ids?.['musicbrainz']).toBe(id);
    expect(calls.map(({ status }) => status)).toEqual(calls.map(() => 200));
    expect(calls.length).toBeLessThanOrEqual(2);
  });

  it('chooses among several recordings by length, and else the earliest', async () => {
    const { resolve } = start();
    const id = async (track: Partial<Track>) => (await resolve({ ...DAWN, ...track }))?.track.ids?.['musicbrainz'];
    for (const code of [{}, { isrc: 'GBAYE0000005' }]) {
      expect(await id({ ...code, duration: 241 })).toBe(DAWN_SHORT);
      expect(await id({ ...code, duration: 299 })).toBe(DAWN_LONG);
      expect(await id(code)).toBe(DAWN_LONG);
    }
  });

  it('finds a version by the code though the name leaves it out', async () => {
    const { resolve } = start({
      recordings: [...RECORDINGS, { id: mbid(50), title: 'Blue', artists: ['Cyan'], date: '1999' }],
    });
    const found = await resolve({ title: 'Blue', artists: ['Cyan'], isrc: 'GBAYE0000004' });
    expect(found).toMatchObject({ agreement: 1, track: { title: 'Blue (Extended Mix)', catalogueNumber: 'W 7' } });
  });

  it('names the version that stands beside the title, and leaves out what says nothing', async () => {
    const { resolve } = start();
    expect((await resolve({ isrc: 'GBAYE0000002' }))?.track.version).toBe('radio edit');
    const plain = start({
      recordings: [{ id: NIGHT!, title: 'Night Drive', artists: ['Ada'], disambiguation: 'original mix' }],
    });
    expect((await plain.resolve({}))?.track.version).toBeUndefined();
  });

  it('goes by names where a code is unknown, and contradicts where it belongs to another piece alone', async () => {
    const { resolve, calls } = start();
    expect(await resolve({ isrc: 'QZAAA2600001' })).toMatchObject({ agreement: 1, track: { label: 'First Label' } });
    expect(await resolve({ title: 'Never Heard', artists: ['Of'], isrc: 'GBAYE0000003' })).toMatchObject({
      agreement: 0.2,
      track: { title: 'Something Else', artists: ['Nobody'] },
    });
    expect(await resolve({ title: 'Never Heard', artists: ['Of'], isrc: 'QZAAA2600001' })).toBeNull();
    // What names a piece of its own isn't taken for another one by a code.
    expect(await resolve({ isrc: 'GBAYE0000003' })).toMatchObject({ agreement: 1, track: { title: 'Night Drive' } });
    expect(await resolve({ title: '', artists: [], isrc: 'GBAYE0000001' })).toMatchObject({
      track: { label: 'First Label' },
    });
    expect(calls).toHaveLength(9);
  });

  it('goes straight to a recording whose id another provider told, and on to its release', async () => {
    const { resolve, asked } = start();
    const ids = { musicbrainz: NIGHT! };
    expect(await resolve({ ids })).toMatchObject({
      agreement: 1,
      track: { label: 'First Label', iswc: 'T-010.140.236-1' },
    });
    expect(asked()).toEqual([`recording/${NIGHT}`, `release/${mbid(103)}`]);
    expect(await resolve({ ids, title: 'Quite', artists: ['Different'] })).toMatchObject({ agreement: 0.2 });
  });

  it('spends its second call on the names when an id leads nowhere, and asks for no id that is none', async () => {
    const { resolve, asked } = start({ deleted: [mbid(404)] });
    expect((await resolve({ ids: { musicbrainz: mbid(404) } }))?.track).toMatchObject({
      album: 'Roads',
      releaseDate: '2019-05-03',
    });
    expect(asked()).toEqual([`recording/${mbid(404)}`, 'recording']);
    expect((await resolve({ ids: { musicbrainz: '../../x' } }))?.track.label).toBe('First Label');
    expect(asked().slice(2)).toEqual(['recording', `release/${mbid(103)}`]);
  });

  it('asks for the recording itself where it is on no release, and takes what search knows where that is gone', async () => {
    const { resolve, asked } = start({ deleted: [mbid(108)] });
    expect((await resolve({ title: 'Alone (Not)', artists: ['Eos'] }))?.track).toMatchObject({
      work: 'Alone',
      composers: ['Eos'],
    });
    expect(asked()).toEqual(['recording', `recording/${ALONE}`]);
    expect((await resolve({ title: 'Something Else', artists: ['Nobody'] }))?.track.album).toBe('Release 8');
  });

  it('follows an id that has become another one', async () => {
    const [old, now] = [mbid(300), mbid(301)];
    const recording = { title: 'Fused', artists: ['Two'] };
    const { resolve } = start({
      recordings: [
        { id: old, ...recording },
        { id: now, ...recording, date: '2011', works: [{ title: 'Fused!' }] },
      ],
      releases: [release(30, [old], { labels: [{ name: 'Fuse', number: 'F 1' }] })],
      merged: { [old]: now },
    });
    const told = { ids: { musicbrainz: now }, label: 'Fuse', work: 'Fused!' };
    expect((await resolve({ ids: { musicbrainz: old } }))?.track).toMatchObject({
      ids: { musicbrainz: now },
      work: 'Fused!',
    });
    expect((await resolve({ title: 'Fused', artists: ['Two'] }))?.track).toMatchObject(told);
  });

  it('leaves out what MusicBrainz writes for nothing, and takes the genres of the release for want of others', async () => {
    const { resolve } = start();
    const track = (await resolve(DAWN))?.track;
    expect(track).toMatchObject({ album: 'Release 6', genres: ['ambient'] });
    for (const nothing of ['label', 'catalogueNumber', 'composers', 'work', 'iswc', 'remixers', 'version']) {
      expect(track).not.toHaveProperty(nothing);
    }
  });

  it('is told 25 releases of a recording at most', async () => {
    const many = Array.from({ length: 40 }, (_, i) => release(i, [NIGHT!], { date: String(2050 - i) }));
    const { resolve } = start({ releases: many });
    expect((await resolve({ ids: { musicbrainz: NIGHT! } }))?.track.album).toBe('Release 24');
    expect((await resolve({}))?.track.album).toBe('Release 39');
  });

  it('asks once for two tracks of one release, and nothing that it has asked before', async () => {
    const kept = new Map<string, unknown>();
    const keeping: Keeping = {
      cache: { get: async (key) => kept.get(key), set: async (key, value) => void kept.set(key, value) },
      refresh: false,
      matchSeconds: 100,
      noMatchSeconds: 10,
    };
    const first = start({}, {}, keeping);
    const long = await first.resolve({ ...DAWN, duration: 300 });
    const short = await first.resolve({ title: 'Dawn', artists: ['Eos'], version: 'Album Version', duration: 240 });
    expect([long, short].map((one) => one?.track.duration)).toEqual([300, 240]);
    expect(first.asked()).toEqual(['recording', `release/${mbid(106)}`, 'recording']);
    const second = start({}, {}, keeping);
    expect(await second.resolve({ ...DAWN, duration: 300 })).toEqual(long);
    const track = { title: 'Dawn', artists: ['Eos'], duration: 300 };
    expect(await second.provider.recall?.(track, second.context)).toEqual(long);
    expect(await second.provider.recall?.({ ...track, title: 'Dusk' }, second.context)).toBeNull();
    expect(second.calls).toEqual([]);
  });
});

describe('MusicBrainz as a guest of MusicBrainz', () => {
  it('is asked once a second at most, by a name that says whom to write to', async () => {
    const { resolve, calls } = start({}, { callsPerSecond: 50, contact: 'dj@example.org' });
    for (const title of ['Night Drive', 'Dawn', 'Blue', 'Something Else'])
      await resolve({ title, artists: ['Nobody', 'Ada'] });
    const gaps = calls.slice(1).map(({ at }, i) => at - calls[i]!.at);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
    expect(new Set(calls.map(({ agent }) => agent))).toEqual(new Set(['tracklistify/test ( dj@example.org )']));
    expect(calls.map(({ status }) => status)).not.toContain(503);
  });

  it('waits longer for an answer than those are late that come in a burst', () => {
    expect(musicbrainzSettings.parse({})).toMatchObject({ callsPerSecond: 1, timeout: 20 });
  });

  it('takes a mail or web address for a contact', () => {
    const contacts = ['dj@example.org', 'd.j+mb@mail.example.com', 'https://example.org/dj?a=1', ' dj@example.org\n'];
    for (const contact of contacts) expect(musicbrainzSettings.parse({ contact }).contact).toBe(contact.trim());
    for (const contact of [
      'me',
      'a@b',
      'dj@example.org (me)',
      'x\r\ny: z@example.org',
      'ä@example.org',
      'ftp://example.org',
      '',
    ]) {
      expect(musicbrainzSettings.safeParse({ contact }).success, contact).toBe(false);
    }
  });

  it('says no more than is true where nobody has given a contact, and lets a mirror be asked faster', async () => {
    const { resolve, calls, clock } = start(
      { gapMs: 0 },
      { apiUrl: 'https://mirror.example/ws/2', callsPerSecond: 50 },
    );
    await resolve({});
    expect(calls[0]!.agent).toBe('tracklistify/test ( npm: tracklistify )');
    expect(Math.max(...clock.slept)).toBeLessThan(100);
  });

  it.each(['global', 'search-global'])(
    'asks again when it is busy (%s), each time later, and never takes that for an answer',
    async (zone) => {
      const fault = (call: number) => (call < 4 ? MUSICBRAINZ_FAULTS.busy(zone) : undefined);
      const { resolve, calls } = start({ fault });
      expect(await resolve({})).toMatchObject({ agreement: 1, track: { label: 'First Label' } });
      expect(calls.map(({ status }) => status)).toEqual([503, 503, 503, 503, 200, 200]);
      const waits = calls.slice(1, 5).map(({ at }, i) => at - calls[i]!.at);
      for (const [i, least] of [1000, 2000, 4000, 4000].entries()) {
        expect(waits[i]).toBeGreaterThanOrEqual(least);
        expect(waits[i]).toBeLessThanOrEqual(9000);
      }
    },
  );

  it('keeps nothing of a service that stays busy, and knows it later', async () => {
    const kept = new Map<string, unknown>();
    const keeping: Keeping = {
      cache: { get: async (key) => kept.get(key), set: async (key, value) => void kept.set(key, value) },
      refresh: false,
      matchSeconds: 100,
      noMatchSeconds: 10,
    };
    let away = true;
    const { resolve, calls } = start({ fault: () => (away ? MUSICBRAINZ_FAULTS.busy() : undefined) }, {}, keeping);
    const error = await resolve({}).catch((e: Error) => e);
    expect(error).toBeInstanceOf(NetworkError);
    expect((error as Error).message).toBe('MusicBrainz is busy (HTTP 503).');
    expect(calls).toHaveLength(5);
    expect(kept.size).toBe(0);
    away = false;
    expect(await resolve({})).not.toBeNull();
  });

  it.each([
    ['its own limit', MUSICBRAINZ_FAULTS.tooFast],
    ['no reason', MUSICBRAINZ_FAULTS.unexplained],
    ['a page', MUSICBRAINZ_FAULTS.maintenance],
  ])('asks less often from then on when a 503 tells of %s', async (_, reply) => {
    const { resolve, calls } = start({ fault: (call) => (call === 1 ? reply() : undefined) });
    await resolve({});
    await resolve(DAWN);
    expect(calls.map(({ status }) => status)).toEqual([200, 503, 200, 200, 200]);
    const gaps = calls.slice(1).map(({ at }, i) => at - calls[i]!.at);
    expect(gaps[1]).toBeGreaterThanOrEqual(2000);
    for (const gap of gaps.slice(2)) expect(gap).toBeGreaterThanOrEqual(1500);
  });

  it('gives up a service that wants a pause of an hour, and says until when', async () => {
    const fault = (): Reply => ({ status: 503, headers: { 'retry-after': '3600' } });
    const { resolve, calls } = start({ fault });
    const error = await resolve({}).catch((e: Error) => e);
    expect(error).toBeInstanceOf(RateLimitError);
    expect((error as Error).message).toMatch(/rate limited until/);
    expect(calls).toHaveLength(1);
  });

  it.each<[string, () => Reply, RegExp]>([
    [
      'a page under 200',
      () => MUSICBRAINZ_FAULTS.maintenance(200),
      /web page instead of an answer \("MusicBrainz Down for/,
    ],
    ['a 404 of somebody else', () => ({ status: 404, body: '<html>nginx' }), /web page instead.*HTTP 404/],
    ['JSON of something else', () => json({ hello: 'world' }), /something that isn't its answer|isn't/],
    [
      'a refused program',
      () => json({ error: 'who?' }, 403, { 'x-ratelimit-who': 'ua-missing' }),
      /MUSICBRAINZ_CONTACT/,
    ],
    [
      'a question that it takes for none',
      () => json({ error: 'Invalid mbid.' }, 400),
      /doesn't understand us.*Invalid mbid/,
    ],
    ['a redirect elsewhere', FAULTS['a redirect elsewhere']!, /sends us elsewhere/],
    ['a huge answer', FAULTS['a huge answer']!, /more than 4096 KB/],
  ])('says what is wrong with %s, and keeps nothing of it', async (_, reply, message) => {
    const kept = new Map<string, unknown>();
    const keeping: Keeping = {
      cache: { get: async (key) => kept.get(key), set: async (key, value) => void kept.set(key, value) },
      refresh: false,
      matchSeconds: 100,
      noMatchSeconds: 10,
    };
    const { resolve, context } = start({ fault: reply }, {}, keeping);
    const error = await resolve({ ids: { musicbrainz: NIGHT! } }).catch((e: Error) => e);
    expect(error).toBeInstanceOf(ProtocolError);
    expect((error as Error).message).toMatch(message);
    expect(kept.size).toBe(0);
    expect(eventsOf(context, 'call').map(({ outcome }) => outcome)).toEqual(['error']);
  });
});
