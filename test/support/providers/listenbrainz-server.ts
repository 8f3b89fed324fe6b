import { randomUUID } from 'node:crypto';
import { json, type Provider, type ProviderRequest, type Reply } from './protocol.js';

const EXTENSION = 'https://musicbrainz.org/doc/jspf#playlist';
const RECORDING = 'https://musicbrainz.org/recording/';
const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export interface KeptPlaylist {
  id: string;
  title: string;
  annotation?: string;
  public: boolean;
  /** Recordings' ids, in order. */
  tracks: string[];
}

export interface KeptListen {
  listened_at: number;
  track_metadata: { artist_name: string; track_name: string; release_name?: string; additional_info?: Record<string, unknown> }; // biome-ignore format: one shape
}

export interface ListenbrainzOptions {
  token: string;
  user?: string;
  now?: () => number;
  /** Calls that it takes in so many seconds. */
  limit?: { calls: number; seconds: number };
  /** Instead of an answer to this call. */
  fault?: (call: Call) => Reply | undefined;
  /** The call is done, and its answer is this one. */
  lost?: (call: Call) => Reply | undefined;
  /** Tracks were named by one address, and not by a list of them. */
  olderForm?: boolean;
}

export interface Call {
  number: number;
  method: string;
  path: string;
  status: number;
  body: unknown;
}

export interface ListenbrainzServer {
  provider: Provider;
  calls: Call[];
  playlists: KeptPlaylist[];
  /** Each once: what is submitted again with the same time and names is the same listen. */
  listens: KeptListen[];
  /** The types of what was submitted, as they came. */
  submitted: Array<{ type: string; count: number }>;
}

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
const refuse = (status: number, message: string): never => {
  throw new Refusal(status, message);
};

/** ListenBrainz as its own server reads and refuses: user tokens, playlists in JSPF, listens, and calls counted in a window. */
export function listenbrainzServer(options: ListenbrainzOptions): ListenbrainzServer {
  const { now = Date.now, limit = { calls: 30, seconds: 10 }, user = 'Ada L' } = options;
  const calls: Call[] = [];
  const playlists: KeptPlaylist[] = [];
  const listens: KeptListen[] = [];
  const submitted: ListenbrainzServer['submitted'] = [];
  const state = { options, user, playlists, listens, submitted, now };
  let window = { ends: 0, left: 0 };

  const provider: Provider = (request) => {
    const path = new URL(request.url, 'http://lb').pathname;
    const call: Call = { number: calls.length + 1, method: request.method, path, status: 0, body: bodyOf(request) };
    calls.push(call);
    const fault = options.fault?.(call);
    call.status = fault?.status ?? 0;
    if (fault) return fault;
    if (now() >= window.ends) window = { ends: now() + limit.seconds * 1000, left: limit.calls };
    const counted = {
      'x-ratelimit-limit': String(limit.calls),
      'x-ratelimit-remaining': String(Math.max(0, window.left - 1)),
      'x-ratelimit-reset-in': String(Math.ceil((window.ends - now()) / 1000)),
    };
    const over = window.left <= 0;
    window.left--;
    let reply: Reply;
    try {
      if (over) refuse(429, 'You have exceeded your rate limit. See the X-RateLimit-* response headers.');
      reply = json(answer(request, path, call.body, state), 200, counted);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      reply = json({ code: error.status, error: error.message }, error.status, counted);
    }
    call.status = reply.status;
    return options.lost?.(call) ?? reply;
  };
  return { provider, calls, playlists, listens, submitted };
}

type State = Pick<ListenbrainzServer, 'playlists' | 'listens' | 'submitted'> & {
  options: ListenbrainzOptions;
  user: string;
  now: () => number;
};

