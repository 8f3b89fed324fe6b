import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Cli } from './cli.js';
import { findDuplicates } from './duplicates.js';
import { calibrationError, type Groups, type Judged, judge, quantile, together } from './judge.js';
import { decodeAll } from './measure.js';
import { type MusicFile, musicIn } from './music.js';
import { ChromaprintPeer } from './peer-chromaprint.js';
import { planMix, VARIANTS, type Variant } from './plan.js';
import { makeQuery, QUERY_KINDS, type QueryFile } from './queries.js';
import { Random } from './random.js';
import { renderMix } from './render.js';
import { type Report, reportText } from './table.js';

const HELP = `Makes mixes of your music with known contents, and measures how well tracklistify names them.

  npm run build && npm run bench -- --music DIR

  --music DIR       folder of music; tracks under a minute are left out
  --also DIR        more music for the library, which is never played
  --minutes M       length of a mix (20)
  --mixes N         mixes of each variant (1)
  --variants A,B    of ${VARIANTS.join(', ')} (all)
  --unknown SHARE   of the tracks, left out of the library (0.3)
  --queries N       also N ten-second queries of each kind
  --seed S          (1)
  --peer chromaprint   also what fpcalc and a plain matcher find in the same mixes
  --json FILE       write the figures there too
  --keep DIR        keep the mixes and the index there
`;

export async function main(args: string[], root: string): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      music: { type: 'string' },
      also: { type: 'string' },
      minutes: { type: 'string', default: '20' },
      mixes: { type: 'string', default: '1' },
      variants: { type: 'string', default: VARIANTS.join(',') },
      unknown: { type: 'string', default: '0.3' },
      queries: { type: 'string', default: '0' },
      seed: { type: 'string', default: '1' },
      peer: { type: 'string' },
      json: { type: 'string' },
      keep: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const variants = values.variants.split(',') as Variant[];
  if (values.help || !values.music || variants.some((v) => !VARIANTS.includes(v))) {
    console.log(HELP);
    return values.help ? 0 : 2;
  }
  const folder = values.keep ? resolve(values.keep) : mkdtempSync(join(tmpdir(), 'tracklistify-bench-'));
  mkdirSync(folder, { recursive: true });
  try {
    const report = await bench({
      root,
      folder,
      music: resolve(values.music),
      also: values.also === undefined ? null : resolve(values.also),
      minutes: Number(values.minutes),
      mixes: Number(values.mixes),
      variants,
      unknown: Number(values.unknown),
      queries: Number(values.queries),
      seed: Number(values.seed),
      peer: values.peer === 'chromaprint',
    });
    console.log(`\n${reportText(report)}`);
    if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
    return 0;
  } finally {
    if (!values.keep) rmSync(folder, { recursive: true, force: true });
  }
}

interface Options {
  root: string;
  folder: string;
  music: string;
  also: string | null;
  minutes: number;
  mixes: number;
  variants: Variant[];
  unknown: number;
  queries: number;
  seed: number;
  peer: boolean;
}

