import { SourceError } from '../../domain/errors.js';
import type { AudioSource } from '../../domain/ports.js';

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
];

/** `https://…`, and not `C:\…`. */
export const isAddress = (location: string): boolean => /^[a-z][a-z0-9+.-]+:\/\//i.test(location);

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
  const open = await kind.load();
  return open(location, tools);
}

/** The address without user, password and the parts that may hold a token. */
export function withoutCredentials(location: string): string {
  if (!isAddress(location)) return location;
  return location.replace(/^([a-z][a-z0-9+.-]+:\/\/)[^/@]*@/i, '$1').replace(/[?#].*$/s, '');
}
