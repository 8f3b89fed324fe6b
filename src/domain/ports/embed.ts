import type { Chapter } from '../chapters.js';

/** What is put into a copy of a mix's file. */
export interface Embedding {
  chapters: readonly Chapter[];
  /** The tracklist as people read it: a line a track. */
  text: string;
  /** A CUE sheet of it, of which players make chapters where a file has none. */
  cue: string;
  /** Of the mix; each is written only where the file says nothing of it. */
  title?: string;
  artist?: string;
}

export interface EmbedRequest {
  /** Absolute paths. */
  from: string;
  to: string;
  /** Whether what stands there may go. */
  replace: boolean;
  embedding: Embedding;
  signal: AbortSignal;
}

/**
 * Makes a copy of an audio file with chapters and a tracklist in it: its sound and its other tags stay as they are. Resolves to what
 * the file can't hold, as sentences; to null where something stands in its place.
 */
export type EmbedAudio = (request: EmbedRequest) => Promise<string[] | null>;
