import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENGINE_RATE, PeakFinder, PeakList, packPeaks, reprint, TrackPrinter } from '../../../src/fingerprint/index.js';
import type { TrackPrint } from '../../../src/fingerprint/types.js';
import { decode, type MusicFile } from '../music.js';
import type { MixPlan } from '../plan.js';
import { Random } from '../random.js';
import { renderMix } from '../render.js';
import { HARD, KINDS, type Kind, planHard } from './hard.js';

/** Tracks of a mix. */
const PLAYED = 10;

export interface Mix {
  kind: Kind;
  plan: MixPlan;
  peaks: Uint8Array;
}

/** Mixes of each kind, of tracks that are shuffled anew for each. What was made lies in the folder the next time. */
export async function makeMixes(
  files: readonly MusicFile[],
  folder: string,
  seeds: readonly number[],
  say: (text: string) => void,
): Promise<Mix[]> {
  mkdirSync(folder, { recursive: true });
  const made: Mix[] = [];
  for (const seed of seeds) {
    for (const [k, kind] of KINDS.entries()) {
      const path = join(folder, `${kind}-${seed}`);
      if (!existsSync(`${path}.json`)) {
        say(`Mixing ${kind} ${seed} …`);
        const random = new Random(seed * 1000 + k);
        const plan = planHard(kind, seed, random.shuffled(files).slice(0, PLAYED), random);
        await renderMix(plan, `${path}.mp3`, HARD[kind].treatment);
        writeFileSync(`${path}.peaks`, await peaksOf(`${path}.mp3`));
        rmSync(`${path}.mp3`);
        writeFileSync(`${path}.json`, JSON.stringify(plan));
      }
      const plan = JSON.parse(readFileSync(`${path}.json`, 'utf8')) as MixPlan;
      made.push({ kind, plan, peaks: new Uint8Array(readFileSync(`${path}.peaks`)) });
    }
  }
  return made;
}

async function peaksOf(path: string): Promise<Uint8Array> {
  const finder = new PeakFinder();
  const all = new PeakList();
  const take = ({ times, bands, levels }: ReturnType<PeakFinder['finish']>): void => {
    for (let i = 0; i < times.length; i++) all.add(times[i]!, bands[i]!, levels[i]!);
  };
  take(finder.push(await decode(path, ENGINE_RATE)));
  take(finder.finish());
  return packPeaks(all);
}

/** The print of a file, of which the peaks lie in the folder the next time. */
export async function printOf(file: MusicFile, folder: string): Promise<TrackPrint> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${file.name}.print`);
  if (!existsSync(`${path}.json`)) {
    const printer = new TrackPrinter();
    printer.push(await decode(file.path, ENGINE_RATE));
    const { length, seconds, peaks } = printer.finish();
    writeFileSync(path, peaks);
    writeFileSync(`${path}.json`, JSON.stringify({ length, seconds }));
  }
  const { length, seconds } = JSON.parse(readFileSync(`${path}.json`, 'utf8')) as { length: number; seconds: number };
  return reprint({ length, seconds, peaks: new Uint8Array(readFileSync(path)) });
}
