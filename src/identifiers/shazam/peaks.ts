import { BINS, powerSpectra } from './spectrum.js';

export interface Peak {
  /** Frame: 1/125 s. */
  t: number;
  /** Logarithmic strength, 16 bits. */
  magnitude: number;
  /** 1/64 bin, 16 bits. */
  frequency: number;
}
/** Peaks by band, each in the order of time, then frequency. */
export type Bands = [Peak[], Peak[], Peak[], Peak[]];

/** Powers below it are silence; its logarithm is where magnitudes begin. */
const FAINTEST = 1 / 64;
const LOWEST_BIN = 10;
const HIGHEST_BIN = 1014;
/** A peak stands above everything this near. */
const BOX = { frames: 3, bins: 10 };
const STRIP = { frames: 45, bins: 1 };
const HZ_PER_STEP = 8000 / 1024 / 64;
const BAND_EDGES = [250, 520, 1450, 3500] as const;
const HIGHEST_HZ = 5500;

/** The loudest points of 16-kHz mono sound in time and frequency, as Shazam's signatures hold them. */
export function findPeaks(pcm: Int16Array): Bands {
  const { rows, frames } = powerSpectra(pcm);
  const bands: Bands = [[], [], [], []];
  for (let t = 0; t <= frames - STRIP.frames - 1; t++) {
    for (let bin = LOWEST_BIN; bin <= HIGHEST_BIN; bin++) {
      if (isPeak(rows, t, bin)) keep(bands, rows, t, bin);
    }
  }
  return bands;
}

/** The tests that reject most come first. */
function isPeak(rows: Float64Array, t: number, bin: number): boolean {
  const at = t * BINS + bin;
  const value = rows[at]!;
  if (value < FAINTEST || value <= rows[at - 1]! || value <= rows[at + 1]!) return false;
  return (
    above(rows, value, at, t, 0, 0, BOX.bins) &&
    above(rows, value, at, t, 1, BOX.frames, BOX.bins) &&
    above(rows, value, at, t, BOX.frames + 1, STRIP.frames, STRIP.bins)
  );
}

/** Whether a value stands above the rows `from` to `to` frames away on both sides, `reach` bins to either side. */
function above(
  rows: Float64Array,
  value: number,
  at: number,
  t: number,
  from: number,
  to: number,
  reach: number,
): boolean {
  for (let distance = from; distance <= to; distance++) {
    const later = at + distance * BINS;
    const earlier = t >= distance ? at - distance * BINS : -1;
    for (let side = -reach; side <= reach; side++) {
      if (distance === 0 && side === 0) continue;
      if (value <= rows[later + side]!) return false;
      if (earlier >= 0 && value <= rows[earlier + side]!) return false;
    }
  }
  return true;
}

function keep(bands: Bands, rows: Float64Array, t: number, bin: number): void {
  const at = t * BINS + bin;
  const middle = logarithm(rows[at]!);
  const below = logarithm(rows[at - 1]!);
  const beyond = logarithm(rows[at + 1]!);
  const curve = 2 * middle - below - beyond;
  const frequency = bin * 64 + (curve > 0 ? ((beyond - below) * 32) / curve : 0);
  const hz = frequency * HZ_PER_STEP;
  if (hz < BAND_EDGES[0] || hz > HIGHEST_HZ) return;
  const band = BAND_EDGES.findLastIndex((edge) => hz >= edge);
  bands[band]!.push({ t, magnitude: Math.trunc(middle), frequency: Math.trunc(frequency) });
}

function logarithm(power: number): number {
  return Math.log(Math.max(power, FAINTEST)) * 1477.3 + 6144;
}
