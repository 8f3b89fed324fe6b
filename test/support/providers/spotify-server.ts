import { json, type Provider, type ProviderRequest, type Reply } from './protocol.js';
import { Accounts, type AccountsOptions } from './spotify-accounts.js';
import { PlaylistStore } from './spotify-playlists.js';

export interface SpotifyTrack {
  id: string;
  name: string;
  artists: string[];
  isrc?: string;
  album?: string;
  seconds?: number;
}

export interface SpotifyOptions extends AccountsOptions {
  catalogue: readonly SpotifyTrack[];
  /** Answers about playlists in their form before February 2026. */
  olderForm?: boolean;
  /** Calls that the API takes in any 30 s. */
  per30Seconds?: number;
  fault?: (call: number, path: string, method: string) => Reply | undefined;
}

/** Removed in February 2026, most of them with every method. */
const REMOVED = new RegExp(
  '^/v1/(' +
    '(tracks|albums|artists|episodes|shows|audiobooks|chapters|markets)$|artists/[^/]+/top-tracks$|' +
    'browse/(new-releases|categories)|users/|playlists/[^/]+/(tracks|followers)|' +
    'me/(tracks|albums|shows|episodes|audiobooks|following)\\b)',
);
const isOfUsers = (path: string): boolean => /^\/v1\/(me|playlists)\b/.test(path);

/** Spotify's accounts and API as the sheet describes them for an app in development mode. Accounts are under /accounts, the API under /v1. */
export function spotifyServer(options: SpotifyOptions): {
  provider: Provider;
  calls: Array<{ at: number; method: string; path: string; status: number }>;
  accounts: Accounts;
  store: PlaylistStore;
} {
  const calls: Array<{ at: number; method: string; path: string; status: number }> = [];
  const now = options.now ?? Date.now;
  const accounts = new Accounts(options);
  const uris = new Set(options.catalogue.map(({ id }) => `spotify:track:${id}`));
  const store = new PlaylistStore((uri) => uris.has(uri), options.olderForm);
  const error = (status: number, message: string, more: object = {}, headers: Record<string, string> = {}): Reply =>
    json({ error: { status, message, ...more } }, status, headers);

  const answer = (request: ProviderRequest): Reply => {
    const url = new URL(request.url, 'http://spotify');
    const fault = options.fault?.(calls.length, url.pathname, request.method);
    if (fault) return fault;
    const account = accounts.answer(request);
    if (account) return account;
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const holder = accounts.holder(bearer);
    if (!holder) return error(401, 'The access token expired');
    const recent = calls.filter(
      (call) => call.path.startsWith('/v1') && call.status !== 429 && call.at > now() - 30_000,
    );
    if (options.per30Seconds !== undefined && recent.length >= options.per30Seconds) {
      return error(429, 'API rate limit exceeded', {}, { 'retry-after': '31' });
    }
    const playlists = holder === 'app' ? null : store.answer(request, holder);
    if (playlists) return playlists;
    if (REMOVED.test(url.pathname) || (holder === 'app' && isOfUsers(url.pathname))) return error(403, 'Forbidden');
    if (request.method !== 'GET') return error(405, 'Method not allowed');
    const id = /^\/v1\/tracks\/([^/]+)$/.exec(url.pathname)?.[1];
    if (id) {
      const track = options.catalogue.find((t) => t.id === id);
      return track ? json(trackOf(track)) : error(404, 'Non existing id');
    }
    if (url.pathname === '/v1/search') return search(url.searchParams);
    return error(404, 'Service not found');
  };

  const search = (query: URLSearchParams): Reply => {
    const limit = Number(query.get('limit') ?? 5);
    if (query.get('type') !== 'track') return error(400, 'Bad search type field');
    if (!(limit >= 0 && limit <= 10)) return error(400, 'Invalid limit');
    const isIn = (text: string, part: string): boolean => text.toLowerCase().includes(part.toLowerCase());
    // Fields and plain words in any order: all must fit.
    const terms = [...(query.get('q') ?? '').matchAll(/(?:(isrc|track|artist|album):)?(?:"([^"]*)"|(\S+))/g)];
    const found = options.catalogue.filter((t) =>
      terms.every(([, field, quoted, word]) => {
        const text = quoted ?? word ?? '';
        if (field === 'isrc') return t.isrc === text;
        if (field === 'track') return isIn(t.name, text);
        if (field === 'artist') return t.artists.some((artist) => isIn(artist, text));
        if (field === 'album') return isIn(t.album ?? '', text);
        return isIn(`${t.artists.join(' ')} ${t.name}`, text);
      }),
    );
    return json({
      tracks: { limit, offset: 0, next: null, total: found.length, items: found.slice(0, limit).map(trackOf) },
    });
  };

  return {
    calls,
    accounts,
    store,
    provider(request) {
      const at = now();
      const reply = answer(request);
      calls.push({ at, method: request.method, path: request.url, status: reply.status });
      return reply;
    },
  };
}

function trackOf({ id, name, artists, isrc, album, seconds = 200 }: SpotifyTrack): unknown {
  return {
    id,
    uri: `spotify:track:${id}`,
    name,
    artists: artists.map((artist, i) => ({ id: `a${i}`, name: artist })),
    album: {
      id: 'al',
      name: album ?? 'An Album',
      release_date: '2019-05',
      release_date_precision: 'month',
      images: [
        { url: 'https://i.scdn.co/image/small', width: 64, height: 64 },
        { url: 'https://i.scdn.co/image/large', width: 640, height: 640 },
      ],
    },
    duration_ms: seconds * 1000,
    explicit: false,
    is_local: false,
    ...(isrc ? { external_ids: { isrc } } : {}),
    external_urls: { spotify: `https://open.spotify.com/track/${id}` },
    preview_url: null,
  };
}
