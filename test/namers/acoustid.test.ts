import { describe, expect, it } from 'vitest';
import type { TracklistifyEvent } from '../../src/domain/events.js';
import type { Cache } from '../../src/domain/ports/cache.js';
import type { Submission } from '../../src/domain/ports/name.js';
import { namingOf } from '../../src/namers/acoustid/answer.js';
import { acoustid } from '../../src/namers/acoustid/descriptor.js';
import { createAcoustid } from '../../src/namers/acoustid/namer.js';
import type { Keeping } from '../../src/net/provider.js';
import { recorder } from '../support/fakes.js';
import { quickClock, tools } from '../support/network.js';
import {
  type AcoustidOptions,
  acoustidServer,
  madeUpFingerprint,
  refusal,
} from '../support/providers/acoustid-server.js';
import { FAULTS, fetchFrom, json, mostWithin, type Reply, serve } from '../support/providers/protocol.js';

const KEY = 'app-key-01234567';
const USER = 'user-key-7654321';
const SOUND = 'aaaaaaaa-0000-4000-8000-000000000001';
const RECORDING = 'bbbbbbbb-0000-4000-8000-000000000002';
const result = (title: string, more: object = {}) => ({
  id: SOUND,
  score: 0.96,
  recordings: [
    {
      id: RECORDING,
      title,
      duration: 200,
      artists: [{ id: 'x', name: 'An Artist' }],
      isrcs: ['GBAYE0000001'],
      sources: 12,
      ...more,
    },
  ],
});
const recording = (number: number, duration = 200.4) => ({ fingerprint: madeUpFingerprint(number), duration });
/** Every sound has a title by its fingerprint. */
const know = (fingerprint: string): unknown[] => [result(`T ${fingerprint}`)];
const titleOf = (number: number): string => `T ${madeUpFingerprint(number)}`;

function memory(): Keeping & { disk: Map<string, unknown> } {
  const disk = new Map<string, unknown>();
  const cache: Cache = { get: async (key) => disk.get(key), set: async (key, value) => void disk.set(key, value) };
  return { cache, refresh: false, matchSeconds: 100, noMatchSeconds: 10, disk };
}

function asked(options: Partial<AcoustidOptions> = {}, more: { keeping?: Keeping; section?: object } = {}) {
  const clock = quickClock();
  const server = acoustidServer({ key: KEY, userKey: USER, now: clock.now, know, ...options });
  const kit = tools({ fetch: fetchFrom(server.provider), clock, keeping: more.keeping });
  const own = acoustid.settings.parse({ key: KEY, userKey: USER, apiUrl: 'acoustid.example', ...more.section });
  const { provider } = createAcoustid({ ...own, key: own.key! }, kit);
  const context = recorder();
  const events = context.events as TracklistifyEvent[];
  return {
    server,
    clock,
    events,
    redactor: kit.redactor,
    namer: provider,
    context,
    ask: (numbers: number[]) =>
      provider.lookUp(
        numbers.map((n) => recording(n)),
        context,
      ),
  };
}

