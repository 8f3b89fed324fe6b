import {
  type CatalogueServer,
  type CatalogueServerOptions,
  catalogueServer,
  holds,
  type Song,
} from './catalogue-server.js';
import type { Reply } from './protocol.js';

export interface ItunesOptions extends CatalogueServerOptions {
  /** Whose store has the songs. */
  country?: string;
  /** Calls that it takes in a minute. */
  perMinute?: number;
}

export const TOO_OFTEN: Reply = {
  status: 403,
  headers: { 'content-type': 'text/html' },
  body: '<html>Forbidden</html>',
};

/** Three line ends, then JSON, which it calls a script to be saved. */
const script = (value: unknown, status = 200): Reply => ({
  status,
  headers: { 'content-type': 'text/javascript; charset=utf-8', 'content-disposition': 'attachment; filename=1.txt' },
  body: `\n\n\n${JSON.stringify(value)}\n`,
});

export function itunesServer(options: ItunesOptions): CatalogueServer {
  const { songs, country = 'US', perMinute = 20 } = options;
  const known = ['term', 'media', 'entity', 'limit', 'country', 'id'];
  return catalogueServer(options, known, ({ path, query, within }) => {
    if (within(60_000) >= perMinute) return TOO_OFTEN;
    const store = query.get('country') ?? 'US';
    if (!/^(US|DE|GB|FR)$/.test(store)) return script({ errorMessage: 'Invalid value(s) for key(s): [country]' }, 400);
    const results = (all: readonly Song[]): Reply => {
      // Numbers and songs belong to a store: elsewhere there is nothing.
      const shown = store === country ? all.slice(0, Number(query.get('limit') ?? 50)) : [];
      return script({ resultCount: shown.length, results: shown.map((song) => item(song, store)) });
    };
    if (path === '/lookup') return results(songs.filter(({ id }) => String(id) === query.get('id')));
    if (path !== '/search') return { status: 404, body: 'Not found' };
    const term = query.get('term') ?? '';
    return results(songs.filter(({ title, artists }) => holds([title, ...artists], term)));
  });
}

function item(
  { id, title, artists, album = 'Album', seconds = 200, date, genre = 'Dance' }: Song,
  store: string,
): object {
  return {
    wrapperType: 'track',
    kind: 'song',
    trackId: id,
    collectionId: 1,
    trackName: title,
    trackCensoredName: title,
    artistName: artists.join(' & '),
    collectionName: `${album} - Single`,
    trackTimeMillis: seconds * 1000,
    releaseDate: `${date ?? '2019-05-03'}T12:00:00Z`,
    primaryGenreName: genre,
    previewUrl: `https://audio.example/preview/${id}.m4a`,
    artworkUrl30: 'https://art.example/image/thumb/Music/v4/cover.jpg/30x30bb.jpg',
    artworkUrl100: 'https://art.example/image/thumb/Music/v4/cover.jpg/100x100bb.jpg',
    trackViewUrl: `https://music.example/${store.toLowerCase()}/song/${id}`,
    country: store,
  };
}
