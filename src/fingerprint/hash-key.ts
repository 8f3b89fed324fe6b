import { AWAY_CELL_BITS, BAND_UNITS, FIRST_CELL_BITS, RATIO_CELL_BITS, REACH, SPAN_CELL_BITS } from './constants.js';

/**
 * How a hash lies in an index: a key of 27 bits, by which it is found, and a detail of 22, by which a hit is judged without its peaks.
 *
 *     key     second 7 · third 7 · ratio 4 · span 3 · first 6              (the cell that each field is in)
 *     detail  first 5 · span 6 · second 3 · third 3 · ratio 3 · time 2     (where in that cell it is)
 *
 * A change of speed or of pitch changes the span and the first peak's band and nothing else. So these are the key's lowest bits: the
 * keys that a change leads to lie beside each other in a sorted index, and all cells of the first band are one range.
 */
export interface Hash {
  /** When the first peak is, in quarters of a frame. */
  time: number;
  /** The first peak's band, in eighths. */
  first: number;
  /** Eighths of a band from the first peak to the second and to the third, shifted by AWAY_BIAS to be positive. */
  second: number;
  third: number;
  /** Where the second divides the span between the first and the third, in 128ths of it. */
  ratio: number;
  /** How long the span is, in 128ths of an octave above the shortest one. */
  span: number;
}

/** Half a cell more than the farthest, so that an unmoved band is in the middle of its cell. */
export const AWAY_BIAS = REACH * BAND_UNITS + BAND_UNITS / 2;

export const FIRST_BITS = 6;
export const SPAN_BITS = 3;
export const RATIO_BITS = 4;
export const AWAY_BITS = 7;
/** Where each field begins, from the lowest bit of the key. */
const SPAN_AT = FIRST_BITS;
const RATIO_AT = SPAN_AT + SPAN_BITS;
const THIRD_AT = RATIO_AT + RATIO_BITS;
const SECOND_AT = THIRD_AT + AWAY_BITS;

/** The bits of a quarter of a frame, which the positions of an index leave out. */
export const TIME_BITS = 2;
const RATIO_DETAIL_AT = TIME_BITS;
const THIRD_DETAIL_AT = RATIO_DETAIL_AT + RATIO_CELL_BITS;
const SECOND_DETAIL_AT = THIRD_DETAIL_AT + AWAY_CELL_BITS;
const SPAN_DETAIL_AT = SECOND_DETAIL_AT + AWAY_CELL_BITS;
const FIRST_DETAIL_AT = SPAN_DETAIL_AT + SPAN_CELL_BITS;

const FIRST_MASK = 2 ** FIRST_BITS - 1;
const FIRST_DETAIL_MASK = 2 ** FIRST_CELL_BITS - 1;
const SPAN_MASK = 2 ** SPAN_BITS - 1;
const SPAN_DETAIL_MASK = 2 ** SPAN_CELL_BITS - 1;
const RATIO_MASK = 2 ** RATIO_BITS - 1;
const RATIO_DETAIL_MASK = 2 ** RATIO_CELL_BITS - 1;
const AWAY_MASK = 2 ** AWAY_BITS - 1;
const AWAY_DETAIL_MASK = 2 ** AWAY_CELL_BITS - 1;
const TIME_MASK = 2 ** TIME_BITS - 1;

/** All of a key but the first peak's band, from the cells of the other fields. */
export function stemOf(second: number, third: number, ratio: number, span: number): number {
  return (
    (second << (SECOND_AT - FIRST_BITS)) |
    (third << (THIRD_AT - FIRST_BITS)) |
    (ratio << (RATIO_AT - FIRST_BITS)) |
    (span << (SPAN_AT - FIRST_BITS))
  );
}

/** The key of a stem and of a cell of the first peak's band. */
export function keyIn(stem: number, first: number): number {
  return (stem << FIRST_BITS) | first;
}

export function keyOfHash(h: Hash): number {
  const stem = stemOf(
    h.second >> AWAY_CELL_BITS,
    h.third >> AWAY_CELL_BITS,
    h.ratio >> RATIO_CELL_BITS,
    h.span >> SPAN_CELL_BITS,
  );
  return keyIn(stem, h.first >> FIRST_CELL_BITS);
}

export function detailOfHash(h: Hash): number {
  return (
    ((h.first & FIRST_DETAIL_MASK) << FIRST_DETAIL_AT) |
    ((h.span & SPAN_DETAIL_MASK) << SPAN_DETAIL_AT) |
    ((h.second & AWAY_DETAIL_MASK) << SECOND_DETAIL_AT) |
    ((h.third & AWAY_DETAIL_MASK) << THIRD_DETAIL_AT) |
    ((h.ratio & RATIO_DETAIL_MASK) << RATIO_DETAIL_AT) |
    (h.time & TIME_MASK)
  );
}

/** The fields of a posting again, from its key and its detail. */
export function firstOf(key: number, detail: number): number {
  return ((key & FIRST_MASK) << FIRST_CELL_BITS) | ((detail >> FIRST_DETAIL_AT) & FIRST_DETAIL_MASK);
}

export function spanOf(key: number, detail: number): number {
  return (((key >> SPAN_AT) & SPAN_MASK) << SPAN_CELL_BITS) | ((detail >> SPAN_DETAIL_AT) & SPAN_DETAIL_MASK);
}

export function secondOf(key: number, detail: number): number {
  return (((key >> SECOND_AT) & AWAY_MASK) << AWAY_CELL_BITS) | ((detail >> SECOND_DETAIL_AT) & AWAY_DETAIL_MASK);
}

export function thirdOf(key: number, detail: number): number {
  return (((key >> THIRD_AT) & AWAY_MASK) << AWAY_CELL_BITS) | ((detail >> THIRD_DETAIL_AT) & AWAY_DETAIL_MASK);
}

export function ratioOf(key: number, detail: number): number {
  return (((key >> RATIO_AT) & RATIO_MASK) << RATIO_CELL_BITS) | ((detail >> RATIO_DETAIL_AT) & RATIO_DETAIL_MASK);
}

/** The quarters of a frame that its position leaves out. */
export function quartersOf(detail: number): number {
  return detail & TIME_MASK;
}
