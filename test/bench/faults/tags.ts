import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { headingOf } from '../../../src/domain/heading.js';
import { readPath } from '../../../src/domain/names/read-name.js';
import { tagsFrom } from '../../../src/library/scan/tags.js';
import { TAG_LIMITS } from '../../../src/library/tags/limits.js';
import type { ParsedTags } from '../../../src/library/tags/parse.js';
import { type TagReader, threadTagReader } from '../../../src/library/tags/reader.js';
import {
  apeWith,
  flacWith,
  id3Frame,
  mkaWith,
  mp3With,
  mp4Text,
  mp4With,
  nestedAtoms,
  oggWith,
  wavWith,
} from '../../support/hostile-tags.js';
import { Random } from '../random.js';
import type { FaultOptions } from './library.js';

export interface TagFaults {
  mutations: number;
  /** Files that made the reader fail, take too long or too much, or whose tags came out longer than they may. */
  wrong: number;
  /** Files that were given up by a limit. */
  givenUp: number;
  /** Names without a title, or with one that is longer than the name may be. */
  wrongNames: number;
  /** The first of them, to be looked at. */
  examples: string[];
  /** The most memory that the process held, in megabytes. */
  megabytes: number;
}

const picture = id3Frame('APIC', Buffer.concat([Buffer.from('\0image/png\0\x03\0', 'latin1'), Buffer.alloc(3_000, 7)]));
const chapter = id3Frame(
  'CHAP',
  Buffer.concat([Buffer.from('c1\0'), Buffer.alloc(16), id3Frame('TIT2', 'Chapter'), id3Frame('WXXX', 'a\0b')]),
);
const comments = ['TITLE=Title', 'ARTIST=Artist', 'BPM=124.5', 'INITIALKEY=8A', 'LYRICS=[00:01.00]a', 'DATE=1999'];
const pairs = comments.map((comment) => comment.split('=') as [string, string]);

/** Small files with tags of every kind, to be damaged. */
const SAMPLES: ReadonlyArray<readonly [name: string, content: Buffer]> = [
  ['a.mp3', mp3With([id3Frame('TIT2', 'Title'), id3Frame('TPE1', 'A\0B'), id3Frame('TBPM', '124'), picture, chapter])],
  [
    'b.mp3',
    mp3With([id3Frame('COMM', '\x03eng\0text'), id3Frame('USLT', '\x03eng\0[00:01.00]a'), id3Frame('PRIV', 'x')]),
  ],
  ['c.flac', flacWith(comments)],
  ['d.ogg', oggWith([...comments, `METADATA_BLOCK_PICTURE=${Buffer.alloc(400, 3).toString('base64')}`])],
  ['e.mp3', apeWith(pairs)],
  ['f.m4a', mp4With([mp4Text('\xa9nam', 'Title'), mp4Text('\xa9ART', 'Artist'), mp4Text('tmpo', '\0\x7c')])],
  [
    'g.wav',
    wavWith([
      ['INAM', 'Title'],
      ['IART', 'Artist'],
      ['ICRD', '1999'],
    ]),
  ],
  ['h.mka', mkaWith(pairs)],
  ['i.m4a', nestedAtoms(50)],
];

const whole = (random: Random, below: number): number => Math.floor(random.next() * below);
const oneOf = <T>(random: Random, list: readonly T[]): T => list[whole(random, list.length)]!;

/** What makes parsers stumble: sizes that lie, counts that don't fit, ends that come early, pieces that come again. */
const WAYS: Record<string, (bytes: Buffer, random: Random) => Buffer> = {
  'bytes changed': (bytes, random) => {
    for (let n = 1 + whole(random, 12); n > 0; n--) bytes[whole(random, bytes.length)] = whole(random, 256);
    return bytes;
  },
  'a size that lies': (bytes, random) => {
    const at = whole(random, bytes.length - 4);
    bytes.writeUInt32BE(oneOf(random, [0, 1, 7, 0x7f7f7f7f, 0x7fffffff, 0x80000000, 0xffffffff, bytes.length]), at);
    return bytes;
  },
  'a small size that lies': (bytes, random) => {
    bytes.writeUInt32LE(
      oneOf(random, [0, 1, 8, 255, 65_535, 0xffffffff, bytes.length]),
      whole(random, bytes.length - 4),
    );
    return bytes;
  },
  'cut off': (bytes, random) => bytes.subarray(0, whole(random, bytes.length)),
  'a piece missing': (bytes, random) => {
    const at = whole(random, bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + whole(random, 40))]);
  },
  'a piece many times': (bytes, random) => {
    const at = whole(random, bytes.length);
    const piece = bytes.subarray(at, at + 1 + whole(random, 200));
    const times = Array<Buffer>(1 + whole(random, 400)).fill(piece);
    return Buffer.concat([bytes.subarray(0, at), ...times, bytes.subarray(at)]);
  },
  'the head of another': (bytes, random) => {
    const [, other] = oneOf(random, SAMPLES);
    const at = whole(random, Math.min(bytes.length, other.length));
    return Buffer.concat([other.subarray(0, at), bytes.subarray(at)]);
  },
};

