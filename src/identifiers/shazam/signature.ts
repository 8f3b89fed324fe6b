import { crc32 } from '../../files/checksum.js';
import { type Bands, findPeaks, type Peak } from './peaks.js';
import { HOP } from './spectrum.js';

export const RATE = 16_000;

export interface Signature {
  uri: string;
  /** Milliseconds of sound that it covers. */
  milliseconds: number;
  peaks: number;
}

/** What Shazam is asked with: the peaks of 16-kHz mono sound, packed. A tail shorter than a frame is left off. */
export function signatureOf(pcm: Int16Array): Signature {
  const bands = findPeaks(pcm);
  const samples = Math.floor(pcm.length / HOP) * HOP;
  const bytes = encodeSignature(bands, samples);
  return {
    uri: `data:audio/vnd.shazam.sig;base64,${Buffer.from(bytes).toString('base64')}`,
    milliseconds: Math.floor((samples / RATE) * 1000),
    peaks: bands.reduce((sum, band) => sum + band.length, 0),
  };
}

const HEADER = 48;
const MAGIC = 0xcafe2580;
const VERSION = 0x94119c00;
/** Number 3 of the format's sample rates, in the top five bits. */
const RATE_ID = 3 << 27;
/** The official extractor pads .24 s; the field counts it. */
const PADDING = Math.trunc(RATE * 0.24);
const FIXED = (15 << 19) + 0x40000;
const BLOCK = 0x40000000;
const FIRST_BAND = 0x60030040;

/** Little endian throughout: a header, then one block a band that has peaks, each padded to four bytes. */
export function encodeSignature(bands: Bands, samples: number): Uint8Array {
  const blocks = bands.map(encodeBand);
  const size = blocks.reduce((sum, block) => sum + (block.length > 0 ? 8 + padded(block.length) : 0), HEADER + 8);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(8, size - HEADER, true);
  view.setUint32(12, VERSION, true);
  view.setUint32(28, RATE_ID, true);
  view.setUint32(40, samples + PADDING, true);
  view.setUint32(44, FIXED, true);
  view.setUint32(48, BLOCK, true);
  view.setUint32(52, size - HEADER, true);
  let at = HEADER + 8;
  blocks.forEach((block, band) => {
    if (block.length === 0) return;
    view.setUint32(at, FIRST_BAND + band, true);
    view.setUint32(at + 4, block.length, true);
    bytes.set(block, at + 8);
    at += 8 + padded(block.length);
  });
  view.setUint32(4, crc32(bytes.subarray(8)), true);
  return bytes;
}

const padded = (length: number): number => Math.ceil(length / 4) * 4;

/** A peak is the frames since the last one, its magnitude and its frequency; a gap too long for a byte is told outright. */
function encodeBand(peaks: readonly Peak[]): Uint8Array {
  const bytes: number[] = [];
  let last = 0;
  for (const { t, magnitude, frequency } of peaks) {
    if (t - last >= 255) {
      bytes.push(255, t & 255, (t >>> 8) & 255, (t >>> 16) & 255, t >>> 24);
      last = t;
    }
    bytes.push(t - last, magnitude & 255, magnitude >>> 8, frequency & 255, frequency >>> 8);
    last = t;
  }
  return Uint8Array.from(bytes);
}