describe('AcoustID', () => {
  it('is asked by a packed form over a real socket, and names a sound', async () => {
    const server = acoustidServer({ key: KEY, know });
    const { url, close } = await serve(server.provider);
    const { provider } = createAcoustid({ ...acoustid.settings.parse({ apiUrl: url }), key: KEY }, tools());
    const told = await provider.lookUp([recording(1)], recorder());
    await close();
    expect(told).toEqual([
      {
        title: titleOf(1),
        artists: ['An Artist'],
        isrc: 'GBAYE0000001',
        ids: { acoustid: SOUND, musicbrainz: RECORDING },
      },
    ]);
    const { form } = server.calls[0]!;
    // Of the whole file, in whole seconds.
    expect(form.get('duration')).toBe('200');
    expect(form.get('meta')).toBe('recordings sources isrcs');
  });

  it('is asked about twenty at a time, each sound once, and never faster than it wants', async () => {
    const { server, ask } = asked();
    const numbers = [...Array(105).keys(), 3, 4];
    expect((await ask(numbers)).map((one) => one?.title)).toEqual(numbers.map(titleOf));
    expect(server.calls.map(({ fingerprints }) => fingerprints.length)).toEqual([20, 20, 20, 20, 20, 5]);
    expect(server.calls.map(({ code }) => code)).toEqual(Array(6).fill(0));
    expect(
      mostWithin(
        server.calls.map(({ at }) => at),
        1000,
      ),
    ).toBeLessThanOrEqual(3);
  });

  it('is never asked again about what it has answered, known or not', async () => {
    const keeping = memory();
    const first = asked(
      { know: (fingerprint) => (fingerprint === madeUpFingerprint(2) ? [] : know(fingerprint)) },
      { keeping },
    );
    expect((await first.ask([1, 2, 3])).map((one) => one?.title ?? null)).toEqual([titleOf(1), null, titleOf(3)]);
    const again = asked({}, { keeping });
    expect((await again.ask([3, 2, 1])).map((one) => one?.title ?? null)).toEqual([titleOf(3), null, titleOf(1)]);
    expect(again.server.calls).toEqual([]);
    expect([...keeping.disk.keys()][0]).toMatch(/^acoustid\/1\/200\/[0-9a-f]{64}$/);
    expect(JSON.stringify([...keeping.disk])).not.toContain(KEY);
    // What somebody has put there in its place is no answer.
    for (const key of keeping.disk.keys()) keeping.disk.set(key, { found: { title: 7 } });
    expect((await again.ask([1]))[0]?.title).toBe(titleOf(1));
  });

  it('knows sounds that nobody has named, by their ids', async () => {
    const { ask } = asked({ know: () => [{ id: SOUND, score: 0.9 }] });
    expect(await ask([1])).toEqual([{ artists: [], ids: { acoustid: SOUND } }]);
  });

  it('is asked by itself about what a batch has left out, and what it refuses there stays unknown', async () => {
    const { server, namer, context } = asked();
    const broken = { fingerprint: 'AAAAnothingofthekind', duration: 100 };
    const found = await namer.lookUp([recording(1), broken, recording(2)], context);
    expect(found.map((one) => one?.title ?? null)).toEqual([titleOf(1), null, titleOf(2)]);
    expect(server.calls.map(({ code }) => code)).toEqual([0, 3]);
    // Nothing but broken ones in a batch: all of it is refused, and each by itself.
    const all = asked();
    expect(await all.namer.lookUp([broken, { ...broken, fingerprint: 'AAAAanotheroneofit' }], all.context)).toEqual([
      null,
      null,
    ]);
    expect(all.server.calls.map(({ code }) => code)).toEqual([3, 3, 3]);
  });

  it('is asked in halves where one call is too much for it', async () => {
    const { server, ask } = asked({ most: 6 });
    expect((await ask([...Array(20).keys()])).map((one) => one?.title)).toEqual([...Array(20).keys()].map(titleOf));
    expect(server.calls.map(({ code, fingerprints }) => (code === 0 ? fingerprints.length : code))).toEqual([
      ...[19, 19, 5, 5, 19, 5, 5],
    ]);
  });

  it('is asked in halves where something on the way takes so much for too much', async () => {
    const { server, ask } = asked({ fault: (call) => (call === 0 ? { status: 413, body: '<html>' } : undefined) });
    expect((await ask([1, 2])).map((one) => one?.title)).toEqual([titleOf(1), titleOf(2)]);
    expect(server.calls).toHaveLength(3);
  });

  it('that takes a single one for too much has not said that it knows nothing', async () => {
    const keeping = memory();
    await expect(asked({ fault: () => refusal(19, 'x') }, { keeping }).ask([1])).rejects.toThrow(
      'too large a question',
    );
    expect(keeping.disk.size).toBe(0);
  });

  it('is never told of a recording of no length', async () => {
    const { namer, context } = asked();
    expect((await namer.lookUp([recording(1, 0.2)], context))[0]?.title).toBe(titleOf(1));
  });

  it('is asked again after a pause of our own where it is asked too often, since it says none', async () => {
    const { server, ask, clock } = asked({ fault: (call) => (call < 2 ? refusal(14, 'slow down') : undefined) });
    expect((await ask([1]))[0]?.title).toBe(titleOf(1));
    expect(server.calls.map(({ code }) => code)).toEqual([14, 14, 0]);
    expect(Math.max(...clock.slept)).toBeGreaterThanOrEqual(5000);
    const never = asked({ fault: () => refusal(14, 'whatever words') });
    await expect(never.ask([1])).rejects.toThrow(/^AcoustID is rate limited until/);
  });

  it.each([
    ['unavailable', () => refusal(13, 'service unavailable')],
    ['in trouble', () => refusal(5, 'internal error')],
    ['behind a server that fails', FAULTS['a server error']!],
    ['out of reach', FAULTS['a broken connection']!],
  ])('is asked again while it is %s', async (_how, fault) => {
    const { server, ask } = asked({ fault: (call) => (call < 2 ? fault() : undefined) });
    expect((await ask([1]))[0]?.title).toBe(titleOf(1));
    expect(server.calls).toHaveLength(3);
  });

  it.each([
    ['HTML under 200', 'sent a web page instead of an answer'],
    ['an empty body', 'sent an empty answer'],
    ['truncated JSON', 'breaks off in the middle'],
    ['no JSON object', "isn't its answer"],
    ['a redirect elsewhere', 'sends us elsewhere'],
  ])('is told from %s, which says so and keeps nothing', async (name, words) => {
    const keeping = memory();
    const { ask } = asked({ fault: FAULTS[name]! }, { keeping });
    await expect(ask([1])).rejects.toThrow(words);
    expect(keeping.disk.size).toBe(0);
  });

  it.each([
    ['no results', json({ status: 'ok' })],
    ['results that are no list', json({ status: 'ok', results: 'none' })],
    ['ok, and an error by its status', json({ status: 'ok', results: [] }, 500)],
  ])('that answers with %s has not said that it knows nothing', async (_what, reply: Reply) => {
    const keeping = memory();
    await expect(asked({ fault: () => reply }, { keeping }).ask([1])).rejects.toThrow(/^AcoustID/);
    expect(keeping.disk.size).toBe(0);
  });

  it('that answers about none of a batch is an error', async () => {
    const nothing = json({
      status: 'ok',
      fingerprints: [
        { index: '7', results: [] },
        { index: null, results: [] },
      ],
    });
    await expect(asked({ fault: () => nothing }).ask([1, 2])).rejects.toThrow('about nothing that it was asked');
  });

  it('says what is wrong with a key, after one call and without showing it', async () => {
    const { server, ask, context } = asked({}, { section: { key: 'another-key-9999' } });
    const failed = await Promise.allSettled([ask([1]), ask([2])]);
    for (const one of failed) expect(one).toMatchObject({ reason: { code: 'authentication' } });
    expect(String((failed[0] as PromiseRejectedResult).reason)).toMatch(
      /doesn't know the application key \(code 4, "invalid API key"\)\. Check ACOUSTID_KEY.*a demo key ends within days/,
    );
    expect(server.calls).toHaveLength(1);
    expect(JSON.stringify(context.events)).not.toContain('another-key-9999');
  });

  it('tells each call that it was asked, as an event', async () => {
    const { ask, events } = asked({ fault: (call) => (call === 0 ? refusal(13, 'x') : undefined), know: () => [] });
    await ask([1]);
    expect(events.flatMap((event) => (event.type === 'call' ? [[event.provider, event.outcome]] : []))).toEqual([
      ['acoustid', 'error'],
      ['acoustid', 'no-match'],
    ]);
  });
});

