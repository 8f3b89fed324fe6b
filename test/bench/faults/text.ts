import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePage } from '../../../src/audio/sources/site/page.js';
import { AnswerCache } from '../../../src/cache/cache.js';
import { loadSettings } from '../../../src/config/load.js';
import { TracklistifyError } from '../../../src/domain/errors.js';
import type { Match } from '../../../src/domain/match.js';
import type { Sample } from '../../../src/domain/ports/identify.js';
import { matchSchema, parseTracklists } from '../../../src/domain/schema.js';
import { jsonText } from '../../../src/domain/text.js';
import { jsonIn } from '../../../src/enrichers/chat/extract.js';
import { json } from '../../../src/exporters/json.js';
import { answerSchema } from '../../../src/identifiers/acrcloud/answer.js';
import { matchesOf } from '../../../src/identifiers/acrcloud/matches.js';
import { remembering } from '../../../src/identifiers/remembering.js';
import { matchSchema as shazamMatch, tagSchema } from '../../../src/identifiers/shazam/answer.js';
import { matchesOfMatch, matchesOfTag } from '../../../src/identifiers/shazam/matches.js';
import { oneReleaseSchema, tracksOf } from '../../../src/resolvers/musicbrainz/answer.js';
import { searchSchema, trackOf } from '../../../src/resolvers/spotify/answer.js';
import { schema } from '../../support/settings.js';
import { Random } from '../random.js';

export interface TextFaults {
  /** Documents of each kind that were changed and read. */
  tracklists: number;
  cached: number;
  answers: number;
  settings: number;
  /** Readings that ended in something else than a result or an error of ours. */
  bugs: number;
  /** Results that no reader of them would take, or texts longer than a name. */
  wrong: number;
  /** One of each kind of the two. */
  examples: string[];
}

const LONGEST_NAME = 1_000;
const sample: Sample = { mixTime: 5, duration: 10, rate: 16_000, pcm: new Int16Array(160_000).fill(999) };

