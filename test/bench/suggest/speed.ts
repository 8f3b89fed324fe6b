import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { neighboursIn, tasteIn } from '../../../src/archive/played/count.js';
import { PlayedFile, writePlayed } from '../../../src/archive/played/played-file.js';
import { HEARD, NO_LOUDNESS } from '../../../src/domain/ports/features.js';
import { hashOf, nameHash, trackHashes } from '../../../src/files/name-hash.js';
import { writeFeatures } from '../../../src/library/heard/features-file.js';
import { HEARD_VERSION } from '../../../src/library/heard/shelf.js';
import { publishManifest } from '../../../src/library/store/manifest.js';
import { Random } from '../random.js';

const RUNS = 7;
const MIXES = 10_000;
const PER_MIX = 20;

/** What the built program takes from a cold start, with so many tracks and an archive of ten thousand mixes. */
export async function measureSpeed(root: string, scratch: string, rows: number): Promise<void> {
  const home = join(scratch, 'home');
  const library = join(home, 'tracklistify/library');
  mkdirSync(join(library, 'segments'), { recursive: true });
  const tracks = await madeUpLibrary(library, rows);
  const bin = join(root, 'bin/tracklistify.js');
  const env = { ...process.env, HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home };
  const run = (...args: string[]): { cpu: number; wall: number } => {
    const began = process.hrtime.bigint();
    const { status, stderr } = spawnSync(process.execPath, ['-e', CHILD, bin, ...args], { env, encoding: 'utf8' });
    const wall = Number(process.hrtime.bigint() - began) / 1e6;
    if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
    const [cpu] = stderr.match(/cpu (\d+)/)?.slice(1) ?? ['0'];
    return { cpu: Number(cpu) / 1000, wall };
  };
  const seed = tracks[Math.floor(rows / 2)]!;
  run('suggest', seed.path);
  await manyPlays(join(home, 'tracklistify/suggest/played'), tracks);
  console.log(`\n${rows} tracks, ${MIXES} mixes; medians of ${RUNS} runs in turn, ms`);
  const asked: Array<[string, string[]]> = [
    ['--version', ['--version']],
    ['config path', ['config', 'path']],
    ['config show', ['config', 'show']],
    ['suggest FILE', ['suggest', seed.path]],
    ['suggest WORDS', ['suggest', `${seed.artists[0]} ${seed.title}`]],
    ['suggest --to', ['suggest', seed.path, '--to', tracks[7]!.path]],
    ['suggest --set 90m', ['suggest', seed.path, '--set', '90m']],
  ];
  const all = asked.map(() => [] as Array<{ cpu: number; wall: number }>);
  for (let i = 0; i < RUNS; i++) for (const [at, [, args]] of asked.entries()) all[at]!.push(run(...args));
  const bare = median(all[0]!.map(({ cpu }) => cpu));
  for (const [at, [name]] of asked.entries()) {
    const [cpu, wall] = [median(all[at]!.map((one) => one.cpu)), median(all[at]!.map((one) => one.wall))];
    console.log(
      `${name.padEnd(18)} processor time ${cpu.toFixed(0).padStart(5)}  clock ${wall.toFixed(0).padStart(5)}  ${(cpu / bare).toFixed(1)} × --version`,
    );
  }
}

/** Says what its child took, which a parent of many couldn't tell apart. */
const CHILD = `
const { spawnSync } = require('node:child_process');
const { status, stderr } = spawnSync(process.execPath, process.argv.slice(1), { stdio: ['ignore', 'ignore', 'pipe'] });
const fs = require('node:fs');
const [, , , , , , , , , , , , , , , cutime, cstime] = fs.readFileSync('/proc/self/stat', 'utf8').replace(/\\(.*\\)/, 'x').split(' ');
process.stderr.write(String(stderr) + ' cpu ' + (Number(cutime) + Number(cstime)) * 10000);
process.exitCode = status;
`;

interface Track {
  id: string;
  path: string;
  title: string;
  artists: string[];
  label: string;
}

async function madeUpLibrary(folder: string, rows: number): Promise<Track[]> {
  const random = new Random(7);
  const word = (): string =>
    Array.from({ length: 6 }, () => String.fromCharCode(97 + Math.floor(random.next() * 26))).join('');
  const artists = Array.from({ length: rows / 20 }, () => `${word()} ${word()}`);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random.next() * all.length)]!;
  const tracks = Array.from({ length: rows }, (_, i): Track => {
    const id = i.toString(16).padStart(8, '0').repeat(3);
    return {
      id,
      path: `/music/${word()}/${i} ${word()}.flac`,
      title: `${word()} ${word()} ${i}`,
      artists: [pick(artists)],
      label: `${word().slice(0, 2)} Records`,
    };
  });
  const segment = {
    name: '0123456789abcdef',
    format: 1,
    engine: 'x',
    tracks: rows,
    postings: 0,
    positions: 0,
    bytes: 0,
  };
  await publishManifest(folder, 1, { format: 1, segments: [segment], changes: null, retired: [] });
  writeFeatures(join(folder, 'features'), { manifest: 1, heard: HEARD_VERSION, facts: '' }, tracks, (columns) => {
    tracks.forEach((track, row) => {
      const { name, work } = trackHashes(track);
      columns.flags[row] = HEARD;
      columns.seconds[row] = 200 + random.next() * 300;
      columns.bpm[row] = 85 + random.next() * 95;
      columns.key[row] = Math.floor(random.next() * 24);
      columns.energy[row] = 10 + Math.floor(random.next() * 90);
      columns.loudness[row] = NO_LOUDNESS;
      columns.path[row] = hashOf(track.path);
      columns.artist[row] = nameHash(track.artists[0]);
      columns.label[row] = nameHash(track.label);
      columns.genre[row] = 1 + Math.floor(random.next() * 40);
      [columns.name[row], columns.work[row]] = [name, work];
      for (let i = 0; i < 16; i++) columns.timbre[row * 16 + i] = Math.round(random.next() * 254 - 127);
    });
  });
  return tracks;
}

async function manyPlays(path: string, tracks: readonly Track[]): Promise<void> {
  const file = PlayedFile.open(path)!;
  const { state, at } = file.about;
  file.close();
  const random = new Random(8);
  const names = tracks.map((track) => trackHashes(track).name);
  const sessions = Array.from({ length: MIXES }, () => ({
    at: 0,
    plays: Array.from({ length: PER_MIX }, () => ({
      name: names[Math.floor(random.next() ** 2 * names.length)]!,
      bpm: 128,
      seconds: 240,
    })),
  }));
  await writePlayed(path, {
    state,
    at,
    mixes: MIXES,
    taste: tasteIn(sessions, null),
    neighbours: neighboursIn(sessions),
  });
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;
