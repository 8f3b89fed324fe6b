import { json, type Provider, type Reply } from './protocol.js';

export interface CoverImage {
  /** Of older ones the addresses have no encryption, and of some there are few sizes. */
  sizes?: string[];
  types?: string[];
  front?: boolean;
  approved?: boolean;
  id?: number | string;
}

export interface CoverartOptions {
  /** By the id of a release; a group has the covers of its first release that has any. */
  covers: Record<string, readonly CoverImage[]>;
  groups?: Record<string, readonly string[]>;
  /** Where the lists lie, as an address without a slash at its end; beside the archive's own pages when absent. */
  store?: string;
  now?: () => number;
  fault?: (call: number, path: string) => Reply | undefined;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const none = (): Reply => ({
  status: 404,
  headers: { 'content-type': 'text/html' },
  body: '<!doctype html><h1>Not Found</h1>',
});

/** The Cover Art Archive as its page describes it: every list is a redirect to another host, and what isn't there is no JSON. */
export function coverartServer(options: CoverartOptions): {
  provider: Provider;
  calls: Array<{ at: number; path: string; host: string; status: number }>;
} {
  const calls: Array<{ at: number; path: string; host: string; status: number }> = [];
  const { now = Date.now, covers, groups = {}, store = '/store' } = options;

  const answer = (method: string, path: string): Reply => {
    const fault = options.fault?.(calls.length, path);
    if (fault) return fault;
    if (method !== 'GET') return { status: 405, body: 'Method Not Allowed' };
    const [, where, id = ''] = /^\/(release|release-group|store)\/([^/?]+)$/.exec(path) ?? [];
    if (where === undefined) return none();
    if (!UUID.test(id)) return { status: 400, body: 'Bad Request' };
    if (where === 'store')
      return json({ images: (covers[id] ?? []).map(listed(id)), release: `http://musicbrainz.org/release/${id}` });
    const release = where === 'release' ? id : groups[id]?.find((one) => covers[one]);
    if (release === undefined || !covers[release]) return none();
    return { status: 307, headers: { location: `${store}/${release}` }, body: 'See: elsewhere' };
  };

  return {
    calls,
    provider({ method, url, headers }) {
      const at = now();
      const reply = answer(method, url);
      calls.push({ at, path: url, host: headers.host ?? '', status: reply.status });
      return reply;
    },
  };
}

const listed =
  (release: string) =>
  (cover: CoverImage, at: number): unknown => {
    const {
      sizes = ['250', '500', '1200', 'small', 'large'],
      types = ['Front'],
      front = types[0] === 'Front',
      approved = true,
    } = cover;
    const { id = at === 0 ? 829521842 : String(829521842 + at) } = cover;
    const address = `http://coverartarchive.org/release/${release}/${id}`;
    return {
      id,
      front,
      back: types[0] === 'Back',
      types,
      approved,
      edit: 17462565,
      comment: '',
      image: `${address}.jpg`,
      thumbnails: Object.fromEntries(sizes.map((size) => [size, `${address}-${size}.jpg`])),
    };
  };
