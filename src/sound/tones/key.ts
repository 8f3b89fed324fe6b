import type { HeardKey } from '../../domain/heard.js';
import type { ToneColumns } from './columns.js';
import { harmonyOf, type Picture } from './harmony.js';
import { MAJOR, MINOR } from './profiles.js';

const NOTES = 12;
/** A shorter stretch tells no key: 3 s. */
const FEWEST = 10;
/** What stands out in a column of music; noise has half of it, and silence nothing. */
const WEAKEST = 20;
/** Music lies upon the semitones as far as this, and uses so many notes; speech glides, and a hum is one note. */
const IN_TUNE = 0.2;
const NOTES_OF_MUSIC = 2.5;
/** A key that is less sure isn't told: a guess among 24 is right as often as .04. */
const LEAST_SURE = 0.1;

/** The key of columns [from, to): null where there are no tones, or where they tell none. */
export function keyOf(columns: ToneColumns, from: number, to: number): HeardKey | null {
  if (to - from < FEWEST) return null;
  const picture = harmonyOf(columns, from, to);
  if (!picture || picture.strength < WEAKEST) return null;
  const odds = likelihoods(picture);
  const [key, second] = [...odds.keys()].sort((a, b) => odds[b]! - odds[a]!);
  const confidence = odds[key!]! * musicality(picture);
  if (confidence < LEAST_SURE) return null;
  return { key: key!, confidence, second: second!, tuning: picture.tuning };
}

/** From 0 to 1. */
function musicality({ inTune, notes }: Picture): number {
  return Math.min(1, inTune / IN_TUNE) * Math.min(1, Math.max(0, notes - 1) / (NOTES_OF_MUSIC - 1));
}

/** Of each key, all together 1. */
function likelihoods({ upper, bass, triads }: Picture): number[] {
  const scores = Array.from({ length: 2 * NOTES }, (_, key) => {
    const { bias, ...profile } = key < NOTES ? MAJOR : MINOR;
    const root = key % NOTES;
    let score = bias;
    for (let step = 0; step < NOTES; step++) {
      const note = (root + step) % NOTES;
      score += profile.upper[step]! * upper[note]! + profile.bass[step]! * bass[note]!;
      score += profile.majorTriads[step]! * triads[note]! + profile.minorTriads[step]! * triads[NOTES + note]!;
    }
    return score;
  });
  const best = Math.max(...scores);
  const odds = scores.map((score) => Math.exp(score - best));
  const all = odds.reduce((sum, value) => sum + value, 0);
  return odds.map((value) => value / all);
}
