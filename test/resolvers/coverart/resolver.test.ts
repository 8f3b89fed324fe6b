import { describe, expect, it } from 'vitest';
import { NetworkError, ProtocolError, type ProviderError } from '../../../src/domain/errors.js';
import type { Fetch } from '../../../src/net/fetch.js';
import type { Keeping } from '../../../src/net/provider.js';
import { createCoverart } from '../../../src/resolvers/coverart/resolver.js';
import { eventsOf, recorder } from '../../support/fakes.js';
import { quickClock, tools } from '../../support/network.js';
import { type CoverartOptions, coverartServer } from '../../support/providers/coverart-server.js';
import { mbid } from '../../support/providers/musicbrainz-server.js';
import { FAULTS, fetchFrom, json, type Reply } from '../../support/providers/protocol.js';

const [ROADS, BARE, OLD, BACK, EMPTY, GROUP, BARE_GROUP] = [1, 2, 3, 4, 5, 11, 12].map(mbid) as [string, ...string[]];
const COVERS: CoverartOptions['covers'] = {
  [ROADS!]: [{ types: ['Back'] }, { approved: false, id: 5 }, { id: 'a-6' }],
  [OLD!]: [{ sizes: ['small', 'large'], approved: false }],
  [BACK!]: [{ types: ['Back'] }, { types: ['Medium'] }],
  [EMPTY!]: [],
};

function start(options: Partial<CoverartOptions> = {}, keeping?: Keeping) {
  const clock = quickClock();
  const groups = { [GROUP!]: [BARE!, OLD!], [BARE_GROUP!]: [BARE!] };
  const server = coverartServer({
    covers: COVERS,
    groups,
    store: 'http://archive.example/store',
    now: clock.now,
    ...options,
  });
  const schemes = new Set<string>();
  const below = fetchFrom(server.provider);
  const fetch: Fetch = (url, request) => {
    schemes.add(url.protocol);
    return below(url, request);
  };
  const { provider } = createCoverart(
    { apiUrl: 'https://coverartarchive.org', callsPerSecond: 2, timeout: 5, maxWait: 60 },
    tools({ fetch, clock, keeping }),
  );
  const context = recorder();
  const resolve = (ids: Record<string, string>, artwork?: string) =>
    provider.resolve({ title: 'T', artists: ['A'], ids, ...(artwork !== undefined && { artwork }) }, context);
  return { provider, resolve, calls: server.calls, clock, context, schemes };
}

const image = (release: string, file: string) => ({
  agreement: null,
  track: { artwork: `https://coverartarchive.org/release/${release}/${file}` },
});

