import type { Tracklist } from '../tracklist.js';
import type { ExportedFile } from './export.js';

/** How what stands under a file's name relates to the source that is written about. */
export type Standing =
  | 'free'
  /** Written by this program for this source, and nobody has touched it since. */
  | 'own'
  /** The same, but somebody has changed it. */
  | 'changed'
  /** Of another source, or not written by this program. */
  | 'foreign';

/** A name in the output folder, and what is known of a result that stands under it. */
export interface Place {
  readonly name: string;
  /** Whose result it is. */
  readonly whose: 'nobody' | 'ours' | 'others';
  /** Whether any file of it is there. */
  readonly stands: boolean;
  /** Taken by this source in this very run, and written to. */
  readonly isNew: boolean;
  /** What was written there last for this source, as far as that is known. */
  readonly written: Tracklist | null;
  /** The document there as a person has left it; null when it is as it was written, or isn't there. */
  readonly edited: Tracklist | null;
  /** Why a document there that somebody has changed can't be understood, as a sentence. */
  readonly problem: string | null;
  standing(file: string): Promise<Standing>;
}

/** The folder that one run writes its results to. */
export interface Outputs {
  /** Absolute. */
  readonly folder: string;
  /** Tries whether anything can be written, so that a refusal comes before an hour's work, and leaves no trace. Throws WriteError. */
  prepare(): Promise<void>;
  /** A file name without extension that is safe on every system, from whatever the source is called. */
  baseName(name: string): string;
  /** Absolute path of a file in it. */
  pathOf(file: string): string;
  /** One result at a time: what is seen in the folder holds until it is written to. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  /** What stands under a name. `source` are the keys that tell the source from all others. */
  look(name: string, source: readonly string[]): Promise<Place>;
  /** Takes a name for a source for the rest of this run. */
  reserve(place: Place, source: readonly string[]): void;
  /**
   * Does that, and remembers what will be written under it; the tracklist
   * is the document's, null where none is written.
   */
  announce(
    place: Place,
    source: readonly string[],
    tracklist: Tracklist | null,
    files: readonly ExportedFile[],
  ): Promise<void>;
  /**
   * Whole or not at all: a failure leaves what stood there before. Returns the absolute path; null when something stands
   * there and `replace` is false. Throws WriteError.
   */
  write(file: ExportedFile, source: readonly string[], replace: boolean): Promise<string | null>;
  /** Whether a file of this content stands there. */
  holds(file: ExportedFile, source: readonly string[]): Promise<boolean>;
  /** Takes away what is as it was written there, and forgets it. */
  clear(place: Place): Promise<void>;
}
