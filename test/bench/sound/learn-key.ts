import { resample } from '../../../src/sound/resample.js';
import { ToneSpectra } from '../../../src/sound/tones/columns.js';
import { harmonyOf, type Picture } from '../../../src/sound/tones/harmony.js';
import { keyPiece, RATE as MADE_RATE } from './made/key-pieces.js';

/** Pieces to learn from; those beyond 1000 are measured on. */
const PIECES = 800;
const RATE = 11_025;
/** Numbers of a picture. Triads are small shares: they are weighed as if they were larger, so that the smoothing doesn't hold them back. */
const WIDTH = 48;
const TRIADS = 3;
const SMOOTHING = 3e-4;
const ROUNDS = 600;
const PACE = 0.05;

interface Lesson {
  /** Turned to each of the twelve roots. */
  turned: Float64Array[];
  key: number;
}

/** Prints profiles as they stand in src/sound/tones/profiles.ts: regression over the 24 keys, down the slope with Adam's steps (Kingma and Ba, 2015). */
export function learnKey(): void {
  const lessons: Lesson[] = [];
  for (let seed = 0; seed < PIECES; seed++) {
    const piece = keyPiece(seed);
    const spectra = new ToneSpectra(RATE);
    const whole = Int16Array.from(piece.sound, (value) => Math.round(value * 32_767));
    spectra.hear(resample(whole, MADE_RATE, RATE, 'sinc'));
    const columns = spectra.columns();
    const half = columns.count >> 1;
    const all = harmonyOf(columns, 0, columns.count);
    // Halves as well, and the whole as if it had no bass: a key is to be told of these, too.
    const bassless = all && { ...all, bass: new Float64Array(12) };
    for (const picture of [all, harmonyOf(columns, 0, half), harmonyOf(columns, half, columns.count), bassless]) {
      if (picture) lessons.push({ turned: turned(picture), key: piece.key });
    }
  }
  const weights = learnt(lessons);
  for (const [mode, name] of ['MAJOR', 'MINOR'].entries()) {
    const part = (i: number, scale: number) =>
      [...weights.subarray(mode * WIDTH + i * 12, mode * WIDTH + i * 12 + 12)]
        .map((w) => Number((w * scale).toFixed(2)))
        .join(', ');
    console.log(`export const ${name}: Profile = {`);
    console.log(`  bias: ${mode === 0 ? 0 : Number(weights[2 * WIDTH]!.toFixed(2))},`);
    console.log(`  upper: [${part(0, 1)}],\n  bass: [${part(1, 1)}],`);
    console.log(`  majorTriads: [${part(2, TRIADS)}],\n  minorTriads: [${part(3, TRIADS)}],\n};`);
  }
}

function turned({ upper, bass, triads }: Picture): Float64Array[] {
  const rows = [upper, bass, triads.subarray(0, 12), triads.subarray(12)];
  return Array.from({ length: 12 }, (_, root) =>
    Float64Array.from(
      { length: WIDTH },
      (_, i) => rows[Math.floor(i / 12)]![((i % 12) + root) % 12]! * (i < 24 ? 1 : TRIADS),
    ),
  );
}

/** The major profile, the minor one, and how much likelier minor is. */
function learnt(lessons: readonly Lesson[]): Float64Array {
  const weights = new Float64Array(2 * WIDTH + 1);
  const means = new Float64Array(weights.length);
  const squares = new Float64Array(weights.length);
  for (let round = 1; round <= ROUNDS; round++) {
    const slope = weights.map((weight) => 2 * SMOOTHING * weight);
    for (const { turned: pictures, key } of lessons) {
      const scores = Array.from({ length: 24 }, (_, k) => scoreOf(weights, pictures[k % 12]!, k < 12 ? 0 : 1));
      const best = Math.max(...scores);
      const odds = scores.map((score) => Math.exp(score - best));
      const all = odds.reduce((sum, value) => sum + value, 0);
      for (let k = 0; k < 24; k++) {
        const off = (odds[k]! / all - (k === key ? 1 : 0)) / lessons.length;
        const mode = k < 12 ? 0 : 1;
        const picture = pictures[k % 12]!;
        for (let i = 0; i < WIDTH; i++) slope[mode * WIDTH + i]! += off * picture[i]!;
        if (mode === 1) slope[2 * WIDTH]! += off;
      }
    }
    for (let i = 0; i < weights.length; i++) {
      means[i] = 0.9 * means[i]! + 0.1 * slope[i]!;
      squares[i] = 0.999 * squares[i]! + 0.001 * slope[i]! ** 2;
      const step = means[i]! / (1 - 0.9 ** round) / (Math.sqrt(squares[i]! / (1 - 0.999 ** round)) + 1e-8);
      weights[i]! -= PACE * step;
    }
  }
  return weights;
}

function scoreOf(weights: Float64Array, picture: Float64Array, mode: number): number {
  let score = mode === 0 ? 0 : weights[2 * WIDTH]!;
  for (let i = 0; i < WIDTH; i++) score += weights[mode * WIDTH + i]! * picture[i]!;
  return score;
}
