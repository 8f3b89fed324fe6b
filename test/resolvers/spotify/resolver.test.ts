import { describe, expect, it } from 'vitest';
import { AuthenticationError, QuotaError, RateLimitError } from '../../../src/domain/errors.js';
import type { Track } from '../../../src/domain/track.js';
import type { Keeping } from '../../../src/net/provider.js';
import { createSpotify } from '../../../src/resolvers/spotify/resolver.js';
import type { SpotifySettings } from '../../../src/resolvers/spotify/settings.js';
import { recorder } from '../../support/fakes.js';
import { quickClock, tools } from '../../support/network.js';
import { FAULTS, fetchFrom, json } from '../../support/providers/protocol.js';
import { type SpotifyOptions, type SpotifyTrack, spotifyServer } from '../../support/providers/spotify-server.js';

const APP = { clientId: 'client-id-0001', clientSecret: 'client-secret-0002' };
const CATALOGUE: SpotifyTrack[] = [
  { id: 's1', name: 'Night Drive', artists: ['Ada', 'Bob'], isrc: 'GBAYE0000001', album: 'Roads', seconds: 301 },
  { id: 's2', name: 'Night Drive - Radio Edit', artists: ['Ada'], isrc: 'GBAYE0000002', seconds: 190 },
  { id: 's3', name: 'Something Else', artists: ['Nobody'], isrc: 'GBAYE0000003' },
  { id: 's4', name: 'Blue (Extended Mix)', artists: ['Cyan'], seconds: 400 },
  { id: 's5', name: 'Dawn', artists: ['Eos'], isrc: 'GBAYE0000005', album: 'Single', seconds: 240 },
  { id: 's6', name: 'Dawn', artists: ['Eos & Co'], isrc: 'GBAYE0000005', album: 'Compilation', seconds: 300 },
];

function start(options: Partial<SpotifyOptions> = {}, settings: Partial<SpotifySettings> = {}, keeping?: Keeping) {
  const clock = quickClock();
  const server = spotifyServer({ ...APP, catalogue: CATALOGUE, now: clock.now, ...options });
  const kit = tools({ fetch: fetchFrom(server.provider), clock, keeping });
  const { provider } = createSpotify(
    {
      ...APP,
      accountsUrl: 'spotify.example/accounts',
      apiUrl: 'spotify.example/v1',
      callsPerSecond: 1000,
      timeout: 5,
      maxWait: 60,
      ...settings,
    },
    kit,
  );
  const resolve = (track: Partial<Track>) =>
    provider.resolve({ title: 'Night Drive', artists: ['Ada'], ...track }, recorder());
  return { resolve, calls: server.calls, clock, redactor: kit.redactor };
}