describe('the Cover Art Archive as resolver', () => {
  it('tells the front cover of the release, in a size that fits a window, by an address with encryption', async () => {
    const { resolve, calls, schemes } = start();
    expect(await resolve({ musicbrainzRelease: ROADS! })).toEqual(image(ROADS!, 'a-6-500.jpg'));
    expect(calls.map(({ host, path }) => `${host}${path}`)).toEqual([
      `coverartarchive.org/release/${ROADS}`,
      `archive.example/store/${ROADS}`,
    ]);
    expect([...schemes]).toEqual(['https:']);
  });

  it('takes what the group has where the release has none, and what is there of sizes and votes', async () => {
    const { resolve, calls } = start();
    const found = await resolve({ musicbrainzRelease: BARE!, musicbrainzReleaseGroup: GROUP! });
    expect(found).toEqual(image(OLD!, '829521842-large.jpg'));
    expect(calls.filter(({ host }) => host === 'coverartarchive.org')).toHaveLength(2);
    const none = start({ covers: { [ROADS!]: [{ sizes: [] }] } });
    expect(await none.resolve({ musicbrainzRelease: ROADS! })).toEqual(image(ROADS!, '829521842.jpg'));
  });

  it.each([
    ['nothing', { musicbrainzRelease: BARE!, musicbrainzReleaseGroup: BARE_GROUP! }, 2],
    ['no front cover', { musicbrainzRelease: BACK! }, 2],
    ['an empty list', { musicbrainzRelease: EMPTY! }, 2],
    ['no id', { musicbrainz: ROADS! }, 0],
    ['an id that is none', { musicbrainzRelease: '../etc', musicbrainzReleaseGroup: 'x' }, 0],
  ])('knows no cover for %s', async (_, ids, asked) => {
    const { resolve, calls } = start();
    expect(await resolve(ids)).toBeNull();
    expect(calls).toHaveLength(asked);
  });

  it('asks for no cover where there is one, and waits for what MusicBrainz finds', async () => {
    const { provider, resolve, calls } = start();
    expect(await resolve({ musicbrainzRelease: ROADS! }, 'https://elsewhere.example/x.jpg')).toBeNull();
    expect(calls).toEqual([]);
    expect(provider.after).toEqual(['musicbrainz']);
  });

  it('keeps what it was told, and that there is none', async () => {
    const kept = new Map<string, unknown>();
    const lasted: number[] = [];
    const keeping: Keeping = {
      cache: {
        get: async (key) => kept.get(key),
        async set(key, value, seconds) {
          kept.set(key, value);
          lasted.push(seconds);
        },
      },
      refresh: false,
      matchSeconds: 100,
      noMatchSeconds: 10,
    };
    const first = start({}, keeping);
    await first.resolve({ musicbrainzRelease: ROADS! });
    await first.resolve({ musicbrainzRelease: BARE! });
    const second = start({}, keeping);
    expect(await second.resolve({ musicbrainzRelease: ROADS! })).toEqual(image(ROADS!, 'a-6-500.jpg'));
    expect(await second.resolve({ musicbrainzRelease: BARE! })).toBeNull();
    expect(second.calls).toEqual([]);
    expect(lasted).toEqual([100, 10]);
  });

  it('asks twice a second at most, and again when it is overloaded', async () => {
    const { resolve, calls } = start({ fault: (call) => (call < 2 ? { status: 503, body: 'busy' } : undefined) });
    expect(await resolve({ musicbrainzRelease: ROADS! })).not.toBeNull();
    await resolve({ musicbrainzRelease: OLD! });
    const own = calls.filter(({ host }) => host === 'coverartarchive.org').map(({ at }) => at);
    expect(own).toHaveLength(4);
    expect(Math.min(...own.slice(1).map((at, i) => at - own[i]!))).toBeGreaterThanOrEqual(500);
  });

  it.each<[string, () => Reply, new (...args: never[]) => ProviderError, RegExp]>([
    ['a circle', () => ({ status: 307, headers: { location: `/release/${ROADS}` } }), ProtocolError, /in a circle/],
    [
      'another protocol',
      () => ({ status: 307, headers: { location: 'ftp://archive.example/x' } }),
      ProtocolError,
      /elsewhere/,
    ],
    [
      'a way that ends elsewhere',
      () => ({ status: 307, headers: { location: 'https://elsewhere.example/lost' } }),
      ProtocolError,
      /doesn't understand us \(HTTP 404/,
    ],
    ['a page', () => ({ status: 200, body: '<html>Log in' }), ProtocolError, /web page/],
    ['JSON of something else', () => json({ hello: 1 }), ProtocolError, /isn't its answer/],
    ['a bad id', () => ({ status: 400, body: 'Bad Request' }), ProtocolError, /doesn't understand us/],
    ['a release that is locked away', () => ({ status: 403 }), ProtocolError, /doesn't show what it has/],
    ['too much', FAULTS['a huge answer']!, ProtocolError, /more than 4096 KB/],
    ['an archive that is away', FAULTS['a server error']!, NetworkError, /in trouble \(HTTP 502\)/],
  ])('says what is wrong with %s, and keeps nothing of it', async (_, reply, kind, message) => {
    const kept = new Map<string, unknown>();
    const keeping: Keeping = {
      cache: { get: async (key) => kept.get(key), set: async (key, value) => void kept.set(key, value) },
      refresh: false,
      matchSeconds: 100,
      noMatchSeconds: 10,
    };
    const { resolve, context } = start({ fault: (_, path) => (path === '/lost' ? undefined : reply()) }, keeping);
    const error = await resolve({ musicbrainzRelease: ROADS! }).catch((e: Error) => e);
    expect(error).toBeInstanceOf(kind);
    expect((error as Error).message).toMatch(message);
    expect(kept.size).toBe(0);
    expect(new Set(eventsOf(context, 'call').map(({ outcome }) => outcome))).toEqual(new Set(['error']));
  });
});
