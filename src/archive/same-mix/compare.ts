import type { MixSound } from '../../domain/mix-sound.js';
import type { Span } from '../../domain/span.js';
import {
  alignmentOf,
  inCommon,
  questionOf,
  SECOND,
  type Signature,
  STRETCH,
  sharesAlong,
  signatureOf,
} from '../../fingerprint/index.js';

/** How a recording lies in a mix of the same sound. */
export interface Lying {
  /** Where its beginning is in the mix, in seconds of both: negative where it begins earlier. */
  at: number;
  /** What both have in common, in the mix's time. */
  common: Span;
  /** Of either, the share that the other one has. */
  ofRecording: number;
  ofMix: number;
}

/** Seconds by which a pair of hashes may lie off the distance that was found: two bins, and what clocks drift in hours. */
const NEAR = 8;
/** Hashes on one line, for the peaks to be compared at all. */
const FEWEST = 4;
/** Of a stretch of five seconds, this share of the peaks is the same in the worst encodings; other music has a tenth. */
const SAME = 0.35;

/** The question about a recording is made once. */
export type Asked = Pick<MixSound, 'start' | 'end' | 'peaks'> & { question: Signature };

export const asked = ({ start, end, peaks }: MixSound): Asked => ({ start, end, peaks, question: questionOf(peaks) });

/** Null where the two have no sound in common along one straight line. `near` is where the recording begins in the mix, by the sounds. */
export function lyingIn(recording: Asked, mix: MixSound, near: number): Lying | null {
  const all = inCommon(recording.question, signatureOf(mix.peaks));
  const on = all.xs.map((_, i) => i).filter((i) => Math.abs((all.ys[i]! - all.xs[i]!) / SECOND - near) <= NEAR);
  const found = alignmentOf({ xs: on.map((i) => all.xs[i]!), ys: on.map((i) => all.ys[i]!) });
  if (!found || found.support < FEWEST) return null;
  const { offset, slope } = found.alignment;
  const ofRecording = sharesAlong(recording.peaks, mix.peaks, { offset, slope });
  const ofMix = sharesAlong(mix.peaks, recording.peaks, { offset: -offset / slope, slope: 1 / slope });
  const same = [...ofMix.keys()].filter((i) => ofMix[i]! >= SAME);
  if (same.length === 0) return null;
  const common = { start: mix.start + same[0]! * STRETCH, end: mix.start + (same.at(-1)! + 1) * STRETCH };
  // Where the clocks differ it holds in the middle, and is off by a second at the ends of two hours.
  const middle = (common.start + common.end) / 2 - mix.start;
  const at = mix.start + middle - (recording.start + (middle - offset) / slope);
  return { at: Number(at.toFixed(3)), common, ofRecording: shareOf(ofRecording), ofMix: shareOf(ofMix) };
}

function shareOf(shares: Float32Array): number {
  const sounding = shares.filter((share) => !Number.isNaN(share));
  return sounding.length === 0 ? 0 : sounding.filter((share) => share >= SAME).length / sounding.length;
}
