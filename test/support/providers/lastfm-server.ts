import { type CatalogueServer, type CatalogueServerOptions, catalogueServer } from './catalogue-server.js';
import { json, type Reply } from './protocol.js';

export interface LastfmOptions extends CatalogueServerOptions {
  key: string;
  /** What it takes a misspelt title for. */
  corrections?: Record<string, string>;
  /** Calls that it takes in a second. */
  perSecond?: number;
}

export const lastfmError = (error: number | string, status = 200, message = 'x'): Reply =>
  json({ error, message }, status);

export function lastfmServer(options: LastfmOptions): CatalogueServer {
  const { songs, key, corrections = {}, perSecond = 1 } = options;
  const known = ['method', 'artist', 'track', 'autocorrect', 'format', 'api_key'];
  return catalogueServer(options, known, ({ path, query, within }) => {
    if (path !== '/2.0/') return { status: 404, body: 'Not found' };
    if (query.get('format') !== 'json') return { status: 200, body: '<?xml version="1.0"?><lfm status="failed"/>' };
    const missing = ['api_key', 'artist', 'track'].find((name) => !query.get(name));
    if (missing) return lastfmError(6, 400, 'Invalid parameters - Your request is missing a required parameter');
    if (query.get('api_key') !== key) return lastfmError(10, 403, 'Invalid API key - You must be granted a valid key');
    if (within(1000) >= perSecond) return lastfmError(29, 200, 'Rate limit exceeded');
    if (query.get('method') !== 'track.gettoptags') return lastfmError(3, 400, 'Invalid Method');
    const [artist, asked] = [query.get('artist')!, query.get('track')!];
    const title = corrections[asked] ?? asked;
    const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
    const song = songs.find((one) => same(one.title, title) && one.artists.some((each) => same(each, artist)));
    if (!song) return lastfmError(6, 200, 'Track not found');
    const tags = (song.tags ?? []).map(([name, count]) => ({
      count: String(count),
      name,
      url: `https://www.last.fm/tag/${encodeURIComponent(name)}`,
    }));
    // A list of one collapses to what is in it.
    const tag = tags.length === 1 ? tags[0] : tags;
    return json({ toptags: { tag, '@attr': { artist: song.artists[0], track: song.title } } });
  });
}