/** Changes what strangers may have written, and counts what its readers make of it besides results and errors of ours. */
export async function textFaults({ count, seed }: { count: number; seed: number }): Promise<TextFaults> {
  const random = new Random(seed);
  const found: TextFaults = { tracklists: 0, cached: 0, answers: 0, settings: 0, bugs: 0, wrong: 0, examples: [] };
  const folder = mkdtempSync(join(tmpdir(), 'tracklistify-text-'));
  const note = (kind: 'bugs' | 'wrong', what: string, text: string): void => {
    if (found[kind]++ < 3) found.examples.push(`${what}: ${text.slice(0, 200)}`);
  };
  const attempt = async (what: string, text: string, work: () => unknown): Promise<void> => {
    try {
      const complaint = await work();
      if (typeof complaint === 'string') note('wrong', `${what}, ${complaint}`, text);
    } catch (error) {
      if (!(error instanceof TracklistifyError)) note('bugs', `${what}, ${error}`, text);
    }
  };
  try {
    for (let i = 0; i < count; i++) {
      const tracklist = changed(TRACKLIST, random);
      found.tracklists++;
      await attempt('tracklist', tracklist, () => {
        for (const read of parseTracklists(tracklist, 'mix.json')) {
          json.export(read, { baseName: 'mix', folder });
          if (read.entries.some(({ track }) => (track?.title.length ?? 0) > LONGEST_NAME)) return 'a title too long';
        }
        return undefined;
      });

      const kept = changed(MATCHES, random);
      found.cached++;
      await attempt('cached answer', kept, () => identifyFrom(kept));

      const [name, answer, read] = ANSWERS[i % ANSWERS.length]!;
      const text = changed(answer, random);
      found.answers++;
      await attempt(name, text, () => read(text));

      const config = join(folder, 'config.json');
      const settings = changed(SETTINGS, random);
      writeFileSync(config, settings);
      writeFileSync(join(folder, '.env'), garbled('OPENAI_API_KEY="a\\nb" # c\nexport ACRCLOUD_HOST=x\n', random));
      found.settings++;
      await attempt('settings', settings, async () => {
        const read = await loadSettings({ schema, env: {}, cwd: folder, configFile: config });
        return jsonText(read.settings).includes('\\u0000') ? 'a NUL in them' : undefined;
      });
    }
    await attempt('damaged file of the cache', '', () => cacheOverGarbage(folder, random));
    return found;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is kept of an answer, and what comes of it: the kept matches or an answer anew, which is one without any. */
async function identifyFrom(text: string): Promise<string | undefined> {
  const kept = parsed(text);
  const cache = { get: async () => kept, set: async () => {} };
  const asked = { kind: 'sample' as const, name: 'quiz', rate: 16_000, seconds: 10, identify: async () => [] };
  const options = { cache, refresh: false, matchSeconds: 1, noMatchSeconds: 1 };
  const context = { signal: new AbortController().signal, emit: () => {} };
  return complaintAbout(await remembering(asked, options).identify(sample, context));
}

/** A match that isn't one would be asked for again in every run. */
function complaintAbout(matches: readonly Match[]): string | undefined {
  for (const match of matches) {
    const checked = matchSchema.safeParse(match);
    if (!checked.success) return `a match with a wrong ${checked.error.issues[0]!.path.join('.')}`;
  }
  return undefined;
}

async function cacheOverGarbage(folder: string, random: Random): Promise<string | undefined> {
  const options = { folder: join(folder, 'cache'), maxBytes: 1e9, now: () => 1e12, warn: () => {} };
  await new AnswerCache(options).set('quiz/1', { a: 1 }, 1000);
  for (let i = 0; i < 50; i++) {
    await new AnswerCache(options).set('quiz/1', { a: 1 }, 1000);
    const name = readdirSync(options.folder, { recursive: true, encoding: 'utf8' }).find((one) =>
      one.endsWith('.json'),
    )!;
    writeFileSync(
      join(options.folder, name),
      changed({ format: 1, key: 'quiz/1', stored: 1, value: { a: 1 } }, random),
    );
    await new AnswerCache(options).get('quiz/1');
    await new AnswerCache(options).stats();
  }
  return undefined;
}

const TRACK = {
  title: 'Strings',
  version: 'Extended Mix',
  artists: ['A', 'B'],
  album: 'C',
  label: 'D',
  releaseDate: '2001-02-03',
  isrc: 'GBAYE0000001',
  duration: 200.5,
  genres: ['House'],
  ids: { spotify: 'x1' },
  urls: { spotify: 'https://open.spotify.com/track/x1' },
};
const EVIDENCE = { identifier: 'quiz', mixTime: 1, mixDuration: 10, trackTime: 20, speed: 1.01, pitch: 1, score: 0.9 };
const TRACKLIST = {
  schema: 'tracklistify/1',
  source: { name: 'mix', kind: 'file', location: 'mix.mp3' },
  createdAt: '2026-01-02T03:04:05Z',
  duration: 60,
  entries: [
    {
      ...{ start: 0, end: 30, kind: 'track', track: TRACK, confidence: 0.9, speed: 1.01, evidence: [EVIDENCE] },
      alternatives: [{ track: TRACK, confidence: 0.1, evidence: [EVIDENCE] }],
      enrichment: { validation: { provider: 'a', model: 'b', prompt: '1', score: 1, reason: 'c', doubtful: false } },
    },
    { start: 30, end: 60, kind: 'unknown' },
  ],
  warnings: ['w'],
};
const MATCHES = [{ ...EVIDENCE, key: 'k', track: TRACK, tracked: false, owned: 0.5 }];
const SETTINGS = {
  providers: ['auto'],
  output: { folder: 'out', formats: ['json', 'csv'] },
  library: { path: 'lib', jobs: 2 },
  ffmpeg: '/usr/bin/ffmpeg',
  acrcloud: { host: 'identify.example.com', accessKey: 'k', accessSecret: 's' },
  openai: { apiKey: 'k' },
};
const ACRCLOUD = {
  status: { code: 0, msg: 'Success' },
  metadata: {
    music: [
      {
        ...{ acrid: 'a1', title: 'Strings', artists: [{ name: 'A' }], album: { name: 'C' }, label: 'D', score: 90 },
        ...{ duration_ms: 200_000, play_offset_ms: 9_000, release_date: '2001-02-03', genres: [{ name: 'House' }] },
        ...{ db_begin_time_offset_ms: 1000, db_end_time_offset_ms: 9000 },
        ...{ sample_begin_time_offset_ms: 0, sample_end_time_offset_ms: 8000 },
        external_ids: { isrc: ['GBAYE0000001'] },
        external_metadata: { spotify: [{ track: { id: 'x1' } }], youtube: [{ vid: 'v1' }] },
      },
    ],
  },
};
const SHAZAM_TAG = {
  matches: [{ id: '7', offset: 12.5, timeskew: 0.001, frequencyskew: 0.002 }],
  track: {
    ...{ key: '7', title: 'Strings', subtitle: 'A', isrc: 'GBAYE0000001', url: 'https://www.shazam.com/track/7' },
    sections: [{ type: 'SONG', metadata: [{ title: 'Album', text: 'C' }] }],
    genres: { primary: 'House' },
  },
};
const SHAZAM_MATCH = {
  results: { matches: SHAZAM_TAG.matches },
  resources: { 'shazam-songs': { 7: { attributes: { title: 'Strings', artist: 'A', isrc: 'GBAYE0000001' } } } },
};
const SPOTIFY = {
  tracks: {
    items: [
      {
        ...{ id: 'x1', name: 'Strings', duration_ms: 200_000, artists: [{ name: 'A' }] },
        album: { name: 'C', release_date: '2001-02-03', images: [{ url: 'https://i.scdn.co/image/x' }] },
        external_ids: { isrc: 'GBAYE0000001' },
      },
    ],
  },
};
const MUSICBRAINZ = {
  ...{
    id: 'r1',
    title: 'C',
    status: 'Official',
    date: '2001-02',
    'release-group': { id: 'g1', genres: [{ name: 'house' }] },
  },
  'label-info': [{ 'catalog-number': 'X 1', label: { name: 'L' } }],
  media: [
    {
      tracks: [
        {
          recording: {
            ...{ id: 'x1', title: 'Strings', disambiguation: 'live', length: 200_000, isrcs: ['GBAYE0000001'] },
            ...{ 'first-release-date': '2001', 'artist-credit': [{ name: 'A', joinphrase: ' & ' }, { name: 'B' }] },
            relations: [
              { type: 'remixer', artist: { name: 'D' } },
              { type: 'streaming', url: { resource: 'https://www.deezer.com/track/1' } },
              {
                ...{ type: 'performance', attributes: ['live'] },
                work: {
                  ...{ title: 'S', iswcs: ['T-010.140.236-1'] },
                  relations: [{ type: 'composer', artist: { name: 'E' } }],
                },
              },
            ],
          },
        },
      ],
    },
  ],
};
const PAGE = {
  ...{ title: 'Set', uploader: 'A', duration: 60, url: 'https://example.com/a.mp3', extractor: 'generic' },
  ...{ description: '00:00 A - B\n03:00 C - D', chapters: [{ start_time: 0, end_time: 30, title: 'A - B' }] },
  formats: [{ url: 'https://example.com/a.mp3', acodec: 'mp3', abr: 128 }],
};

/** By name: an answer as it comes, and what its reader makes of it. */
const ANSWERS: ReadonlyArray<[string, unknown, (text: string) => string | undefined]> = [
  [
    'ACRCloud',
    ACRCLOUD,
    (text) => complaintAbout(matchesOf(answerSchema.safeParse(parsed(text)).data?.metadata?.music ?? [], sample)),
  ],
  [
    'Shazam tag',
    SHAZAM_TAG,
    (text) => {
      const { data } = tagSchema.safeParse(parsed(text));
      return data && complaintAbout(matchesOfTag(data, sample));
    },
  ],
  [
    'Shazam match',
    SHAZAM_MATCH,
    (text) => {
      const { data } = shazamMatch.safeParse(parsed(text));
      return data && complaintAbout(matchesOfMatch(data, sample));
    },
  ],
  [
    'Spotify',
    SPOTIFY,
    (text) => {
      const items = searchSchema.safeParse(parsed(text)).data?.tracks.items ?? [];
      const match = { ...EVIDENCE, key: 'k' };
      return complaintAbout(items.flatMap((item) => trackOf(item) ?? []).map((track) => ({ ...match, track })));
    },
  ],
  [
    'MusicBrainz',
    MUSICBRAINZ,
    (text) => {
      const { data } = oneReleaseSchema.safeParse(parsed(text));
      const match = { ...EVIDENCE, key: 'k' };
      return data && complaintAbout(tracksOf(data).map(({ track }) => ({ ...match, track })));
    },
  ],
  [
    'page',
    PAGE,
    (text) => {
      parsePage(text, 'page');
      return undefined;
    },
  ],
  [
    'model',
    { verdicts: [{ id: 1, score: 0.5, reason: 'x' }] },
    (text) => {
      jsonIn(`<think>${text}</think> Here: ${text}`);
      return undefined;
    },
  ],
];

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random.next() * list.length)]!;

