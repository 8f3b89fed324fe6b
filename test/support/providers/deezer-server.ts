import {
  type CatalogueServer,
  type CatalogueServerOptions,
  catalogueServer,
  holds,
  type Song,
} from './catalogue-server.js';
import { json, type Reply } from './protocol.js';

/** As Deezer tells of what goes wrong: by status 200, sometimes without a number. */
export const deezerError = (code: number | undefined, type = 'Exception', message = 'x'): Reply =>
  json({ error: { type, message, ...(code === undefined ? {} : { code }) } });

/** What an ended or tampered preview leads to. */
const EXPIRED: Reply = { status: 403, headers: { 'content-type': 'text/html' }, body: '<html><h1>403 Forbidden</h1>' };

export function deezerServer(options: CatalogueServerOptions): CatalogueServer {
  const { songs } = options;
  return catalogueServer(options, ['q', 'limit'], ({ path, query, within }) => {
    if (path.startsWith('/preview/')) return EXPIRED;
    if (within(5000) >= 50) return deezerError(4, 'Exception', 'Quota limit exceeded');
    const one = /^\/track\/(?:isrc:([A-Z0-9]{12})|(\d+))$/.exec(path);
    if (one) {
      const [, isrc, id] = one;
      const song = songs.find((each) => (isrc ? each.isrc === isrc : String(each.id) === id));
      return song ? json(whole(song)) : deezerError(800, 'DataException', 'no data');
    }
    if (path !== '/search') return deezerError(600, 'InvalidQueryException', 'Unknown path components');
    const q = query.get('q');
    if (!q) return deezerError(501, 'MissingParameterException', 'Missing parameters: q');
    const found = songs.filter(({ title, artists }) => holds([title, ...artists], q));
    const shown = found.slice(0, Math.min(100, Number(query.get('limit') ?? 25)));
    // Nothing keeps an answer from leading elsewhere.
    return json({ data: shown.map(item), total: found.length, next: 'https://elsewhere.example/search?index=25' });
  });
}

function item({ id, title, artists, isrc, album = 'Album', seconds = 200 }: Song): object {
  return {
    id,
    readable: true,
    title,
    title_short: title,
    title_version: '',
    ...(isrc === undefined ? {} : { isrc }),
    link: `https://www.deezer.com/track/${id}`,
    duration: seconds,
    rank: 1000,
    explicit_lyrics: false,
    preview: `https://preview.example/preview/${id}.mp3?hdnea=exp=1`,
    md5_image: 'f00d',
    artist: { id: 1, name: artists[0], type: 'artist' },
    album: { id: 1, title: album, cover_medium: 'https://covers.example/250x250.jpg', type: 'album' },
    type: 'track',
  };
}

function whole(song: Song): object {
  const { artists, album = 'Album', bpm = 0, date = '0000-00-00' } = song;
  return {
    ...item(song),
    release_date: date,
    bpm,
    gain: -8.1,
    available_countries: ['DE'],
    track_token: 'token',
    contributors: artists.map((name, i) => ({ id: i, name, role: i === 0 ? 'Main' : 'Featured' })),
    album: { id: 1, title: album, cover_xl: 'https://covers.example/1000x1000.jpg', release_date: date },
  };
}
