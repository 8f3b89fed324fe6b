import type { MixOf } from '../domain/ports/archive.js';
import type { DrawnSound, Exporter, ExportOptions, KnownFile } from '../domain/ports/export.js';
import type { Tracklist } from '../domain/tracklist.js';

/** What exporters may want to know that isn't in a tracklist. */
export interface Knowing {
  /** What a mix sounds like, for exporters that draw it; null where nobody kept that. */
  sound?: (mix: MixOf) => Promise<DrawnSound | null>;
  /** Of the tracks' files that are there, by their paths, for exporters that ask for them. */
  files?: (tracklist: Tracklist) => Promise<ReadonlyMap<string, KnownFile>>;
}

/** Read only where an exporter wants it: the sound of a long mix is megabytes, and each file is looked at. */
export async function knownFor(
  exporters: readonly Exporter[],
  { sound, files }: Knowing,
  tracklist: Tracklist,
): Promise<Pick<ExportOptions, 'sound' | 'files'>> {
  const drawn = exporters.some(({ draws }) => draws) ? await sound?.(tracklist.source) : null;
  const there = exporters.some(({ asksFiles }) => asksFiles) ? await files?.(tracklist) : null;
  return { ...(drawn && { sound: drawn }), ...(there && { files: there }) };
}
