import type { ToneColumns } from './columns.js';

/** What key.ts weighs: three pictures of a stretch's harmony, each with a number for every semitone above C. */
export interface Picture {
  /** Cents from A = 440 Hz, -50 to 50. */
  tuning: number;
  /** From 0 (as in noise) to 1: whether tones lie on semitones rather than anywhere between. */
  inTune: number;
  /** Mean of what stands out in a column; nothing in silence. */
  strength: number;
  /** As many notes, all alike, would be as unlike each other in strength as these are: 1 in a hum. */
  notes: number;
  /** Each of length 1 in all, square roots of what stands out: so a tone that is always there doesn't hide the others. */
  upper: Float64Array;
  bass: Float64Array;
  /** How much of the time each triad sounds, the major ones first. */
  triads: Float64Array;
}

const NOTES = 12;
/** A part of the octave counts for a note from which it is less than so many semitones away, the less the further. */
const REACH = 0.6;
/** Chords last: columns beside one another (1.5 s) are looked at together, the middle one most. */
const WEIGHTS = [0.25, 0.75, 1, 0.75, 0.25];
/** How decidedly the likeliest triad is preferred to the next. */
const DECIDED = 20;
const TRIADS = [
  [0, 4, 7],
  [0, 3, 7],
];

/** Null where nothing stands out at all. */
export function harmonyOf(columns: ToneColumns, from: number, to: number): Picture | null {
  const { parts, tones } = columns;
  const sums = new Float64Array(2 * parts);
  for (let at = from * 2 * parts; at < to * 2 * parts; at++) sums[at % (2 * parts)]! += tones[at]!;
  const strength = sums.reduce((sum, value) => sum + value, 0) / Math.max(1, to - from);
  if (strength === 0) return null;
  const { tuning, inTune } = tuningOf(sums, parts);
  const fold = foldingOf(parts, tuning);
  const bass = folded(sums, 0, fold);
  const upper = folded(sums, parts, fold);
  const both = upper.map((value, note) => value + bass[note]!);
  const all = both.reduce((sum, value) => sum + value, 0);
  return {
    tuning: tuning * 100,
    inTune,
    strength,
    notes: all ** 2 / both.reduce((sum, value) => sum + value ** 2, 0),
    upper: normal(upper.map(Math.sqrt)),
    bass: normal(bass.map(Math.sqrt)),
    triads: triadsOf(columns, from, to, fold),
  };
}

/** In semitones. Three parts a semitone: what lies in the first, second and third of all semitones, seen as a circle, points at it. */
function tuningOf(sums: Float64Array, parts: number): { tuning: number; inTune: number } {
  let [x, y, total] = [0, 0, 0];
  for (let part = 0; part < parts; part++) {
    // The bass is read less exactly.
    const weight = sums[part]! / 2 + sums[parts + part]!;
    const angle = (2 * Math.PI * part * NOTES) / parts;
    x += weight * Math.cos(angle);
    y += weight * Math.sin(angle);
    total += weight;
  }
  return { tuning: Math.atan2(y, x) / (2 * Math.PI), inTune: total > 0 ? Math.hypot(x, y) / total : 0 };
}

/** For each part of the octave, how much it counts for each note. */
function foldingOf(parts: number, tuning: number): Float64Array {
  const fold = new Float64Array(parts * NOTES);
  for (let part = 0; part < parts; part++) {
    const place = (part * NOTES) / parts - tuning;
    for (const note of [Math.floor(place), Math.floor(place) + 1]) {
      fold[part * NOTES + ((note + NOTES) % NOTES)] = Math.max(0, 1 - Math.abs(place - note) / REACH);
    }
  }
  return fold;
}

function folded(row: ArrayLike<number>, start: number, fold: Float64Array): Float64Array {
  const notes = new Float64Array(NOTES);
  for (let at = 0, part = start; at < fold.length; part++) {
    const value = row[part]!;
    for (let note = 0; note < NOTES; note++, at++) notes[note]! += value * fold[at]!;
  }
  return notes;
}

function triadsOf({ parts, tones }: ToneColumns, from: number, to: number, fold: Float64Array): Float64Array {
  const rows: Float64Array[] = [];
  for (let column = from; column < to; column++) {
    const bass = folded(tones, column * 2 * parts, fold);
    rows.push(folded(tones, (column * 2 + 1) * parts, fold).map((value, note) => value + bass[note]!));
  }
  const shares = new Float64Array(2 * NOTES);
  let counted = 0;
  for (let column = 0; column < rows.length; column++) {
    const notes = new Float64Array(NOTES);
    for (const [i, weight] of WEIGHTS.entries()) {
      const row = rows[column + i - (WEIGHTS.length >> 1)];
      if (row) for (let note = 0; note < NOTES; note++) notes[note]! += weight * row[note]!;
    }
    const roots = normal(notes.map(Math.sqrt));
    if (roots.every((root) => root === 0)) continue;
    counted++;
    const likeness = Float64Array.from(shares, (_, triad) => {
      const steps = TRIADS[triad < NOTES ? 0 : 1]!;
      return steps.reduce((sum, step) => sum + roots[(triad + step) % NOTES]!, 0) / Math.sqrt(steps.length);
    });
    const best = Math.max(...likeness);
    const odds = likeness.map((value) => Math.exp(DECIDED * (value - best)));
    const all = odds.reduce((sum, value) => sum + value, 0);
    for (let triad = 0; triad < shares.length; triad++) shares[triad]! += odds[triad]! / all;
  }
  return shares.map((share) => share / Math.max(1, counted));
}

function normal(values: Float64Array): Float64Array {
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return length > 0 ? values.map((value) => value / length) : values;
}
