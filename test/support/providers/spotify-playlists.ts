import { json, type ProviderRequest, type Reply } from './protocol.js';

export interface StoredPlaylist {
  id: string;
  owner: string;
  name: string;
  description: string;
  public: boolean;
  uris: string[];
}

const error = (status: number, message: string): Reply => json({ error: { status, message } }, status);

/** The part of Spotify's API that keeps playlists, in its form of 2026: `items`, `/me/playlists`, and rights for each thing. */
export class PlaylistStore {
  readonly playlists: StoredPlaylist[] = [];
  private readonly knows: (uri: string) => boolean;
  /** How the older form of the answers named things. */
  private readonly older: boolean;

  constructor(knows: (uri: string) => boolean, older = false) {
    this.knows = knows;
    this.older = older;
  }

  answer(request: ProviderRequest, user: { user: string; scope: string }): Reply | null {
    const url = new URL(request.url, 'http://spotify');
    const { method } = request;
    const may = (scope: string): boolean => user.scope.split(' ').includes(scope);
    if (url.pathname === '/v1/me' && method === 'GET')
      return json({ id: user.user, display_name: 'Ada', type: 'user' });
    if (url.pathname === '/v1/me/playlists' && method === 'GET') {
      if (!may('playlist-read-private')) return error(403, 'Insufficient client scope');
      const seen = this.playlists.map((p) => describe(p));
      return this.page(url, seen);
    }
    if (url.pathname === '/v1/me/playlists' && method === 'POST') {
      const body = bodyOf(request);
      if (typeof body['name'] !== 'string' || body['name'] === '') return error(400, 'Missing required field: name');
      const description = String(body['description'] ?? '');
      if (description.length > 300 || description.includes('\n')) return error(400, 'Invalid description');
      // Public unless said otherwise.
      const open = body['public'] !== false;
      if (!may(open ? 'playlist-modify-public' : 'playlist-modify-private'))
        return error(403, 'Insufficient client scope');
      const id = `playlist${this.playlists.length + 1}`;
      const made = { id, owner: user.user, name: body['name'], description, public: open, uris: [] };
      // The newest stands first.
      this.playlists.unshift(made);
      return json(describe(made), 201);
    }
    const id = /^\/v1\/playlists\/([^/]+)\/items$/.exec(url.pathname)?.[1];
    const playlist = this.playlists.find((p) => p.id === id);
    if (id === undefined) return null;
    if (!playlist) return error(404, 'Resource not found');
    if (method === 'GET') {
      if (!may('playlist-read-private')) return error(403, 'Insufficient client scope');
      const name = this.older ? 'track' : 'item';
      return this.page(
        url,
        playlist.uris.map((uri) => ({ [name]: { uri } })),
      );
    }
    if (playlist.owner !== user.user || !may('playlist-modify-private')) return error(403, 'Forbidden');
    const { uris } = bodyOf(request);
    if (url.searchParams.has('uris') || !Array.isArray(uris)) return error(400, 'No uris provided');
    if (uris.length > 100) return error(400, 'You can add a maximum of 100 tracks per request.');
    if (!uris.every((uri) => this.knows(String(uri)))) return error(400, 'Invalid base62 id');
    if (method === 'POST') playlist.uris.push(...(uris as string[]));
    else if (method === 'PUT') playlist.uris = uris as string[];
    else return error(405, 'Method not allowed');
    return json({ snapshot_id: `s${playlist.uris.length}` }, method === 'POST' ? 201 : 200);
  }

  private page(url: URL, all: unknown[]): Reply {
    const limit = Number(url.searchParams.get('limit') ?? 20);
    const offset = Number(url.searchParams.get('offset') ?? 0);
    if (!(limit >= 1 && limit <= 50)) return error(400, 'Invalid limit');
    const items = all.slice(offset, offset + limit);
    const next = offset + limit < all.length ? `https://api.spotify.com/v1/x?offset=${offset + limit}` : null;
    return json({ href: 'x', limit, offset, total: all.length, next, previous: null, items });
  }
}

function describe({ id, owner, name, description, public: open }: StoredPlaylist): object {
  return {
    id,
    name,
    // Spotify gives it back as HTML.
    description: description.replace(/&/g, '&amp;').replace(/'/g, '&#x27;').replace(/\//g, '&#x2F;'),
    public: open,
    collaborative: false,
    owner: { id: owner, display_name: 'Ada' },
    external_urls: { spotify: `https://open.spotify.com/playlist/${id}` },
    snapshot_id: 's',
  };
}

function bodyOf(request: ProviderRequest): Record<string, unknown> {
  if (request.headers['content-type'] !== 'application/json') return {};
  return JSON.parse(request.body.toString()) as Record<string, unknown>;
}