function answer(request: ProviderRequest, path: string, body: unknown, state: State): unknown {
  const { options, user, playlists } = state;
  const [scheme, token] = (request.headers.authorization ?? '').split(' ');
  const known = scheme === 'Token' && token === options.token;
  if (path === '/1/validate-token' && request.method === 'GET') {
    return known
      ? { code: 200, message: 'Token valid.', valid: true, user_name: user }
      : { code: 200, message: 'Token invalid.', valid: false };
  }
  if (!known) refuse(401, 'Invalid authorization token.');
  if (request.method === 'POST' && request.headers['content-type'] !== 'application/json') refuse(400, 'no JSON');
  const query = new URL(request.url, 'http://lb').searchParams;
  if (path === `/1/user/${encodeURIComponent(user)}/playlists` && request.method === 'GET') {
    const [count, offset] = [Number(query.get('count') ?? 25), Number(query.get('offset') ?? 0)];
    const some = playlists.slice(offset, offset + count).map((one) => serialized(one, user, [], options));
    return { playlists: some, playlist_count: playlists.length, offset, count };
  }
  if (path === '/1/playlist/create' && request.method === 'POST') return { status: 'ok', playlist_mbid: made(body, playlists) }; // biome-ignore format: one line a route
  if (path === '/1/submit-listens' && request.method === 'POST') {
    submit(body, request.body.length, state);
    return { status: 'ok' };
  }
  const [, id = '', action = ''] = /^\/1\/playlist\/([^/]+)((?:\/item\/(?:add|delete))?)$/.exec(path) ?? [];
  if (!UUID.test(id)) refuse(id ? 400 : 404, id ? 'Provided playlist ID is invalid.' : 'Not found');
  const playlist = playlists.find((one) => one.id === id) ?? refuse(404, `Cannot find playlist: ${id}`);
  if (action === '' && request.method === 'GET') {
    if (query.get('fetch_metadata') !== 'false')
      refuse(500, 'Failed to fetch metadata for a playlist. Please try again.');
    return serialized(playlist, user, playlist.tracks, options);
  }
  if (request.method !== 'POST') refuse(405, 'Method not allowed');
  if (action === '/item/add') {
    const ids = recordingsIn(body);
    if (ids.length > 100) refuse(400, 'You may only add max 100 recordings per call.');
    playlist.tracks.push(...ids);
  } else if (action === '/item/delete') {
    const { index, count } = body as { index: number; count: number };
    if (!(Number.isInteger(index) && Number.isInteger(count) && index >= 0 && count >= 0))
      refuse(400, 'positive integers');
    playlist.tracks.splice(index, count);
  } else refuse(405, 'Method not allowed');
  return { status: 'ok' };
}

interface Jspf {
  title?: unknown;
  annotation?: string;
  created_for?: unknown;
  extension?: Record<string, { public?: unknown }>;
  track?: Array<{ identifier?: unknown }>;
}

function jspfIn(body: unknown): Jspf {
  const { playlist } = (body ?? {}) as { playlist?: Jspf };
  return playlist ?? refuse(400, "JSPF playlist requires 'playlist' element");
}

/** One that isn't named as it must be costs the whole list. */
function recordingsIn(body: unknown): string[] {
  return (jspfIn(body).track ?? []).map(({ identifier }, i) => {
    const first: unknown = Array.isArray(identifier) ? identifier[0] : identifier;
    if (typeof first !== 'string' || first === '') {
      return refuse(400, `JSPF playlist track ${i} must contain an identifier element with recording MBID.`);
    }
    if (!first.startsWith(RECORDING)) {
      return refuse(400, `JSPF playlist track ${i} identifier must have the namespace '${RECORDING}' prepended to it.`);
    }
    const id = first.slice(RECORDING.length);
    return UUID.test(id)
      ? id
      : refuse(400, `JSPF playlist track ${i} does not contain a valid track identifier field.`);
  });
}

