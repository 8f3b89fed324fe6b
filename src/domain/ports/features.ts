import type { Track } from '../track.js';

/** What a library knows of its tracks besides their names, as numbers to reckon with: of each column, entry n is about track n. */
export interface FeatureColumns {
  /** Bits: `HEARD`, `MIX`. */
  flags: Uint8Array;
  /** How long it is. */
  seconds: Float32Array;
  /** As it was heard, else as its tags say; 0 where nobody knows. */
  bpm: Float32Array;
  /** From 0 to 255; 0 for what tags say. */
  bpmConfidence: Uint8Array;
  /** As `musical-key.ts` counts; `NO_KEY` where nobody knows. */
  key: Uint8Array;
  /** From 0 to 255; 0 for what tags say. */
  keyConfidence: Uint8Array;
  /** In tenths, 10 to 100; 0 where nobody knows. */
  energy: Uint8Array;
  /** In hundredths of LUFS; `NO_LOUDNESS` where nobody knows. */
  loudness: Int16Array;
  /** How likely it is that somebody sings, from 0 to 254; `NO_VOCALS` where nobody knows. */
  vocals: Uint8Array;
  /** TIMBRE_SIZE numbers a track, from -127 to 127; all are 0 where nobody knows. */
  timbre: Int8Array;
  /** What tells names apart, the first of each; the same for spellings that mean the same, and 0 where there is none. */
  artist: Uint32Array;
  /** The recording as it is called: artist, title and version. */
  name: Uint32Array;
  /** The same without its version. */
  work: Uint32Array;
  label: Uint32Array;
  genre: Uint32Array;
  /** 0 where nobody knows. */
  year: Uint16Array;
}

/** It was heard: its figures are the sound's own. */
export const HEARD = 1;
/** It is the recording of a mix. */
export const MIX = 2;
export const NO_KEY = 255;
export const NO_LOUDNESS = -32_768;
export const NO_VOCALS = 255;

export interface FeatureTrack extends Track {
  id: string;
  /** Its file. */
  path: string;
}

/** All of a library's tracks, as they were when it was opened. */
export interface Features {
  readonly count: number;
  readonly columns: FeatureColumns;
  /** Who a track is: read from the disk; null where that is damaged. */
  track(index: number): FeatureTrack | null;
  /** Where a track is in the columns, by its id; -1 where it isn't there. */
  indexOf(id: string): number;
  /** The same by its file, or that of a copy. */
  indexOfPath(path: string): number;
  /** All tracks that have each of these words, as `fold` writes them, in their names, album or label; a word may be a part of one. */
  search(words: readonly string[]): number[];
  close(): void;
}
