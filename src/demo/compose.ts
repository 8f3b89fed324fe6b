import type { Drum } from './drums.js';
import { pick, type Random, seeded } from './random.js';
import { type Part, type Score, STEPS_PER_BAR } from './score.js';

/** Something to play. Times and lengths in sixteenths from the track's start. */
export type Event =
  | { kind: 'drum'; step: number; drum: Drum; velocity: number }
  | { kind: 'note'; step: number; part: number; midi: number; length: number; velocity: number };

const LOUD = 1;
const SOFT = 0.55;

/** Writes a score out into the events that it asks for: the same for the same score, whatever the tempo. */
export function compose(score: Score): Event[] {
  const random = seeded(score.seed);
  const tunes = score.parts.map((part) => (part.plays === 'melody' ? makeTune(random) : []));
  const events: Event[] = [];
  let bar = 0;
  for (const [index, section] of score.sections.entries()) {
    const last = bar + section.bars - 1;
    if (index > 0) events.push({ kind: 'drum', step: bar * STEPS_PER_BAR, drum: 'crash', velocity: 0.5 });
    for (; bar <= last; bar++) {
      const fill = bar === last && index < score.sections.length - 1 && section.plays.includes('snare');
      drumBar(score, section.plays, bar, fill, random, events);
      for (const [p, part] of score.parts.entries()) {
        if (section.plays.includes(part.name)) partBar(score, part, p, tunes[p]!, bar, random, events);
      }
    }
  }
  return events;
}

/** The character of a pattern at a step of a bar. */
function at(pattern: string, bar: number, step: number): string {
  return pattern[(bar * STEPS_PER_BAR + step) % pattern.length] ?? '.';
}

function drumBar(
  score: Score,
  plays: readonly string[],
  bar: number,
  fill: boolean,
  random: Random,
  events: Event[],
): void {
  for (const drum of ['kick', 'snare', 'hat', 'open', 'perc'] as const) {
    const pattern = score.drums[drum];
    if (!pattern || !plays.includes(drum)) continue;
    for (let step = 0; step < STEPS_PER_BAR; step++) {
      const stroke = at(pattern, bar, step);
      // A hand is never quite even: small percussion gets a stroke more here and there.
      const ghost = stroke === '.' && drum === 'perc' && random() < 0.08;
      if (stroke === '.' && !ghost) continue;
      if (fill && drum === 'kick' && step >= 12) continue;
      const velocity = (stroke === 'x' ? LOUD : ghost ? 0.3 : SOFT) * (0.9 + 0.1 * random());
      events.push({ kind: 'drum', step: bar * STEPS_PER_BAR + step, drum, velocity });
    }
  }
  if (!fill) return;
  for (let step = 12; step < STEPS_PER_BAR; step++) {
    const velocity = 0.35 + 0.15 * (step - 12);
    events.push({ kind: 'drum', step: bar * STEPS_PER_BAR + step, drum: 'snare', velocity });
  }
}

function partBar(
  score: Score,
  part: Part,
  index: number,
  tune: readonly number[],
  bar: number,
  random: Random,
  events: Event[],
): void {
  const root = score.progression[bar % score.progression.length]!;
  for (let step = 0; step < STEPS_PER_BAR; step++) {
    const stroke = at(part.pattern, bar, step);
    if (stroke === '.' || stroke === '-') continue;
    let length = 1;
    while (step + length < STEPS_PER_BAR && at(part.pattern, bar, step + length) === '-') length++;
    const velocity = stroke === 'o' ? SOFT : LOUD;
    const push = (scaleStep: number) => {
      const midi = midiOf(score, scaleStep) + 12 * part.octave;
      events.push({ kind: 'note', step: bar * STEPS_PER_BAR + step, part: index, midi, length, velocity });
    };
    if (part.plays === 'chord') for (const above of part.stack ?? [0, 2, 4]) push(root + above);
    else if (part.plays === 'notes') push(root + Number(stroke));
    else push(root + tuneStep(tune, bar, step, random));
  }
}

function midiOf(score: Score, scaleStep: number): number {
  const { scale, tonic } = score;
  const octave = Math.floor(scaleStep / scale.length);
  return tonic + scale[scaleStep - octave * scale.length]! + 12 * octave;
}

/** Four bars of steps above the chord's root, a walk that prefers the chord's own notes on the beat. */
function makeTune(random: Random): number[] {
  const tune: number[] = [];
  let height = pick(random, [0, 2, 4]);
  for (let step = 0; step < 4 * STEPS_PER_BAR; step++) {
    height += pick(random, [-2, -1, -1, 0, 1, 1, 2]);
    if (step % 4 === 0)
      height =
        pick(
          random,
          [0, 2, 4, 4, 7].filter((h) => Math.abs(h - height) <= 4),
        ) ?? 4;
    height = Math.max(-3, Math.min(9, height));
    tune.push(height);
  }
  return tune;
}

/** The tune as it is, but for the second half of every fourth bar, where it answers otherwise each time. */
function tuneStep(tune: readonly number[], bar: number, step: number, random: Random): number {
  const written = tune[(bar % 4) * STEPS_PER_BAR + step]!;
  return bar % 4 === 3 && step >= 8 ? pick(random, [0, 2, 4, 5, 7]) : written;
}
