import { AuthorizationCodeWithPKCEStrategy, InMemoryCachingStrategy, SpotifyApi } from '@spotify/web-api-ts-sdk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Loopback } from '../../loopback.js';
import { deferred } from '../../network.js';
import { serve } from '../protocol.js';
import { spotifyServer } from '../spotify-server.js';

// The vendor's own client must be taken by our server, or ours is strict about the wrong things.

const APP = { clientId: 'id', clientSecret: 'secret' };
const catalogue = [
  { id: 'one', name: 'Song 1', artists: ['Artist 1', 'Guest'], album: 'Album 1', isrc: 'QZTST2600001' },
  { id: 'two', name: 'Song 2', artists: ['Artist 2'], isrc: 'QZTST2600002' },
];
const REDIRECT = 'http://127.0.0.1:8912/callback';

let server: Loopback;
beforeEach(async () => {
  server = await serve(spotifyServer({ ...APP, catalogue }).provider);
  // The client knows no other addresses than these two.
  const { fetch } = globalThis;
  vi.stubGlobal('fetch', (address: string, init?: RequestInit) => {
    const { host, pathname, search } = new URL(address);
    const under = { 'accounts.spotify.com': '/accounts', 'api.spotify.com': '' }[host];
    if (under === undefined) throw new Error(`No test asks ${host}.`);
    return fetch(`${server.url}${under}${pathname}${search}`, init);
  });
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await server.close();
});

const names = (found: { tracks: { items: Array<{ name: string }> } }): string[] =>
  found.tracks.items.map(({ name }) => name);

describe('an app', () => {
  const api = (clientSecret = APP.clientSecret): SpotifyApi =>
    SpotifyApi.withClientCredentials(APP.clientId, clientSecret);

  it.each([
    ['track:"Song 1"', ['Song 1']],
    ['artist:"Artist 2"', ['Song 2']],
    ['track:song artist:guest', ['Song 1']],
    ['album:"Album 1" isrc:QZTST2600001', ['Song 1']],
    ['isrc:QZTST2600002', ['Song 2']],
    ['artist song', ['Song 1', 'Song 2']],
    ['track:"Song 1" artist:"Artist 2"', []],
  ])('searches for %s', async (q, found) => {
    expect(names(await api().search(q, ['track'], 'DE', 10))).toEqual(found);
  });

  it('looks tracks up one by one', async () => {
    expect(await api().tracks.get('one', 'DE')).toMatchObject({
      name: 'Song 1',
      external_ids: { isrc: 'QZTST2600001' },
      artists: [{ name: 'Artist 1' }, { name: 'Guest' }],
    });
    await expect(api().tracks.get('three')).rejects.toThrow('404');
  });

  it('is refused more than ten results, with a wrong secret, and what was removed in 2026', async () => {
    await expect(api().search('song', ['track'], undefined, 11 as 10)).rejects.toThrow('Invalid limit');
    await expect(api('another').tracks.get('one')).rejects.toThrow('Failed to get access token');
    const removed = [
      () => api().tracks.get(['one', 'two']),
      () => api().artists.topTracks('a0', 'DE'),
      () => api().browse.getNewReleases(),
      () => api().markets.getAvailableMarkets(),
      () => api().users.profile('user1'),
      () => api().currentUser.profile(),
    ];
    for (const ask of removed) await expect(ask()).rejects.toThrow('"status":403');
  });
});

it('a user logs in, makes a playlist by the new addresses, and is refused the old ones', async () => {
  const scopes = ['playlist-read-private', 'playlist-modify-private'];
  const login = deferred<string>();
  const api = new SpotifyApi(new AuthorizationCodeWithPKCEStrategy(APP.clientId, REDIRECT, scopes), {
    cachingStrategy: new InMemoryCachingStrategy(),
    redirectionStrategy: {
      redirect: async (to) => login.resolve(String(to)),
      onReturnFromRedirect: async () => {},
    },
  });
  // What the client expects of the browser that it believes to be in.
  const inBrowser = (href: string): void => {
    vi.stubGlobal('window', { crypto, location: new URL(href), history: { replaceState: () => {} } });
    vi.stubGlobal('document', { title: '' });
  };
  inBrowser(REDIRECT);
  await api.authenticate();
  const page = await fetch(await login.promise, { redirect: 'manual' });
  inBrowser(page.headers.get('location')!);
  expect((await api.authenticate()).authenticated).toBe(true);

  expect(await api.currentUser.profile()).toMatchObject({ id: 'user1', display_name: 'Ada' });
  const made = await api.makeRequest<{ id: string }>('POST', 'me/playlists', { name: 'Mix', public: false });
  await api.makeRequest('POST', `playlists/${made.id}/items`, { uris: ['spotify:track:one', 'spotify:track:two'] });
  await api.makeRequest('PUT', `playlists/${made.id}/items`, { uris: ['spotify:track:two'] });
  expect((await api.currentUser.playlists.playlists(50)).items).toMatchObject([{ id: made.id, name: 'Mix' }]);
  expect(await api.makeRequest('GET', `playlists/${made.id}/items?limit=50&offset=0`)).toMatchObject({
    total: 1,
    items: [{ item: { uri: 'spotify:track:two' } }],
  });

  const removed = [
    () => api.playlists.createPlaylist('user1', { name: 'Mix' }),
    () => api.playlists.getUsersPlaylists('user1'),
    () => api.playlists.getPlaylistItems(made.id),
    () => api.playlists.addItemsToPlaylist(made.id, ['spotify:track:one']),
    () => api.currentUser.tracks.saveTracks(['one']),
  ];
  for (const ask of removed) await expect(ask()).rejects.toThrow('"status":403');
});
