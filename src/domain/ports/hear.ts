import type { Heard } from '../heard.js';
import type { ToldOfSound } from '../told-sound.js';
import type { Track } from '../track.js';

/** A file of music that was listened to. */
export interface HeardFile {
  /** As its tags or its name say. */
  track: Track;
  heard: Heard;
  /** It was heard before, and is the same sound. */
  kept: boolean;
  told: ToldOfSound[];
  /** Where its sound broke off or is damaged. */
  damage?: string;
}

/** Listens to a file, or says what was heard of it before. */
export type HearFile = (path: string, signal: AbortSignal) => Promise<HeardFile>;