describe('of what is known of a sound', () => {
  const named = (title: string, more: object) => ({ id: RECORDING, title, artists: [], isrcs: [], ...more });
  const sound = (score: number, ...recordings: ReturnType<typeof named>[]) => ({ id: SOUND, score, recordings });
  const best = (...results: ReturnType<typeof sound>[]) => namingOf(results as never, 200)?.title ?? null;

  it.each([
    ['the nearest sound', 'A', [sound(0.7, named('B', { sources: 90 })), sound(0.95, named('A', { sources: 1 }))]],
    ['the name that most have given it', 'A', [sound(0.9, named('B', { sources: 1 }), named('A', { sources: 300 }))]],
    [
      'the one of the right length',
      'A',
      [sound(0.9, named('B', { duration: 320, sources: 5 }), named('A', { duration: 201, sources: 4 }))],
    ],
    [
      'many people before a second more or less',
      'A',
      [sound(0.9, named('B', { duration: 200, sources: 1 }), named('A', { duration: 205, sources: 500 }))],
    ],
    ['a named one before one without a name', 'A', [sound(0.93), sound(0.9, named('A', {}))]],
    ['none that is too far', null, [sound(0.4, named('A', { sources: 900 }))]],
    ['none', null, []],
  ])('%s is taken', (_what, title, results) => {
    expect(best(...results)).toBe(title);
  });

  const credit = (...artists: [string, string?][]) =>
    namingOf(
      [sound(0.9, named('T', { artists: artists.map(([name, joinphrase]) => ({ name, joinphrase })) }))] as never,
      200,
    )?.artists;
  it('artists are told as they are credited', () => {
    expect(credit(['A', ', '], ['B', ' & '], ['C'])).toEqual(['A', 'B', 'C']);
    expect(credit(['A', ' feat. '], ['B'])).toEqual(['A feat. B']);
    expect(credit(['A', ' vs. '], ['B', ' '])).toEqual(['A vs. B']);
    expect(credit(['A'], ['B'])).toEqual(['A', 'B']);
    expect(credit()).toEqual([]);
  });

  it('a version stands by itself, and an ISRC only where it is one', () => {
    expect(
      namingOf([sound(0.9, named('Song (Club Mix)', { isrcs: ['no', 'gb-aye-00-00002'] }))] as never, 200),
    ).toMatchObject({
      title: 'Song',
      version: 'Club Mix',
      isrc: 'GBAYE0000002',
    });
  });
});

