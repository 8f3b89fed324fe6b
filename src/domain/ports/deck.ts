import type { ClaimList } from '../claim.js';
import type { Context } from './context.js';

/** A DJ program: what it keeps on a disk, and how that is read. Its writers are exporters. */
export interface Deck {
  /** What the registry, the settings and formats call it: `rekordbox`. */
  name: string;
  /** Its name for people: `Traktor`. */
  title: string;
  /** What of its own a file or folder is, by its name and first bytes; null for others'. */
  owns(file: LookedAt): DeckHolds | null;
  /** Where on this machine it keeps them: absolute paths, or patterns of such. */
  places(machine: Machine): string[];
  load(tools: DeckTools): Promise<DeckReader>;
}

export interface DeckTools {
  /** Where copies of databases go, which are deleted afterwards. */
  tempFolder: string;
}

/** A collection's tracks, the histories of what was played, or both in one file. */
export interface DeckHolds {
  collection?: true;
  history?: true;
}

export interface LookedAt {
  path: string;
  isFolder: boolean;
  /** Its first bytes, 4096 at most; none of a folder. */
  head: Uint8Array;
}

export interface Machine {
  /** As node has it: `darwin`, `win32`, `linux`. */
  platform: string;
  home: string;
  env: Readonly<Record<string, string | undefined>>;
  /** Roots of the other disks. */
  volumes: readonly string[];
}

/** Reads what is named, and never writes there. What is damaged is said by a warning that names file and place; the rest is read. */
export interface DeckReader {
  /** Every track of a collection, in no order. Memory stays bounded whatever its size. */
  collection?(path: string, context: Context): AsyncIterable<DeckTrack>;
  /** What it has written into an audio file, which is there: by where that is on this machine. */
  inFile?(path: string): Promise<InFile>;
  /** What was played, a list for each session. */
  history?(path: string, context: Context): Promise<ClaimList[]>;
}

/** Cues and beats, where an audio file has them. */
export type InFile = Pick<DeckTrack, 'cues' | 'grid'>;

/** What a DJ program knows of a track. */
export interface DeckTrack {
  /** Absolute, as the program's own system writes paths; null for what it streams. */
  file: string | null;
  /** Where it streams that from. */
  streamed?: string;
  title?: string;
  artists?: string[];
  remixers?: string[];
  album?: string;
  label?: string;
  genre?: string;
  comment?: string;
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
  releaseDate?: string;
  bpm?: number;
  /** Classic: `Am`, `F#m`, `Db`. */
  key?: string;
  /** Seconds. */
  duration?: number;
  /** Ascending. Exact by the program that made it only: others decode some files with another start. */
  grid?: DeckGrid[];
  cues?: DeckCue[];
  /** Crates and playlists that it is in, with their folders: `Peak time/Techno`. */
  crates?: string[];
  /** Traktor's names of the disk that it is on. */
  volume?: { name: string; id: string };
}

/** From here on beats come at this tempo, the first one being such a beat of its bar. */
export interface DeckGrid {
  start: number;
  bpm: number;
  /** 1 to 4. */
  beat?: number;
}

export interface DeckCue {
  kind: 'cue' | 'fade-in' | 'fade-out' | 'load' | 'loop';
  name?: string;
  /** Seconds of the track. */
  start: number;
  /** Of a loop. */
  end?: number;
  /** The button that it is on, from 0. */
  hot?: number;
  /** `#28e214` */
  colour?: string;
}
