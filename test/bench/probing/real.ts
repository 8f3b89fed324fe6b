/**
 * How far boundaries are off on real music: mixes are made of real tracks as the simulation says, the program's own code
 * listens to them and asks a simulated service, and every boundary is held against the middle of its transition.
 */
import { assemble } from '../../../src/app/assembly/assemble.js';
import { ask } from '../../../src/app/probing/ask.js';
import type { Sound } from '../../../src/domain/ports/analyse.js';
import type { SampleIdentifier } from '../../../src/domain/ports/identify.js';
import { SoundSketch } from '../../../src/sound/sketch.js';
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
  /** Of the changes that the sound tells of; one that is further off is no takeover. */
  changes: number[];
  /** Takeovers, and changes that aren't any. */
  takeovers: number;
  others: number;
}

/** A change this near to a takeover tells of it, in seconds. */
const TELLS = 25;

export async function errorsOf(mix: RealMix, service: Service, random: () => number): Promise<Errors> {
  const errors = noErrors();
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
    changes: () => sketch.changes(),
  };
  const changes = sketch.changes();
  for (const { takesOver } of mix.played.slice(1)) {
    const nearest = changes.map((time) => time - takesOver).sort((a, b) => Math.abs(a) - Math.abs(b))[0];
    if (nearest !== undefined && Math.abs(nearest) <= TELLS) errors.changes.push(nearest);
  }
  errors.takeovers = mix.played.length - 1;
  errors.others = changes.length - errors.changes.length;
  const ground = { start: 0, end: mix.seconds };
  const identifier: SampleIdentifier = {
    kind: 'sample',
    name: 'simulated',
    rate: 100,
    seconds: SAMPLE,
    identify: async (sample) => answerAt(mix.played, sample.mixTime, sample.duration / SAMPLE, service, random),
  };
  const context = { signal: new AbortController().signal, emit: () => {} };
  const { result } = await ask(SILENT, [identifier], { ...ground, matches: [], sound }, {}, context);
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

const noErrors = (): Errors => ({
  without: [],
  with: [],
  bySound: [],
  unknownWithout: [],
  unknownWith: [],
  changes: [],
  takeovers: 0,
  others: 0,
});

export async function printReal(folder: string): Promise<void> {
  const songs = songsIn(folder, 120, RATE);
  const service = { knows: 0.9, finds: 0.9 };
  const all = noErrors();
  for (let seed = 1; seed <= 12; seed++) {
    const random = dice(seed);
    const errors = await errorsOf(mixOf(songs, 14, random, { rate: RATE, knows: service.knows }), service, random);
    for (const name of ['without', 'with', 'bySound', 'unknownWithout', 'unknownWith', 'changes'] as const)
      all[name].push(...errors[name]);
    all.takeovers += errors.takeovers;
    all.others += errors.others;
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
  const told = (all.changes.length / all.takeovers).toFixed(2);
  const others = (all.others / all.takeovers).toFixed(2);
  const late = [0, 0.25, 0.5, 0.75, 1].map((share) => quantile(all.changes, share).toFixed(1));
  process.stdout.write(`changes: ${told} of the takeovers, ${others} others for each, late by ${late.join(' ')}\n`);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
