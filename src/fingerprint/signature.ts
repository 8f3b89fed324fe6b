import { AWAY_CELL_BITS, FAN_INDEX, type Fan, RATIO_CELL_BITS } from './constants.js';
import type { Hash } from './hash-key.js';
import { Hasher } from './hashes.js';
import { unpackPeaks } from './peak-codec.js';

/**
 * A sparse choice of the hashes of a recording at its exact speed, by which it is found again among thousands. Whether a hash is in it
 * is decided by the hash alone: so the same sound gives the same choice wherever a recording begins.
 */
export interface Signature {
  /** Each below 2 ** SIGNATURE_BITS. */
  hashes: Uint32Array;
  /** When each is, in quarters of a frame, ascending. */
  times: Uint32Array;
}

/** Of all hashes, one in 1024 is chosen: 12 a minute. Those that are chosen are told by so many bits. */
export const SIGNATURE_BITS = 22;
const CHOSEN = 2 ** SIGNATURE_BITS;
/**
 * Nothing is played faster or slower here, so the cells are finer than a key's: a band of the first peak and of the way to each of
 * the others, an eighth of an octave of the span, a sixteenth of it for where the middle peak divides it.
 */
const BAND_BITS = AWAY_CELL_BITS;
const SPAN_BITS = 4;
const RATIO_BITS = RATIO_CELL_BITS;
/** What is asked for may have gone into the neighbouring cell, if it is this near: quarters of a band, … */
const BAND_EDGE = 2;
const SPAN_EDGE = 3;
const RATIO_EDGE = 2;
/** And among more of the next peaks, since one may have come in between. */
const FAN_ASKED: Fan = { successors: 7, hashes: 8 };

/** What is kept of packed peaks. */
export function signatureOf(packed: Uint8Array): Signature {
  return gathered(packed, FAN_INDEX, (hash, take) => {
    const { first, second, third, ratio, span } = hash;
    take(mixed(first >> BAND_BITS, second >> BAND_BITS, third >> BAND_BITS, ratio >> RATIO_BITS, span >> SPAN_BITS));
  });
}

/** What is asked for: all that the same sound may have become in another encoding. */
export function questionOf(packed: Uint8Array): Signature {
  return gathered(packed, FAN_ASKED, (hash, take) => {
    const [first, firstEnd] = cells(hash.first, BAND_BITS, BAND_EDGE);
    const [second, secondEnd] = cells(hash.second, BAND_BITS, BAND_EDGE);
    const [third, thirdEnd] = cells(hash.third, BAND_BITS, BAND_EDGE);
    const [ratio, ratioEnd] = cells(hash.ratio, RATIO_BITS, RATIO_EDGE);
    const [span, spanEnd] = cells(hash.span, SPAN_BITS, SPAN_EDGE);
    for (let a = first; a <= firstEnd; a++)
      for (let b = second; b <= secondEnd; b++)
        for (let c = third; c <= thirdEnd; c++)
          for (let d = ratio; d <= ratioEnd; d++) for (let e = span; e <= spanEnd; e++) take(mixed(a, b, c, d, e));
  });
}

function gathered(
  packed: Uint8Array,
  fan: Fan,
  valuesOf: (hash: Hash, take: (value: number) => void) => void,
): Signature {
  const peaks = unpackPeaks(packed);
  const hasher = new Hasher();
  const hashes: number[] = [];
  const times: number[] = [];
  const take = (value: number): void => {
    if (value >= CHOSEN) return;
    hashes.push(value);
    times.push(hasher.hash.time);
  };
  const visit = (): void => valuesOf(hasher.hash, take);
  for (let i = 0; i < peaks.length; i++) hasher.hashesOf(peaks, i, fan, visit);
  return { hashes: Uint32Array.from(hashes), times: Uint32Array.from(times) };
}

/** The first and the last cell that a value may be in. */
const cells = (value: number, bits: number, edge: number): [number, number] => [
  Math.max(0, value - edge) >> bits,
  (value + edge) >> bits,
];

/** A number that is as good as random, and always the same for the same cells (the finaliser of MurmurHash3). */
function mixed(first: number, second: number, third: number, ratio: number, span: number): number {
  let value = Math.imul(first | (second << 8) | (third << 15) | (ratio << 22) | (span << 26), 0x9e3779b1);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
