import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MusicFile } from '../music.js';
import { type MixPlan, planMix, VARIANTS } from '../plan.js';
import { Random } from '../random.js';
import { renderMix } from '../render.js';

/** Tracks of a mix, of which a third is unknown, … */
const PLAYED = 12;
const UNKNOWN = 4;
/** … and so many unknowns in all: each is in every second mix or so. */
const POOL = 8;

export interface Mix {
  plan: MixPlan;
  path: string;
}

/** Who is known and who isn't: the same for the same seed. */
export function divide(files: readonly MusicFile[], seed: number): { known: MusicFile[]; unknown: MusicFile[] } {
  const order = new Random(seed).shuffled(files);
  return { unknown: order.slice(0, POOL), known: order.slice(POOL) };
}

/** Mixes of each kind in which the same unknowns come again and again, rendered unless they lie there already. */
export async function makeMixes(
  files: readonly MusicFile[],
  folder: string,
  { seed, mixes }: { seed: number; mixes: number },
  say: (text: string) => void,
): Promise<Mix[]> {
  const { known, unknown } = divide(files, seed);
  const made: Mix[] = [];
  for (const [v, variant] of VARIANTS.entries()) {
    for (let m = 0; m < mixes; m++) {
      const random = new Random(seed * 1000 + m * 10 + v);
      const tracks = [
        ...random
          .shuffled(unknown)
          .slice(0, UNKNOWN)
          .map((file) => ({ file, known: false })),
        ...random
          .shuffled(known)
          .slice(0, PLAYED - UNKNOWN)
          .map((file) => ({ file, known: true })),
      ];
      const path = join(folder, `${variant}-${m + 1}.mp3`);
      const planned = path.replace(/mp3$/, 'json');
      if (existsSync(planned)) made.push({ path, plan: JSON.parse(readFileSync(planned, 'utf8')) as MixPlan });
      else {
        const plan = planMix(variant, seed + m, Number.POSITIVE_INFINITY, random.shuffled(tracks), random);
        say(`Mixing ${variant} ${m + 1} …`);
        await renderMix(plan, path);
        writeFileSync(planned, JSON.stringify(plan));
        made.push({ path, plan });
      }
    }
  }
  return made;
}
