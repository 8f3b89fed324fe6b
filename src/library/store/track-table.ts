import { Damage } from './damage.js';
import { type RecordPlace, TRACK_ROW_BYTES } from './segment-format.js';

const WORDS = TRACK_ROW_BYTES / 4;

/** The tracks of a segment: their lengths, where each begins on the segment's time line, and where its parts lie. */
export class TrackTable {
  readonly lengths: Uint32Array;
  /** One longer than the tracks: the last is the segment's length. */
  readonly bases: Uint32Array;
  readonly #words: Uint32Array;

  constructor(words: Uint32Array, { tracks, positions }: { tracks: number; positions: number }, peaksEnd: number) {
    if (words.length !== tracks * WORDS) throw new Damage('the track table has another length');
    this.#words = words;
    this.lengths = new Uint32Array(tracks);
    this.bases = new Uint32Array(tracks + 1);
    let base = 0;
    for (let track = 0, at = 0; track < tracks; track++, at += WORDS) {
      const length = words[at]!;
      this.lengths[track] = length;
      this.bases[track] = base;
      base += length;
      if (words[at + 2]! + words[at + 3]! * 2 ** 32 + words[at + 4]! > peaksEnd)
        throw new Damage('peaks lie outside the file');
    }
    if (base !== positions) throw new Damage('the track table has another time line');
    this.bases[tracks] = base;
  }

  get count(): number {
    return this.lengths.length;
  }

  seconds(track: number): number {
    return new Float32Array(this.#words.buffer, this.#words.byteOffset + track * TRACK_ROW_BYTES + 4, 1)[0]!;
  }

  record(track: number): RecordPlace {
    const at = track * WORDS;
    return { offset: this.#words[at + 6]!, length: this.#words[at + 7]! };
  }

  peaksPlace(track: number): { offset: number; length: number; checksum: number } {
    const at = track * WORDS;
    const words = this.#words;
    return {
      offset: words[at + 2]! + words[at + 3]! * 2 ** 32,
      length: words[at + 4]!,
      checksum: words[at + 5]!,
    };
  }
}