/** Damages the tags of small files in `count` ways and reads each through the program's own reader; and reads as many names. */
export async function tagFaults({ count, seed, from = 0, report }: FaultOptions, program: string): Promise<TagFaults> {
  const worker = pathToFileURL(join(dirname(dirname(resolve(program))), 'dist/tag-worker.js'));
  const folder = mkdtempSync(join(tmpdir(), 'tracklistify-tags-'));
  const reader = threadTagReader(worker);
  const found: TagFaults = { mutations: count, wrong: 0, givenUp: 0, wrongNames: 0, examples: [], megabytes: 0 };
  try {
    for (let number = from; number < from + count; number++) {
      // Each from a seed of its own: one can be repeated without those before it.
      const random = new Random(seed * 1_000_003 + number);
      const [name, content] = SAMPLES[number % SAMPLES.length]!;
      const way = oneOf(random, Object.keys(WAYS));
      const path = join(folder, name);
      writeFileSync(path, WAYS[way]!(Buffer.from(content), random));
      const wrong = await tryTags(reader, path, found);
      const wrongName = tryName(random);
      found.wrong += wrong ? 1 : 0;
      found.wrongNames += wrongName ? 1 : 0;
      const words = [wrong && `#${number} ${name}, ${way}: ${wrong}`, wrongName && `#${number} ${wrongName}`];
      if (found.examples.length < 20) found.examples.push(...words.filter((text) => text !== ''));
      found.megabytes = Math.max(found.megabytes, process.memoryUsage.rss() / 1e6);
      if ((number + 1) % 1000 === 0) report(`tags: ${number + 1 - from} of ${count} damaged, ${found.wrong} wrong`);
    }
    return found;
  } finally {
    await reader.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What went wrong, or nothing. A few kilobytes can't be slow or large to any honest parser. */
async function tryTags(reader: TagReader, path: string, found: TagFaults): Promise<string> {
  let parsed: ParsedTags;
  try {
    parsed = await reader.read(path, new AbortController().signal);
  } catch (error) {
    return `failed: ${(error as Error).message}`;
  }
  const { beyond, steps, common } = parsed;
  if (beyond) found.givenUp++;
  if (beyond === 'time' || beyond === 'memory') return `takes too much ${beyond}`;
  if (steps.reads > TAG_LIMITS.reads + 1) return `${steps.reads} reads`;
  const texts = Object.values(common)
    .flat()
    .filter((value) => typeof value === 'string');
  if (texts.length > 12 * TAG_LIMITS.perField) return `${texts.length} values`;
  if (texts.some((text) => text.length > TAG_LIMITS.text)) return 'a text too long';
  const { title, artists } = tagsFrom(common, path);
  return title === '' || artists.some((artist) => artist === '') ? 'an empty name' : '';
}

const WORDS = [
  '01',
  'A1',
  'AA',
  '8A',
  '124',
  'Artist',
  'Title',
  'VA',
  'feat.',
  'Remix',
  '99',
  '曲',
  '🎧',
  'www.a.com',
  'bpm',
  '(1)',
  '320',
];
const GLUE = [
  ' - ',
  '-',
  ' ',
  '_',
  '. ',
  ' (',
  ') ',
  ' [',
  '] ',
  '/',
  '--',
  ' – ',
  '  ',
  '\u0000',
  '\ud83c',
  '%20',
  '+-+',
];

function tryName(random: Random): string {
  let path = '';
  for (let n = 1 + whole(random, 14); n > 0; n--) path += oneOf(random, WORDS) + oneOf(random, GLUE);
  try {
    const { title, artists } = readPath(`/music/${path}.mp3`);
    headingOf({ name: path, kind: 'file', location: `/music/${path}.mp3` });
    return title === '' || title.length > path.length + 8 || artists.includes('') ? JSON.stringify([path, title]) : '';
  } catch (error) {
    return `${JSON.stringify(path)}: ${(error as Error).message}`;
  }
}

export async function main(args: readonly string[], program: string): Promise<void> {
  const option = (name: string, otherwise: number): number => {
    const at = args.indexOf(name);
    return at >= 0 ? Number(args[at + 1]) : otherwise;
  };
  const report = (line: string): void => void process.stdout.write(`${line}\n`);
  const options = { count: option('--count', 5000), seed: option('--seed', 1), from: option('--from', 0), report };
  const faults = await tagFaults(options, program);
  report(JSON.stringify(faults, null, 2));
  if (faults.wrong + faults.wrongNames > 0) process.exitCode = 1;
}
