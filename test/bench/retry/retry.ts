import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Archive } from '../../../src/archive/archive.js';
import type { MixSound } from '../../../src/domain/mix-sound.js';
import type { Tracklist } from '../../../src/domain/tracklist.js';
import { PeakList, packPeaks } from '../../../src/fingerprint/index.js';
import { unpackPeaks } from '../../../src/fingerprint/peak-codec.js';
import { decodeAll, type Measured, measured } from '../measure.js';
import { type MusicFile, musicIn } from '../music.js';
import { planMix, VARIANTS } from '../plan.js';
import { Random } from '../random.js';
import { renderMix } from '../render.js';

/** Of the music, so much isn't in the library when the mixes are identified, and comes later. */
const LATER = 1 / 3;
/** Of the peaks of each copy of a mix, so many aren't there: no two mixes sound the same. */
const LOST = 0.05;

/**
 * An archive of so many hours, a third of them unknown: the sounds of a few mixes of real tracks, many times over, each time with other
 * peaks missing. Then the library gains what was missing, and all of it is gone over again.
 */
export async function main(args: string[], root: string): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      music: { type: 'string' },
      hours: { type: 'string', default: '1000' },
      mixes: { type: 'string', default: '3' },
      minutes: { type: 'string', default: '60' },
      rendered: { type: 'string' },
      scratch: { type: 'string', default: tmpdir() },
    },
  });
  if (!values.music) return console.log('node test/bench/retry/run.mjs --music DIR [--hours 1000] [--mixes 3]');
  const folder = mkdtempSync(join(resolve(values.scratch), 'tracklistify-retry-'));
  try {
    const bench = new Bench(root, folder);
    const random = new Random(7);
    const files = random.shuffled(await musicIn(values.music));
    const known = files.slice(Math.round(files.length * LATER));
    const later = files.slice(0, Math.round(files.length * LATER));
    await bench.run('library', 'add', ...pathsOf(known));
    const mixes: string[] = [];
    for (let at = 0; at < Number(values.mixes); at++) {
      // Rendering takes longer than all the rest: what lies in that folder is taken as it is.
      const path = join(values.rendered ?? folder, `mix-${at}.mp3`);
      mixes.push(path);
      if (existsSync(path)) continue;
      const own = new Random(100 + at);
      const tracks = own.shuffled(files).map((file) => ({ file, known: known.includes(file) }));
      await renderMix(planMix(VARIANTS[at % 3]!, 100 + at, Number(values.minutes), tracks, own), path);
    }
    await bench.run('identify', '--providers', 'library', '--no-files', ...mixes);
    const hours = await bench.grow(Number(values.hours));
    console.log(`${known.length} tracks in the library, ${later.length} to come; ${await bench.describe()}\n`);
    console.log('| | time | processor time | peak of memory | says |\n| --- | --- | --- | --- | --- |');
    // Of a made-up archive nothing is noted yet: this is what an archive of an earlier version takes once.
    bench.tell('never looked at, nothing new', await bench.run('retry', '--all', '--json'));
    bench.tell('nothing new', await bench.run('retry', '--all', '--json'));
    await bench.run('library', 'add', ...pathsOf(later.slice(0, 1)));
    bench.tell('one new track', await bench.run('retry', '--all', '--json'));
    await bench.run('library', 'add', ...pathsOf(later));
    bench.tell(`${later.length - 1} new tracks`, await bench.run('retry', '--all', '--json'));
    bench.tell('nothing new', await bench.run('retry', '--all', '--json'));
    const decoding = await decodeAll(mixes, 11_025, 2);
    const all = (decoding.wall / bench.hoursOf(mixes.length)) * hours;
    console.log(`\nPlain decoding of as many hours, reckoned from ${mixes.length} of the mixes: ${all.toFixed(0)} s.`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const pathsOf = (files: readonly MusicFile[]): string[] => files.map(({ path }) => path);

/** The built program with a home of its own. */
class Bench {
  readonly #program: string;
  readonly #home: string;
  readonly #archive: string;
  #first: Array<{ tracklist: Tracklist; sound: MixSound }> = [];

  constructor(root: string, folder: string) {
    this.#program = join(root, 'bin/tracklistify.js');
    this.#home = join(folder, 'home');
    this.#archive = join(folder, 'archive');
    mkdirSync(this.#home);
    const places = { HOME: this.#home, XDG_DATA_HOME: this.#home, XDG_CACHE_HOME: this.#home };
    Object.assign(process.env, places, { TRACKLISTIFY_ARCHIVE_PATH: this.#archive });
  }

  async run(...args: string[]): Promise<Measured> {
    const run = await measured(process.execPath, [this.#program, ...args, '--quiet']);
    if (run.code !== 0) throw new Error(`${args[0]} ended with ${run.code}`);
    return run;
  }

  hoursOf(mixes: number): number {
    return this.#first.slice(0, mixes).reduce((sum, { tracklist }) => sum + tracklist.duration, 0) / 3600;
  }

  /** Copies what is there until it is so many hours. */
  async grow(hours: number): Promise<number> {
    const archive = new Archive(this.#archive, Date.now);
    for (const { id } of (await archive.read()).all) {
      const kept = (await archive.get(id))!;
      this.#first.push({ tracklist: kept.tracklist, sound: (await archive.sound(kept))! });
    }
    let sum = this.hoursOf(this.#first.length);
    const random = new Random(11);
    for (let copy = 0; sum < hours; copy++) {
      const { tracklist, sound } = this.#first[copy % this.#first.length]!;
      const source = {
        ...tracklist.source,
        id: `copy ${copy}`,
        location: `/nowhere/${copy}.mp3`,
        name: `copy ${copy}`,
      };
      await archive.keep({ ...tracklist, source }, { sound: { ...sound, peaks: thinned(sound.peaks, random) } });
      sum += tracklist.duration / 3600;
    }
    return sum;
  }

  async describe(): Promise<string> {
    const { all } = await new Archive(this.#archive, Date.now).read();
    const seconds = all.reduce((sum, { duration }) => sum + duration, 0);
    const unknown = all
      .flatMap(({ played }) => played)
      .reduce((sum, { title, start, end }) => sum + (title === '' ? end - start : 0), 0);
    return `${all.length} mixes, ${(seconds / 3600).toFixed(0)} hours, ${((100 * unknown) / seconds).toFixed(0)} % unknown`;
  }

  tell(what: string, { wall, cpu, peak, stdout }: Measured): void {
    const { mixes, named, seconds } = JSON.parse(stdout) as { mixes: unknown[]; named: number; seconds: number };
    const said = `${mixes.length} mixes looked at, ${(seconds / 3600).toFixed(0)} h of sound, ${named} names`;
    console.log(`| ${what} | ${wall.toFixed(1)} s | ${cpu.toFixed(1)} s | ${peak.toFixed(0)} MB | ${said} |`);
  }
}

function thinned(packed: Uint8Array, random: Random): Uint8Array {
  const peaks = unpackPeaks(packed);
  const kept = new PeakList(peaks.length);
  for (let i = 0; i < peaks.length; i++) {
    if (random.next() >= LOST) kept.add(peaks.times[i]!, peaks.bands[i]!, peaks.levels[i]!);
  }
  return packPeaks(kept);
}
