import {
  type CatalogueServer,
  type CatalogueServerOptions,
  catalogueServer,
  holds,
  type Song,
} from './catalogue-server.js';
import { json, type Reply } from './protocol.js';

export interface DiscogsRelease {
  id: number;
  artist: string;
  title: string;
  year?: number;
  format?: string[];
  /** Placed over what is made of the songs. */
  more?: object;
  songs: readonly Song[];
}

export interface DiscogsOptions extends CatalogueServerOptions {
  token: string;
  /** Each song is a single of its own when absent. */
  releases?: readonly DiscogsRelease[];
  /** Calls that it takes in a minute, others' from this address among them. */
  perMinute?: number;
}

const message = (said: string, status: number, headers = {}): Reply => json({ message: said }, status, headers);

export function discogsServer(options: DiscogsOptions): CatalogueServer {
  const { songs, token, perMinute = 60 } = options;
  const releases =
    options.releases ??
    songs.map((song) => ({ id: 1000 + song.id, artist: song.artists[0]!, title: song.title, songs: [song] }));
  return catalogueServer(options, ['type', 'artist', 'track', 'per_page'], ({ path, query, headers, within }) => {
    if (!/\w+\/[\w.]+/.test(String(headers['user-agent'] ?? '')))
      return message('Please provide a unique User-Agent.', 403);
    const used = within(60_000) + 1;
    const rate = {
      'X-Discogs-Ratelimit': String(perMinute),
      'X-Discogs-Ratelimit-Used': String(Math.min(used, perMinute)),
      'X-Discogs-Ratelimit-Remaining': String(Math.max(0, perMinute - used)),
    };
    if (used > perMinute) return message('You are making requests too quickly.', 429, rate);
    if (headers['authorization'] !== `Discogs token=${token}`)
      return message('Invalid consumer token. Please register an app before making requests.', 401, rate);
    const id = /^\/releases\/(\d+)$/.exec(path)?.[1];
    if (id) {
      const release = releases.find((one) => String(one.id) === id);
      return release ? json(whole(release), 200, rate) : message('Release not found.', 404, rate);
    }
    if (path !== '/database/search') return message('The requested resource was not found.', 404, rate);
    const [artist = '', track = ''] = [query.get('artist')!, query.get('track')!];
    const found = releases.filter((one) =>
      one.songs.some((song) => holds([song.title], track) && holds([one.artist, ...song.artists], artist)),
    );
    const per = Math.min(100, Number(query.get('per_page') ?? 50));
    const pagination = {
      page: 1,
      pages: 2,
      per_page: per,
      items: found.length,
      urls: { next: 'https://elsewhere.example' },
    };
    return json({ pagination, results: found.slice(0, per).map(result) }, 200, rate);
  });
}

function result({ id, artist, title, year = 2019, format = ['Vinyl', '12"'], songs }: DiscogsRelease): object {
  const [song] = songs;
  return {
    id,
    type: 'release',
    title: `${artist} - ${title}`,
    ...(year > 0 ? { year: String(year) } : {}),
    country: 'UK',
    format,
    label: [song?.label ?? 'Small Label', 'Pressed by somebody'],
    genre: ['Electronic'],
    style: song?.styles ?? ['Techno'],
    catno: song?.catalogueNumber ?? 'SL 01',
    barcode: [],
    uri: `/release/${id}`,
    thumb: 'https://images.example/thumb.jpg',
    cover_image: 'https://images.example/cover.jpg',
    community: { want: 1, have: 2 },
  };
}

function whole({ id, artist, title, year = 2019, songs, more }: DiscogsRelease): object {
  const [song] = songs;
  const person = (name: string, role = '') => ({ id: 1, name, anv: '', join: '', role, tracks: '' });
  return {
    id,
    title,
    year,
    artists: [person(artist)],
    extraartists: [],
    labels: [{ id: 1, name: song?.label ?? 'Small Label', catno: song?.catalogueNumber ?? 'SL 01', entity_type: '1' }],
    formats: [{ name: 'Vinyl', qty: '1' }],
    genres: ['Electronic'],
    styles: song?.styles ?? ['Techno'],
    tracklist: songs.map(({ title: name, artists, seconds, composers = [] }, i) => ({
      position: `A${i + 1}`,
      type_: 'track',
      title: name,
      duration: seconds === undefined ? '' : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`,
      artists: artists.map((each) => person(each)),
      extraartists: composers.map((each) => person(each, 'Written-By')),
    })),
    images: [{ type: 'primary', uri: 'https://images.example/1.jpg' }],
    ...more,
  };
}