function made(body: unknown, playlists: KeptPlaylist[]): string {
  const { title, annotation, extension, created_for: madeFor } = jspfIn(body);
  if (typeof title !== 'string' || title === '') return refuse(400, 'JSPF playlist must contain a title element.');
  const open = extension?.[EXTENSION]?.public;
  if (typeof open !== 'boolean') return refuse(400, `JSPF playlist.extension.${EXTENSION}.public field must be given.`);
  if (madeFor)
    refuse(403, 'Playlist contains a created_for field, but submitting user is not an approved playlist bot.');
  const id = randomUUID();
  // The newest stands first.
  playlists.unshift({ id, title, ...(annotation && { annotation }), public: open, tracks: recordingsIn(body) });
  return id;
}

function serialized(
  playlist: KeptPlaylist,
  user: string,
  tracks: readonly string[],
  { olderForm }: ListenbrainzOptions,
) {
  const { id, title, annotation, public: open } = playlist;
  const track = tracks.map((mbid) => ({
    identifier: olderForm ? `${RECORDING}${mbid}` : [`${RECORDING}${mbid}`],
    extension: { 'https://musicbrainz.org/doc/jspf#track': { added_by: user, added_at: '2026-11-28T00:00:00+00:00' } },
  }));
  const extension = { [EXTENSION]: { public: open, creator: user } };
  const identifier = `https://listenbrainz.org/playlist/${id}`;
  return { playlist: { creator: user, date: '2026-11-28', identifier, title, ...(annotation && { annotation }), extension, track } }; // biome-ignore format: one document
}

function submit(body: unknown, size: number, { listens, submitted, now }: State): void {
  if (size > 10_240_000) refuse(413, 'Payload too large');
  const { listen_type: type, payload } = (body ?? {}) as { listen_type?: string; payload?: unknown };
  if (type !== 'single' && type !== 'import') throw new Refusal(400, `JSON document requires a valid listen_type key.`);
  if (!Array.isArray(payload) || payload.length === 0) throw new Refusal(400, 'no listens');
  if (type === 'single' && payload.length > 1)
    refuse(400, 'JSON document contains more than listen for a single listen.');
  if (payload.length > 1000) refuse(400, 'Too many listens. You may not submit more than 1000 listens at once.');
  // All of them, or none.
  for (const listen of payload) check(listen as Record<string, unknown>, now());
  submitted.push({ type, count: payload.length });
  for (const listen of payload as KeptListen[]) {
    if (!listens.some((one) => identity(one) === identity(listen))) listens.push(listen);
  }
}

const identity = ({ listened_at: at, track_metadata: { artist_name: artist, track_name: name } }: KeptListen): string =>
  [at, artist, name].join('\n');

function check(listen: Record<string, unknown>, now: number): void {
  if (Buffer.byteLength(JSON.stringify(listen)) > 10_240) refuse(400, 'Payload too large. Payload has length 10241.');
  const { listened_at: at, track_metadata: about, ...more } = listen as Partial<KeptListen>;
  if (!Number.isInteger(at) || Object.keys(more).length > 0)
    refuse(400, 'JSON document must contain the key listened_at.');
  if (at! > now / 1000 + 3600) refuse(400, 'Value for key listened_at is too high.');
  if (at! < 1_033_430_400) refuse(400, 'Value for key listened_at is too low.');
  if (!about?.track_name?.trim() || !about.artist_name?.trim()) refuse(400, 'required field track_metadata is empty.');
  if (JSON.stringify(listen).includes('\\u0000')) refuse(400, 'contains a unicode null');
  const info = about?.additional_info ?? {};
  const mbid = info['recording_mbid'];
  if (mbid !== undefined && !UUID.test(String(mbid))) refuse(400, 'recording_mbid MBID format invalid.');
  const tags = (info['tags'] ?? []) as string[];
  if (tags.length > 50 || tags.some((tag) => tag.length > 64)) refuse(400, 'too many or too long tags');
}

function bodyOf({ body }: ProviderRequest): unknown {
  try {
    return body.length > 0 ? JSON.parse(body.toString()) : undefined;
  } catch {
    return undefined;
  }
}
