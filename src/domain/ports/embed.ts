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

/** What is written into a file's tags of how it sounds; all other tags stay, chapters among them. */
export interface SoundTags {
  bpm?: number;
  /** As tags spell it: `Am`. */
  key?: string;
}

export interface EmbedRequest {
  /** Absolute paths. */
  from: string;
  to: string;
  /** Whether what stands there may go. */
  replace: boolean;
  embedding: Embedding | SoundTags;
  signal: AbortSignal;
}

/**
 * Makes a copy of an audio file with chapters and a tracklist in it: its sound and its other tags stay as they are. Resolves to what
 * the file can't hold, as sentences; to null where something stands in its place.
 */
export type EmbedAudio = (request: EmbedRequest) => Promise<string[] | null>;

export interface TagRequest {
  /** Absolute path. */
  path: string;
  tags: SoundTags;
  signal: AbortSignal;
}

/** Puts tags into a file in place, and keeps the file as it was beside it: resolves to where. */
export type TagInPlace = (request: TagRequest) => Promise<string>;