async function bench(options: Options): Promise<Report> {
  const { folder, seed } = options;
  const say = (text: string): void => console.error(text);
  const random = new Random(seed);
  const files = await musicIn(options.music);
  const others = options.also === null ? [] : await musicIn(options.also);
  say(`${files.length} tracks of a minute and more to play, ${others.length} others. Looking for duplicates …`);
  const groups = await findDuplicates([...files, ...others]);
  const unknown = leftOut(random.shuffled(files), options.unknown, groups);
  const played = files.filter((file) => !unknown.has(file.name));
  const known = [...played, ...others.filter((file) => !unknown.has(file.name))];
  const hours = known.reduce((sum, file) => sum + file.seconds, 0) / 3600;
  const paths = new Map(known.map((file) => [file.path, file.name]));
  const nameOf = (path: string): string => paths.get(path) ?? path;

  say(`Adding ${known.length} of them, ${hours.toFixed(1)} hours …`);
  const jobs = availableParallelism();
  const cli = new Cli(options.root, join(folder, 'index'));
  const adding = await cli.add([...paths.keys()]);
  const decoding = await decodeAll([...paths.keys()], 11_025, jobs);
  const stats = await cli.stats();
  const peer = options.peer ? new ChromaprintPeer() : null;
  await peer?.add(known);

  const judged = new Map<Variant, Judged[]>();
  const peerJudged = new Map<Variant, Judged[]>();
  const identifying = { wall: 0, cpu: 0, peak: 0, seconds: 0 };
  const mixDecoding = { wall: 0, cpu: 0 };
  for (const variant of options.variants) {
    for (let m = 0; m < options.mixes; m++) {
      const own = new Random(seed * 1000 + m * 10 + VARIANTS.indexOf(variant));
      const order = own.shuffled(files).map((file) => ({ file, known: !unknown.has(file.name) }));
      const plan = planMix(variant, seed + m, options.minutes, order, own);
      const path = join(folder, `${variant}-${m + 1}.mp3`);
      say(`Mixing ${variant} ${m + 1}: ${plan.plays.length} tracks …`);
      await renderMix(plan, path);
      writeFileSync(path.replace(/mp3$/, 'json'), JSON.stringify(plan));
      const { run, said } = await cli.identify([path], nameOf);
      const plain = await decodeAll([path], 11_025, 1);
      identifying.wall += run.wall;
      identifying.cpu += run.cpu;
      identifying.peak = Math.max(identifying.peak, run.peak);
      identifying.seconds += plan.seconds;
      mixDecoding.wall += plain.wall;
      mixDecoding.cpu += plain.cpu;
      append(judged, variant, judge(plan, said[0] ?? [], groups));
      if (peer) append(peerJudged, variant, judge(plan, await peer.identify(path), groups));
    }
  }

  const queries = options.queries > 0 ? await runQueries(options, played, groups, cli, nameOf, random) : [];
  return {
    machine: `${jobs} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`,
    music: { tracks: files.length + others.length, library: known.length, hours, mixHours: identifying.seconds / 3600 },
    variants: [...judged].map(([name, parts]) => row(name, parts)),
    all: row('all', [...judged.values()].flat()),
    peer: [...peerJudged].map(([name, parts]) => row(name, parts)),
    queries,
    speed: {
      add: { wall: adding.wall, cpu: adding.cpu, decodingWall: decoding.wall, decodingCpu: decoding.cpu },
      identify: { ...identifying, decodingWall: mixDecoding.wall, decodingCpu: mixDecoding.cpu },
    },
    index: { ...stats },
  };
}

/** Takes tracks out until their share is reached, and with each all that hold the same recording. */
function leftOut(shuffled: readonly MusicFile[], share: number, groups: Groups): Set<string> {
  const out = new Set<string>();
  for (const file of shuffled) {
    if (out.size >= shuffled.length * share) break;
    out.add(file.name);
    for (const other of groups.get(file.name) ?? []) out.add(other);
  }
  return out;
}

async function runQueries(
  options: Options,
  played: readonly MusicFile[],
  groups: Groups,
  cli: Cli,
  nameOf: (file: string) => string,
  random: Random,
): Promise<Report['queries']> {
  const folder = join(options.folder, 'queries');
  mkdirSync(folder, { recursive: true });
  const rows: Report['queries'] = [];
  for (const kind of QUERY_KINDS) {
    const order = random.shuffled(played);
    const made: QueryFile[] = [];
    for (let i = 0; i < options.queries; i++) {
      const pair = [order[i % order.length]!, order[(i * 7 + 3) % order.length]!] as const;
      made.push(await makeQuery(kind, pair, folder, `${kind.replaceAll(/\W/g, '')}-${i}`, random));
    }
    const { said } = await cli.identify(
      made.map((query) => query.path),
      nameOf,
    );
    let right = 0;
    let wrong = 0;
    for (const [i, query] of made.entries()) {
      const best = [...(said[i] ?? [])].sort((a, b) => b.confidence - a.confidence)[0];
      if (!best) continue;
      if (query.tracks.some((name) => name === best.name || groups.get(name)?.has(best.name))) right++;
      else wrong++;
    }
    rows.push({ kind, asked: made.length, right, wrong });
  }
  return rows;
}

function append(map: Map<Variant, Judged[]>, variant: Variant, judged: Judged): void {
  map.set(variant, [...(map.get(variant) ?? []), judged]);
}

function row(name: string, parts: readonly Judged[]): Report['all'] {
  const all = together(parts);
  return {
    name,
    known: all.known,
    found: all.found,
    entries: all.entries,
    wrong: all.wrong,
    surestWrong: Math.max(0, ...all.wrong.map((entry) => entry.confidence)),
    missed: all.missed.map((play) => ({ name: play.file.name, start: play.start, end: play.end, speed: play.speed })),
    startMedian: quantile(all.startErrors, 0.5),
    startP90: quantile(all.startErrors, 0.9),
    speedMedian: quantile(all.speedErrors, 0.5),
    calibration: calibrationError(all.calls),
  };
}
