import { inflateSync } from 'node:zlib';
import type { DeckCue, DeckGrid } from '../../domain/ports/deck.js';
import { positive } from '../values.js';

/** What Engine's analysis, and its user, left of a track: packed numbers. */
export interface Performance {
  trackData: Uint8Array | null;
  beatData: Uint8Array | null;
  quickCues: Uint8Array | null;
  loops: Uint8Array | null;
}

/** More than any analysis takes that is read here. */
const MOST_BYTES = 4 * 2 ** 20;
/** Eight on its players. */
const MOST_CUES = 64;
const MOST_MARKERS = 100_000;

/** What can't be read of it is as if it weren't there, and `isDamaged` says so. */
export function performanceIn(row: Performance): { cues: DeckCue[]; grid: DeckGrid[]; isDamaged: boolean } {
  const [track, beats, quickCues] = [row.trackData, row.beatData, row.quickCues].map(unpacked);
  const rate = rateOf(track) ?? rateOf(beats);
  return {
    cues: rate === undefined ? [] : [...quickCuesIn(quickCues, rate), ...loopsIn(row.loops, rate)],
    grid: gridIn(beats),
    isDamaged: [track, beats, quickCues].includes(null),
  };
}

/** Labels, big-endian places in samples (−1 for an empty button), and colours; behind them the main cue. */
function quickCuesIn(bytes: Unpacked, rate: number): DeckCue[] {
  const cues: DeckCue[] = [];
  const at = new Reading(bytes);
  const count = at.count(MOST_CUES, 'big');
  for (let hot = 0; hot < count; hot++) {
    const name = at.label();
    const start = at.double('big');
    const colour = at.colour();
    if (colour === null) return cues;
    if (start >= 0) cues.push({ kind: 'cue', ...(name && { name }), start: start / rate, hot, colour });
  }
  const main = at.double('big');
  // Else it is where the program itself put it: at the first sound.
  const isAdjusted = at.byte() === 1;
  if (isAdjusted && main >= 0) cues.unshift({ kind: 'load', start: main / rate });
  return cues;
}

/** These aren't packed, and little-endian. Their buttons are others than those of cues, so none is named. */
function loopsIn(blob: Uint8Array | null, rate: number): DeckCue[] {
  const cues: DeckCue[] = [];
  const at = new Reading(blob && Buffer.from(blob));
  const count = at.count(MOST_CUES, 'little');
  for (let left = count; left > 0; left--) {
    const name = at.label();
    const [start, end] = [at.double('little'), at.double('little')];
    const isSet = [at.byte(), at.byte()].every((flag) => flag === 1);
    const colour = at.colour();
    if (colour === null) break;
    if (isSet && start >= 0 && end > start) {
      cues.push({ kind: 'loop', ...(name && { name }), start: start / rate, end: end / rate, colour });
    }
  }
  return cues;
}

/** Markers, between each two of which the tempo is the same: the program's own, then those that its user has moved. */
function gridIn(beats: Unpacked): DeckGrid[] {
  const at = new Reading(beats);
  const rate = at.double('big');
  at.double('big');
  at.byte();
  const own = markersIn(at);
  const adjusted = markersIn(at);
  if (!positive(rate)) return [];
  const markers = adjusted.length > 1 ? adjusted : own;
  return markers.flatMap(({ sample, beat }, index) => {
    const next = markers[index + 1];
    const period = next && (next.sample - sample) / rate / (next.beat - beat);
    if (!period || !(period > 0) || !Number.isFinite(period)) return [];
    // The first marker is customarily a bar before the track.
    const later = Math.max(0, Math.ceil(-sample / rate / period));
    const place = (((beat + later) % 4) + 4) % 4;
    return [{ start: sample / rate + later * period, bpm: 60 / period, beat: place + 1 }];
  });
}

function markersIn(at: Reading): Array<{ sample: number; beat: number }> {
  const count = at.count(MOST_MARKERS, 'big');
  const markers: Array<{ sample: number; beat: number }> = [];
  for (let left = count; left > 0; left--) {
    const [sample, beat] = [at.double('little'), at.whole('little')];
    at.skip(8);
    if (at.isPast) return [];
    markers.push({ sample, beat });
  }
  return markers;
}

/** Both begin with the sample rate. */
function rateOf(bytes: Unpacked): number | undefined {
  const rate = new Reading(bytes).double('big');
  return rate >= 1000 && rate <= 1e6 ? rate : undefined;
}

/** Null for what is damaged. */
type Unpacked = Buffer | null | undefined;

/** Its length in four bytes, then zlib. */
function unpacked(blob: Uint8Array | null): Unpacked {
  if (!blob || blob.length <= 4) return Buffer.alloc(0);
  try {
    return inflateSync(blob.subarray(4), { maxOutputLength: MOST_BYTES });
  } catch {
    return null;
  }
}

type Order = 'big' | 'little';

/** Goes through bytes that may end anywhere: past their end are numbers that are none, and noughts. */
class Reading {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Unpacked) {
    this.#bytes = bytes ?? Buffer.alloc(0);
  }

  get isPast(): boolean {
    return this.#at > this.#bytes.length;
  }

  skip(count: number): void {
    this.#at += count;
  }

  byte(): number {
    return this.#bytes[this.#at++] ?? 0;
  }

  double(order: Order): number {
    const at = this.#take(8);
    if (at === null) return Number.NaN;
    return order === 'big' ? this.#bytes.readDoubleBE(at) : this.#bytes.readDoubleLE(at);
  }

  whole(order: Order): number {
    const at = this.#take(8);
    if (at === null) return Number.NaN;
    return Number(order === 'big' ? this.#bytes.readBigInt64BE(at) : this.#bytes.readBigInt64LE(at));
  }

  /** How many follow; none where that is no number that can be. */
  count(most: number, order: Order): number {
    const count = this.whole(order);
    return count >= 0 && count <= most ? count : 0;
  }

  label(): string {
    const length = this.byte();
    const at = this.#take(length);
    return at === null ? '' : this.#bytes.toString('utf8', at, at + length).trim();
  }

  /** Alpha, red, green, blue. */
  colour(): string | null {
    const at = this.#take(4);
    return at === null ? null : `#${this.#bytes.toString('hex', at + 1, at + 4)}`;
  }

  #take(count: number): number | null {
    const at = this.#at;
    this.#at += count;
    return this.isPast ? null : at;
  }
}
