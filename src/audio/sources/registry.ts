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
  stdin: NodeJS.ReadableStream;
  /** Folder for what has to be spooled. */
  tempFolder: string;
  signal?: AbortSignal;
  /** Samples a second at which the whole is going to be asked for at once: a file is decoded from the moment it's opened. */
  ahead?: number | undefined;
  /** The way to the network, one for each source, closed with it; absent where only files are opened. */
  makeWeb?: () => Promise<Web>;
  /** `public` for a location that a file named and not the user: no private address, nothing but a regular local file. */
  reach?: Reach | undefined;
  /** Path of the yt-dlp program; else it is looked for on the PATH. */
  ytDlp?: string;
  /** Told how far fetching has come, and of what is wrong but doesn't stop it. */
  emit?: Emit;
  /** The system's where none is given. */
  clock?: Clock;
  /** How much room is left on a disk; the system's word where none is given. */
  free?: FreeBytes;
}

export type OpenSource = (location: string, tools: SourceTools) => Promise<AudioSource>;

/** A kind of source: one file beside this one, and one line below. */
export interface SourceKind {
  /** What `SourceInfo.kind` says. */
  name: string;
  accepts(location: string): boolean;
  load(): Promise<OpenSource>;
}

/** Asked in this order; the first that accepts opens it. */
export const SOURCE_KINDS: readonly SourceKind[] = [
  { name: 'stdin', accepts: (l) => l === '-', load: async () => (await import('./stdin.js')).openStdin },
  {
    name: 'file',
    accepts: (l) => !isAddress(l) || /^file:\/\//i.test(l),
    load: async () => (await import('./file.js')).openFile,
  },
  { name: 'web', accepts: isWebAddress, load: async () => (await import('./web/open.js')).openWeb },
];

/** `https://…`, and not `C:\…`. */
export const isAddress = (location: string): boolean => /^[a-z][a-z0-9+.-]+:\/\//i.test(location);

/** What a browser would open; everything else that looks like an address is refused. */
export function isWebAddress(location: string): boolean {
  return /^https?:\/\//i.test(location);
}

export async function openSource(
  location: string,
  tools: SourceTools,
  kinds: readonly SourceKind[] = SOURCE_KINDS,
): Promise<AudioSource> {
  const kind = kinds.find((k) => k.accepts(location));
  if (!kind) {
    const known = kinds.map((k) => k.name).join(', ');
    throw new SourceError(
      `Nothing here opens "${withoutCredentials(location)}" (sources: ${known}). Download it and name the file.`,
    );
  }
  if (location === '-' && tools.reach === 'public') throw notNamed('Standard input');
  const open = await kind.load();
  return open(location, tools);
}

/** Somebody else's list or tracklist names what only the user may name. */
export function notNamed(what: string): SourceError {
  return new SourceError(
    `${what} isn't opened because a list or a saved tracklist says so: name it yourself, or allow it by --allow-private.`,
  );
}

/** The address without user, password and the parts that may hold a token. */
export function withoutCredentials(location: string): string {
  if (!isAddress(location)) return location;
  return location.replace(/^([a-z][a-z0-9+.-]+:\/\/)[^/@]*@/i, '$1').replace(/[?#].*$/s, '');
}