describe('handing recordings on', () => {
  const submission = (number: number, more: Partial<Submission['track']> = {}): Submission => ({
    ...recording(number),
    format: 'mp3',
    track: {
      title: `Own ${number}`,
      version: 'Dub',
      artists: ['A', 'B'],
      album: 'Album',
      releaseDate: '2019-05',
      ...more,
    },
  });

  it('says who it is, what it is called, and asks once what has become of it', async () => {
    const { server, namer, context } = asked();
    const ids = { musicbrainz: RECORDING };
    expect(await namer.submit!([submission(1, { ids }), submission(2)], context)).toEqual([
      { id: '1', imported: false },
      { id: '2', imported: false },
    ]);
    expect(server.submitted[0]).toEqual({
      fingerprint: madeUpFingerprint(1),
      duration: '200',
      fileformat: 'MP3',
      mbid: RECORDING,
      track: 'Own 1 (Dub)',
      artist: 'A & B',
      album: 'Album',
      year: '2019',
    });
    expect(server.submitted[1]).not.toHaveProperty('mbid');
    expect(server.calls.map(({ path }) => path)).toEqual(['/v2/submit', '/v2/submission_status']);
    const quick = asked({ looksUntilImported: 1 });
    expect(await quick.namer.submit!([submission(1)], quick.context)).toEqual([{ id: '1', imported: true }]);
  });

  it('tells what was passed over, and is no failure where nobody can say what became of it', async () => {
    const { namer, context } = asked({
      fault: (_call, path) => (path.endsWith('status') ? refusal(13, 'x') : undefined),
    });
    const nameless = submission(2, { title: '', artists: [], album: '', version: '' });
    expect(await namer.submit!([submission(1), nameless], context)).toEqual([{ id: '1', imported: false }, null]);
    const empty = asked({
      fault: (_call, path) => (path.endsWith('submit') ? json({ status: 'ok', submissions: [] }) : undefined),
    });
    expect(await empty.namer.submit!([submission(1)], empty.context)).toEqual([null]);
  });

  it('is not done twice where nobody knows whether it has arrived', async () => {
    const { server, namer, context } = asked({ fault: () => ({ status: 200, trouble: 'reset' }) });
    await expect(namer.submit!([submission(1)], context)).rejects.toMatchObject({ code: 'network' });
    expect(server.calls).toHaveLength(1);
  });

  it('needs a key of the user, which is not shown', async () => {
    expect(asked({}, { section: { userKey: undefined } }).namer.submit).toBeUndefined();
    const { namer, context } = asked({}, { section: { userKey: 'not-the-users-key' } });
    await expect(namer.submit!([submission(1)], context)).rejects.toThrow(
      /doesn't know your own key \(code 6.*Check ACOUSTID_USER_KEY/,
    );
    expect(acoustid.submits!(acoustid.settings.parse({}))).toMatchObject({ ready: false });
  });
});