/** What may stand where something else was. */
const ODD: ReadonlyArray<(random: Random) => unknown> = [
  () => null,
  () => true,
  (random) => pick(random, [-1, 0, 1e300, -1e-300, 1e9, 2 ** 53, 0.1, -0]),
  (random) => pick(random, ['', ' ', '\0', 'a\0b', '\ud83d', '\u009b2J', '../../x', '__proto__', '-5', '1e999', 'NaN']),
  (random) => pick(random, ['x', '<', ' ', '?key', '\u0301']).repeat(5_000),
  () => [],
  () => ({}),
  () => [null, [[]], {}],
  (random) => Array.from({ length: 50 }, () => pick(random, ['a', 1, null, {}])),
  () => Array.from({ length: 60 }).reduce<unknown>((inner) => ({ a: inner }), 1),
];

/** A document with a few of its values changed, and now and then its letters too. */
function changed(document: unknown, random: Random): string {
  const copy = { document: structuredClone(document) };
  for (let changes = 1 + Math.floor(random.next() * 3); changes > 0; changes--) {
    let node: Record<string, unknown> = copy;
    for (let depth = 0; ; depth++) {
      const key = pick(random, Object.keys(node));
      if (key === undefined) break;
      const inner = node[key];
      const isInner = typeof inner === 'object' && inner !== null && Object.keys(inner).length > 0;
      if (isInner && (depth === 0 || random.next() < 0.8)) {
        node = inner as Record<string, unknown>;
        continue;
      }
      if (random.next() < 0.1) delete node[key];
      else node[key] = pick(random, ODD)(random);
      break;
    }
  }
  const text = JSON.stringify(copy.document) ?? '';
  return random.next() < 0.1 ? garbled(text, random) : text;
}

/** A text with a piece cut out, doubled or replaced. */
function garbled(text: string, random: Random): string {
  const [from, to] = [random.next(), random.next()].map((at) => Math.floor(at * text.length)).sort((a, b) => a - b);
  const between = pick(random, [
    '',
    text.slice(from, to).repeat(2),
    '\0',
    '['.repeat(3_000),
    '"',
    '\\',
    ' '.repeat(3_000),
  ]);
  return text.slice(0, from) + between + text.slice(to);
}

/** `--count 5000 --seed 1` */
export async function main(args: readonly string[]): Promise<void> {
  const option = (name: string, otherwise: number): number =>
    args.includes(name) ? Number(args[args.indexOf(name) + 1]) : otherwise;
  const found = await textFaults({ count: option('--count', 5000), seed: option('--seed', 1) });
  console.log(JSON.stringify(found, null, 2));
}
