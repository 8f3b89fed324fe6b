import { fold } from '../../../src/domain/recording.js';
import { json, type Provider, type ProviderRequest, type Reply } from './protocol.js';

export interface MbWork {
  title: string;
  iswcs?: string[];
  composers?: string[];
  /** Of the performance: `live`, `partial`. */
  attributes?: string[];
}

export interface MbRecording {
  id: string;
  title: string;
  /** Each with what joins it to the next one. */
  artists: Array<string | [name: string, joinphrase: string]>;
  /** Milliseconds. */
  length?: number | null;
  isrcs?: string[];
  date?: string;
  disambiguation?: string;
  video?: boolean;
  genres?: string[];
  works?: MbWork[];
  remixers?: string[];
  links?: string[];
}

export interface MbRelease {
  id: string;
  group: string;
  title: string;
  recordings: string[];
  date?: string;
  status?: string | null;
  kinds?: string[];
  artists?: string[];
  labels?: Array<{ name: string | null; number: string | null }>;
  genres?: string[];
  links?: string[];
}

export interface MusicbrainzOptions {
  recordings: readonly MbRecording[];
  releases?: readonly MbRelease[];
  /** Ids that have become others; the search learns it late. */
  merged?: Record<string, string>;
  /** Ids that the search still has, and that are gone. */
  deleted?: readonly string[];
  /** Between the starts of two calls. */
  gapMs?: number;
  now?: () => number;
  fault?: (call: number, path: string) => Reply | undefined;
}

export interface MusicbrainzCall {
  at: number;
  path: string;
  status: number;
  agent: string;
}

