import type { MixSound } from '../mix-sound.js';
import type { Tracklist } from '../tracklist.js';
import type { DeckTrack } from './deck.js';

export interface ExportOptions {
  /** The file's name without folder and extension, already safe. */
  baseName: string;
  /** Folder that the files will be written to, absolute: what relative paths are relative to. */
  folder: string;
  /** What the mix sounds like, for the formats that draw it; absent where nobody kept it. */
  sound?: DrawnSound | undefined;
  /** How the formats that are tables are written; each as it likes best when absent. */
  table?: TableOptions | undefined;
  /** What the sheets for royalty societies say and leave out. */
  sheet?: SheetOptions | undefined;
  /** Of the tracks' files that are there, by their paths, for the formats that ask for it. */
  files?: ReadonlyMap<string, KnownFile> | undefined;
}

export interface KnownFile {
  bytes: number;
  /** What DJ programs say of it, by their names. */
  decks: Readonly<Record<string, DeckTrack>>;
}

export interface SheetOptions {
  /** The station or service that played the mix. */
  sender?: string | undefined;
  /** Whether what rests on Shazam alone is a line, too. */
  shazamLines?: boolean;
}

/** Of the part of the mix that was heard. */
export type DrawnSound = Pick<MixSound, 'start' | 'waveform'>;

export interface TableOptions {
  /** Names of columns; `filled` stands for those that say something, `all` for every one. */
  columns?: readonly string[];
  /** Whether the file begins with a byte order mark, without which some spreadsheets take UTF-8 for something else. */
  byteOrderMark?: boolean;
}

export interface ExportedFile {
  /** Name without folder. */
  name: string;
  content: string | Uint8Array;
  /** It stands beside the first one, which is whole without it. */
  beside?: true;
}

export interface Exported {
  files: ExportedFile[];
  warnings: string[];
}

export interface Exporter {
  /** It draws the sound of the mix, which is read for it. */
  draws?: true;
  /** It says what only the disk and the user's DJ programs know of the tracks' files. */
  asksFiles?: true;
  /** Throws UsageError for options that it can't follow: they are tried before an hour's work. */
  check?(table: TableOptions): void;
  /** Throws ValidationError when the format can't say what the tracklist says. */
  export(tracklist: Tracklist, options: ExportOptions): Exported;
}