describe('Spotify as resolver', () => {
  it('completes a track by its ISRC', async () => {
    const { resolve, calls } = start();
    expect(await resolve({ isrc: 'GBAYE0000001' })).toEqual({
      agreement: 1,
      track: {
        title: 'Night Drive',
        artists: ['Ada', 'Bob'],
        album: 'Roads',
        releaseDate: '2019-05',
        isrc: 'GBAYE0000001',
        duration: 301,
        ids: { spotify: 's1' },
        urls: { spotify: 'https://open.spotify.com/track/s1' },
        artwork: 'https://i.scdn.co/image/large',
      },
    });
    expect(calls.map((c) => c.path)).toEqual([
      '/accounts/api/token',
      '/v1/search?q=isrc%3AGBAYE0000001&type=track&limit=10',
    ]);
  });

  it('asks for a track whose id another provider told, and takes one token for many', async () => {
    const { resolve, calls } = start({}, { market: 'DE' });
    expect((await resolve({ ids: { spotify: 's1' } }))?.track.album).toBe('Roads');
    await resolve({ ids: { spotify: 's5' }, title: 'Dawn', artists: ['Eos'] });
    expect(calls.map((c) => c.path)).toEqual([
      '/accounts/api/token',
      '/v1/tracks/s1?market=DE',
      '/v1/tracks/s5?market=DE',
    ]);
  });

  it('turns to the next way when an id or an ISRC leads nowhere', async () => {
    const { resolve } = start();
    const found = { agreement: 1, track: { ids: { spotify: 's1' } } };
    expect(await resolve({ ids: { spotify: 'gone' }, isrc: 'GBAYE0000001' })).toMatchObject(found);
    expect(await resolve({ isrc: 'QZAAA2600001' })).toMatchObject(found);
  });

  it('contradicts a track whose code belongs to another one, and says which', async () => {
    const { resolve } = start();
    expect(await resolve({ isrc: 'GBAYE0000003' })).toMatchObject({
      agreement: 0.2,
      track: { title: 'Something Else', artists: ['Nobody'] },
    });
  });

  it('chooses among different tracks of one ISRC by their length', async () => {
    const { resolve } = start();
    const dawn = { title: 'Dawn', artists: ['Eos'], isrc: 'GBAYE0000005' };
    expect((await resolve({ ...dawn, duration: 241 }))?.track.album).toBe('Single');
    expect((await resolve({ ...dawn, duration: 299 }))?.track.album).toBe('Compilation');
  });

  it.each([
    [{ title: 'Night Drive', artists: ['Ada'] }, 's1'],
    [{ title: 'Night Drive (feat. Bob)', artists: ['Ada'] }, 's1'],
    [{ title: 'Blue (Extended Mix)', artists: ['Cyan'] }, 's4'],
    [{ title: 'Blue', artists: ['Cyan'] }, undefined],
    [{ title: 'Night Drive (Kay Remix)', artists: ['Ada'] }, undefined],
    [{ title: 'Never heard of', artists: ['Ada'] }, undefined],
    [{ title: '"', artists: ['"'] }, undefined],
    [{ title: 'Night Drive', artists: [] }, undefined],
  ])('finds by name the very recording or nothing: %j', async (track, id) => {
    const { resolve } = start();
    expect((await resolve(track))?.track.ids?.['spotify']).toBe(id);
  });

  it('gets a new token when one has ended, early or not', async () => {
    const early = start({ tokenSeconds: 100 });
    await early.resolve({ isrc: 'GBAYE0000001' });
    await early.clock.sleep(200_000, new AbortController().signal);
    expect(await early.resolve({ isrc: 'GBAYE0000002' })).not.toBeNull();
    expect(early.calls.map((c) => c.status)).toEqual([200, 200, 401, 200, 200]);
    expect(early.redactor.redact(`token-1-${'x'.repeat(40)}`)).toBe('***');
  });

  it('keeps what it was told', async () => {
    const kept = new Map<string, unknown>();
    const keeping: Keeping = {
      cache: { get: async (key) => kept.get(key), set: async (key, value) => void kept.set(key, value) },
      refresh: false,
      matchSeconds: 100,
      noMatchSeconds: 10,
    };
    const first = start({}, {}, keeping);
    const answer = await first.resolve({ isrc: 'GBAYE0000001' });
    const second = start({}, {}, keeping);
    expect(await second.resolve({ isrc: 'GBAYE0000001' })).toEqual(answer);
    expect(second.calls).toEqual([]);
    expect(JSON.stringify([...kept])).not.toMatch(/client-secret|token-/);
  });

  it('asks again when what it kept was changed into something else', async () => {
    const kept = new Map<string, unknown>();
    const keeping: Keeping = {
      cache: { get: async (key) => kept.get(key), set: async (key, value) => void kept.set(key, value) },
      refresh: false,
      matchSeconds: 100,
      noMatchSeconds: 10,
    };
    const answer = await start({}, {}, keeping).resolve({ isrc: 'GBAYE0000001' });
    const whole = structuredClone([...kept]);
    for (const wrong of [{ isrc: 5 }, { artists: [null] }, { ids: 'none' }, { duration: -1 }, { urls: [[]] }]) {
      for (const [key, answer] of whole) {
        const { found } = answer as { found: object[] };
        kept.set(key, { found: found.map((track) => ({ ...track, ...wrong })) });
      }
      const second = start({}, {}, keeping);
      expect(await second.resolve({ isrc: 'GBAYE0000001' })).toEqual(answer);
      expect([...kept]).toEqual(whole);
    }
  });

  it('waits as told when it asked too often', async () => {
    const { resolve, clock } = start({ per30Seconds: 1 });
    await resolve({ isrc: 'GBAYE0000001' });
    await resolve({ isrc: 'GBAYE0000002' });
    expect(clock.slept.filter((ms) => ms > 100)).toEqual([31_000]);
  });

  it.each([
    ['a wrong secret', {}, { clientSecret: 'wrong-secret' }, AuthenticationError, /SPOTIFY_CLIENT_SECRET/],
    [
      'a lapsed subscription',
      { fault: faultOnApi(json({ error: { status: 403, message: 'Premium required' } }, 403)) },
      {},
      AuthenticationError,
      /Premium required.*Premium subscription/,
    ],
    [
      'a used-up quota',
      { fault: faultOnApi(json({ error: { status: 429, message: 'x', reason: 'QUOTA_EXCEEDED' } }, 429)) },
      {},
      QuotaError,
      /shared by all/,
    ],
    [
      'a pause of hours',
      { fault: faultOnApi({ status: 429, headers: { 'retry-after': '40000' } }) },
      {},
      RateLimitError,
      /rate limited until/,
    ],
    ['HTML', { fault: faultOnApi(FAULTS['HTML under 200']!()) }, {}, Error, /web page/],
  ])('says what is wrong with %s', async (_, options, settings, kind, message) => {
    const { resolve } = start(options, settings);
    const error = await resolve({ isrc: 'GBAYE0000001' }).catch((e: Error) => e);
    expect(error).toBeInstanceOf(kind);
    expect((error as Error).message).toMatch(message);
  });
});

function faultOnApi(reply: ReturnType<typeof json>) {
  return (_: number, path: string) => (path.startsWith('/v1') ? reply : undefined);
}