/** A made-up id that is as long and as mixed as theirs. */
export const mbid = (number: number): string => `0b5c1e7a-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

const LIMITS = { 'x-ratelimit-limit': '1200', 'x-ratelimit-remaining': '900' };
/** The two ways of saying 503, and whoever says it without telling why. */
export const MUSICBRAINZ_FAULTS = {
  busy: (zone = 'global'): Reply =>
    json({ error: 'The MusicBrainz web server is currently busy. Please try again later.' }, 503, {
      'x-ratelimit-zone': zone,
      'x-ratelimit-who': zone === 'global' ? 'global' : 'search-shed',
      'retry-after': '0',
      ...LIMITS,
    }),
  tooFast: (): Reply =>
    json({ error: 'Your requests are exceeding the allowable rate limit. Please see the documentation.' }, 503, {
      'x-ratelimit-zone': 'ws ip=192.0.2.1',
      'x-ratelimit-limit': '22',
      'x-ratelimit-remaining': '0',
      'retry-after': '1',
    }),
  maintenance: (status = 503): Reply => ({
    status,
    headers: { 'content-type': 'text/html' },
    body: '<!DOCTYPE html><html><title>MusicBrainz</title><p>Down for maintenance</p></html>',
  }),
  unexplained: (): Reply => ({ status: 503, body: '' }),
};

const NAMED_WITH_CONTACT = /^[\w.-]+\/[\w.-]+ \( [^()]{3,} \)$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ABOUT: Record<string, string[]> = {
  recording: [
    ...['artists', 'artist-credits', 'releases', 'release-groups', 'media', 'isrcs', 'genres', 'tags', 'aliases'],
    ...['annotation', 'ratings', 'artist-rels', 'url-rels', 'work-rels', 'work-level-rels'],
  ],
  release: [
    ...['artists', 'artist-credits', 'labels', 'recordings', 'release-groups', 'media', 'discids', 'isrcs', 'genres'],
    ...['tags', 'aliases', 'annotation', 'ratings', 'artist-rels', 'url-rels', 'work-rels', 'recording-level-rels'],
    'work-level-rels',
  ],
};
const MOST_RELEASES = 25;

const refuse = (status: number, error: string): Reply =>
  json({ error, help: 'For usage, please see: https://musicbrainz.org/development/mmd' }, status, LIMITS);

/** MusicBrainz's service as the sheet describes it, under /ws/2. It gives nothing that isn't asked for, and counts every gap. */
export function musicbrainzServer(options: MusicbrainzOptions): { provider: Provider; calls: MusicbrainzCall[] } {
  const calls: MusicbrainzCall[] = [];
  const { now = Date.now, gapMs = 1000 } = options;

  const answer = ({ method, url, headers }: ProviderRequest, at: number): Reply => {
    const fault = options.fault?.(calls.length, url);
    if (fault) return fault;
    if (!NAMED_WITH_CONTACT.test(headers['user-agent'] ?? '')) {
      return json({ error: 'Your requests must have a User-Agent that names you.' }, 403, {
        'x-ratelimit-who': 'ua-missing',
      });
    }
    const last = calls.at(-1);
    if (last && at - last.at < gapMs) return MUSICBRAINZ_FAULTS.tooFast();
    const { pathname, searchParams } = new URL(url, 'http://musicbrainz');
    const [, entity = '', id] = /^\/ws\/2\/(recording|release)(?:\/([^/]+))?$/.exec(pathname) ?? [];
    if (method !== 'GET' || entity === '') return refuse(404, 'Not Found');
    if (searchParams.get('fmt') !== 'json') return { status: 200, body: '<?xml version="1.0"?><metadata/>' };
    if (id === undefined) return entity === 'recording' ? search(searchParams) : refuse(400, 'Invalid query');
    const wanted = (searchParams.get('inc') ?? '').split(/[ +]/).filter(Boolean);
    const strange = wanted.find((one) => !ABOUT[entity]!.includes(one));
    if (strange) return refuse(400, `${strange} is not a valid inc parameter for the ${entity} resource.`);
    if (!UUID.test(id)) return refuse(400, 'Invalid mbid.');
    if (options.deleted?.includes(id)) return refuse(404, 'Not Found');
    const told = entity === 'recording' ? recordingBy(nowOf(id), wanted) : releaseBy(id, wanted);
    return told ? json(told, 200, LIMITS) : refuse(404, 'Not Found');
  };

  const recordingBy = (id: string, wanted: string[]): unknown => {
    const recording = options.recordings.find((one) => one.id === id);
    if (!recording) return null;
    const on = releasesOf(recording).slice(0, MOST_RELEASES);
    return {
      ...recordingOf(recording, wanted, ''),
      ...(wanted.includes('releases') && { releases: on.map((release) => stubOf(release, wanted)) }),
    };
  };

  const releaseBy = (id: string, wanted: string[]): unknown => {
    const release = options.releases?.find((one) => one.id === id);
    if (!release) return null;
    const media = [
      {
        position: 1,
        format: '12" Vinyl',
        tracks: release.recordings.map((one, at) => {
          const recording = options.recordings.find((other) => other.id === nowOf(one))!;
          const { title, length = null } = recording;
          return {
            number: `A${at + 1}`,
            position: at + 1,
            title,
            length,
            recording: recordingOf(recording, wanted, 'recording-level-rels'),
          };
        }),
      },
    ];
    const { labels = [], links = [] } = release;
    return {
      ...stubOf(release, wanted),
      ...(wanted.includes('labels') && {
        'label-info': labels.map(({ name, number }) => ({
          'catalog-number': number,
          label: name === null ? null : { id: mbid(9999), name },
        })),
      }),
      ...(wanted.includes('recordings') && { media }),
      ...(wanted.includes('url-rels') && { relations: links.map(linkTo) }),
    };
  };

  const nowOf = (id: string): string => options.merged?.[id] ?? id;
  const releasesOf = ({ id }: MbRecording): MbRelease[] =>
    (options.releases ?? []).filter(({ recordings }) => recordings.some((one) => one === id || nowOf(one) === id));
  /** Of ids that have become others it has the old ones still. */
  const indexed = options.recordings.filter(({ id }) => !Object.values(options.merged ?? {}).includes(id));

  const search = (parameters: URLSearchParams): Reply => {
    const limit = Number(parameters.get('limit') ?? 25);
    const query = parse(parameters.get('query') ?? '');
    if (!query || !(limit >= 1 && limit <= 100)) return refuse(400, 'Unable to parse search');
    const rated = indexed
      .map((recording) => ({ recording, weight: weigh(recording, query) }))
      .filter(({ weight }) => weight > 0)
      .sort((a, b) => b.weight - a.weight);
    const best = rated[0]?.weight ?? 1;
    const hits = rated.slice(0, limit).map(({ recording, weight }) => {
      const {
        isrcs: _,
        genres: __,
        ...hit
      } = recordingOf(recording, ['artist-credits'], '') as Record<string, unknown>;
      const on = releasesOf(recording).map((release) => stubOf(release, ['release-groups', 'artist-credits']));
      return { ...hit, score: Math.round((100 * weight) / best), ...(on.length > 0 && { releases: on }) };
    });
    return json({ created: '2026-11-28T00:00:00.000Z', count: rated.length, offset: 0, recordings: hits }, 200, LIMITS);
  };

  return {
    calls,
    provider(request) {
      const at = now();
      const reply = answer(request, at);
      calls.push({ at, path: request.url, status: reply.status, agent: request.headers['user-agent'] ?? '' });
      return reply;
    },
  };
}

interface Query {
  code?: string | undefined;
  boost: number;
  title: string[];
  artist: string[];
}

const TERMS = String.raw`((?:[^()\\+&|!{}[\]^"~*?:/-]|\\.)+)`;
const QUERY = new RegExp(
  String.raw`^(?:isrc:([A-Z0-9]{12})(?:\^(\d+) OR \(recording:\(${TERMS}\) AND artist:\(${TERMS}\)\))?|recording:\(${TERMS}\) AND artist:\(${TERMS}\))$`,
);

/** As much of Lucene's language as is asked in; null where a sign of it stands unescaped, as the service refuses it. */
function parse(query: string): Query | null {
  const [, code, boost = '1', ...names] = QUERY.exec(query) ?? [''];
  const [title, artist] = names.filter((one) => one !== undefined);
  if (code === undefined && title === undefined) return null;
  const raw = `${title ?? ''} ${artist ?? ''}`;
  if (/(?:^|\s)(?:AND|OR|NOT)(?:\s|$)/.test(raw)) return null;
  return { code, boost: Number(boost), title: wordsOf(title), artist: wordsOf(artist) };
}

const wordsOf = (terms = ''): string[] => fold(terms.replace(/\\(.)/g, '$1')).split(' ').filter(Boolean);

/** Each word may fit, the more the better; one word of the artist must. */
function weigh(recording: MbRecording, { code, boost, title, artist }: Query): number {
  const share = (words: string[], text: string): number => {
    const own = fold(text).split(' ');
    return words.length === 0 ? 0 : words.filter((word) => own.includes(word)).length / words.length;
  };
  const named =
    share(title, recording.title) *
    share(
      artist,
      creditOf(recording)
        .map(({ name }) => name)
        .join(' '),
    );
  return named + (code && recording.isrcs?.includes(code) ? boost : 0);
}

const creditOf = ({ artists }: Pick<MbRecording, 'artists'>) =>
  artists.map((artist) => {
    const [name, joinphrase] = typeof artist === 'string' ? [artist, ''] : artist;
    return { name, joinphrase, artist: { id: mbid(8888), name, 'sort-name': name } };
  });

const linkTo = (resource: string): unknown => ({
  type: 'free streaming',
  'target-type': 'url',
  direction: 'forward',
  ended: false,
  url: { id: mbid(7777), resource },
});
const personOf = (type: string, name: string): unknown => ({
  type,
  'target-type': 'artist',
  direction: 'backward',
  ended: false,
  attributes: [],
  artist: { id: mbid(6666), name, 'sort-name': name },
});

/** `level` is what has to be asked for besides, for a recording's relations to be told. */
function recordingOf(recording: MbRecording, wanted: string[], level: string): object {
  const { id, title, disambiguation = '', video = false, length = null, date } = recording;
  const { isrcs = [], genres = [], works = [], remixers = [], links = [] } = recording;
  const asks = (...names: string[]): boolean => names.every((name) => name === '' || wanted.includes(name));
  const relations = [
    ...(asks(level, 'artist-rels') ? remixers.map((name) => personOf('remixer', name)) : []),
    ...(asks(level, 'url-rels') ? links.map(linkTo) : []),
    ...(asks(level, 'work-rels')
      ? works.map((work) => performanceOf(work, asks('work-level-rels', 'artist-rels')))
      : []),
  ];
  return {
    id,
    title,
    disambiguation,
    video,
    length,
    ...(date !== undefined && { 'first-release-date': date }),
    ...(asks('artist-credits') && { 'artist-credit': creditOf(recording) }),
    ...(asks('isrcs') && { isrcs }),
    ...(asks('genres') && {
      genres: genres.map((name, at) => ({ id: mbid(5555), name, count: at + 1, disambiguation: '' })),
    }),
    ...(wanted.some((one) => one.endsWith('-rels')) && { relations }),
  };
}

function performanceOf({ title, iswcs = [], composers = [], attributes = [] }: MbWork, people: boolean): unknown {
  return {
    type: 'performance',
    'target-type': 'work',
    direction: 'forward',
    attributes,
    begin: null,
    end: null,
    ended: false,
    work: {
      id: mbid(4444),
      title,
      type: 'Song',
      language: null,
      languages: [],
      iswcs,
      disambiguation: '',
      attributes: [],
      ...(people && {
        relations: [...composers.map((name) => personOf('composer', name)), personOf('publishing', 'A Publisher')],
      }),
    },
  };
}

function stubOf(release: MbRelease, wanted: string[]): object {
  const { id, group, title, date, status = 'Official', kinds = [], artists, genres = [], recordings } = release;
  return {
    id,
    title,
    status,
    ...(date !== undefined && { date }),
    'track-count': recordings.length,
    ...(wanted.includes('artist-credits') && { 'artist-credit': creditOf({ artists: artists ?? ['An Artist'] }) }),
    ...(wanted.includes('release-groups') && {
      'release-group': {
        id: group,
        title,
        'primary-type': 'Album',
        'secondary-types': kinds,
        ...(wanted.includes('genres') && { genres: genres.map((name) => ({ id: mbid(5555), name, count: 1 })) }),
      },
    }),
  };
}
