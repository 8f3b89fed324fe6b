/**
 * How far boundaries are off on real music: mixes are made of real tracks as the simulation says, the program's own code
 * listens to them and asks a simulated service, and every boundary is held against the middle of its transition.
 */
import { assemble } from '../../../src/app/assembly/assemble.js';
import type { Sound } from '../../../src/app/assembly/sound.js';
import { SoundSketch } from '../../../src/app/hearing/sound-sketch.js';
import { ask } from '../../../src/app/probing/ask.js';
import type { SampleIdentifier } from '../../../src/domain/ports.js';
import { SILENT } from './measure.js';
import { mixOf, type RealMix, songsIn } from './real-mix.js';
import { answerAt, dice, SAMPLE, type Service, takesOverBefore } from './simulation.js';

const RATE = 11_025;

/** By how many seconds boundaries are late (early: negative). */
export interface Errors {
  /** Placed by offsets and lengths alone, and with the sound. */
  without: number[];
  with: number[];
  /** Of those alone that the sound has placed: what the simulation draws from. */
  bySound: number[];
  /** Of tracks that nobody knows. */
  unknownWithout: number[];
  unknownWith: number[];
}

export async function errorsOf(mix: RealMix, service: Service, random: () => number): Promise<Errors> {
  const errors: Errors = { without: [], with: [], bySound: [], unknownWithout: [], unknownWith: [] };
  const sketch = new SoundSketch(RATE);
  sketch.hear(mix.pcm);
  const sound: Sound = {
    takeover(...question) {
      const time = sketch.takeover(...question);
      const truth = takesOverBefore(mix.played, question[2].start);
      // Up to where a named track was heard; the others are about where one ends.
      const isArrival = question[0].end === question[2].start;
      if (isArrival && time !== null && truth !== null) errors.bySound.push(time - truth);
      return time;
    },
    isStrange: (...question) => sketch.isStrange(...question),
  };
  const ground = { start: 0, end: mix.seconds };
  const identifier: SampleIdentifier = {
    kind: 'sample',
    name: 'simulated',
    rate: 100,
    seconds: SAMPLE,
    identify: async (sample) => answerAt(mix.played, sample.mixTime, sample.duration / SAMPLE, service, random),
  };
  const context = { signal: new AbortController().signal, emit: () => {} };
  const { result } = await ask(SILENT, [identifier], { ...ground, matches: [] }, {}, context);
  const plain = assemble({ ...ground, ...result });
  const listening = assemble({ ...ground, ...result, sound });
  for (const [i, track] of mix.played.entries()) {
    // After a track that was found, since nothing parts two unknown ones.
    if (track.known || !mix.played[i - 1]?.known) continue;
    for (const [entries, list] of [
      [plain, errors.unknownWithout],
      [listening, errors.unknownWith],
    ] as const) {
      const entry = entries.find((e) => e.kind === 'unknown' && e.start < track.last && e.end > track.takesOver);
      if (entry && entries.some((e) => e.track?.title === mix.played[i - 1]!.name))
        list.push(entry.start - track.takesOver);
    }
  }
  for (const track of mix.played.slice(1)) {
    const [a, b] = [plain, listening].map((entries) => entries.find((e) => e.track?.title === track.name));
    if (!a || !b) continue;
    errors.without.push(a.start - track.takesOver);
    errors.with.push(b.start - track.takesOver);
  }
  return errors;
}

export async function printReal(folder: string): Promise<void> {
  const songs = songsIn(folder, 120, RATE);
  const service = { knows: 0.9, finds: 0.9 };
  const all: Errors = { without: [], with: [], bySound: [], unknownWithout: [], unknownWith: [] };
  for (let seed = 1; seed <= 12; seed++) {
    const random = dice(seed);
    const errors = await errorsOf(mixOf(songs, 14, random, { rate: RATE, knows: service.knows }), service, random);
    for (const name of Object.keys(all) as Array<keyof Errors>) all[name].push(...errors[name]);
  }
  const line = (name: string, values: number[]): string => {
    const off = values.map(Math.abs);
    return `${name.padEnd(28)}median ${quantile(off, 0.5).toFixed(1)} s, 90 % within ${quantile(off, 0.9).toFixed(1)} s\n`;
  };
  process.stdout.write(`${all.with.length} transitions between ${songs.length} tracks of ${folder}\n`);
  process.stdout.write(line('by offsets and lengths', all.without));
  process.stdout.write(line('and by the sound', all.with));
  process.stdout.write(line('unknown ones, by offsets', all.unknownWithout));
  process.stdout.write(line('and by the sound', all.unknownWith));
  const steps = Array.from({ length: 21 }, (_, i) => quantile(all.bySound, i / 20).toFixed(1));
  process.stdout.write(`errors of those by the sound, in steps of 5 %: ${steps.join(' ')}\n`);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
