import { SourceError } from '../../domain/errors.js';
import type { Emit } from '../../domain/events.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { AudioSource } from '../../domain/ports/source.js';
import type { FreeBytes } from '../room.js';
import type { Reach } from './web/address.js';
import type { Web } from './web/web.js';

/** What a source may need to open. Handed in by the wiring. */
export interface SourceTools {
  /** Path of the ffmpeg program. */
  ffmpeg: string;
  /** What relative paths count from; else the process's own. */
  cwd?: string;
  /** What programs are started with; nothing where none is given. */
  env?: Readonly<Record<string, string | undefined>>;
  stdin: NodeJS.ReadableStream;
  /** Folder for what has to be spooled. */
  tempFolder: string;
  signal?: AbortSignal;
  /** Samples a second at which the whole will be read in one go: decoding begins when the file is opened. */
  ahead?: number | undefined;
  /** And that the sound as it is will be wanted as well. */
  aheadFull?: boolean | undefined;
  /** The way to the network, one for each source, closed with it; absent where only files are opened. */
  makeWeb?: () => Promise<Web>;
  /**
   * `anywhere` for a location that the user named; `public` for one that a file named: no private address, nothing but a regular
   * local file.
   */
  reach: Reach;
  /** Path of the yt-dlp program; else it is looked for on the PATH. */
  ytDlp?: string;
  /** What the user wants it told, checked. */
  ytDlpArgs?: readonly string[];
  /** Whether listeners' comments are read as well, by a second look at the page. */
  ytDlpComments?: boolean;
  /** A Node that it may run a page's JavaScript by; null where none is new enough. */
  node?: () => Promise<string | null>;
  /** Told how far fetching has come, and of what is wrong but doesn't stop it. */
  emit?: Emit;
  /** The system's where none is given. */
  clock?: Clock;
  /** How much room is left on a disk; the system's word where none is given. */
  free?: FreeBytes;
}

export type OpenSource = (location: string, tools: SourceTools) => Promise<AudioSource>;

/** A kind of source: one file beside this one, and one line in the registry. */
export interface SourceKind {
  /** What `SourceInfo.kind` says. */
  name: string;
  accepts(location: string): boolean;
  load(): Promise<OpenSource>;
}

/** Somebody else's list or tracklist names what only the user may name. */
export function notNamed(what: string): SourceError {
  return new SourceError(
    `${what} isn't opened because a list or a saved tracklist says so: name it yourself, or allow it by --allow-private.`,
  );
}
