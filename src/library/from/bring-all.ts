import { TracklistifyError } from '../../domain/errors.js';
import type { FilePlace } from '../store/records.js';
import { type BringingIn, bringIn, type Collection, type CollectionReport } from './bring-in.js';
import { FileFinder } from './find-files.js';

/** Collections of DJ programs, whose files are brought in. */
export interface From extends Pick<BringingIn, 'maps'> {
  collections: readonly Collection[];
  /** Told of each that can't be read; the others are. */
  failed(path: string, error: TracklistifyError): void;
}

/** The files of collections that are here; what those say of them is kept. */
export async function bringAll(
  { collections, maps, failed }: From,
  tools: Omit<BringingIn, 'maps' | 'finder'>,
): Promise<{ reports: CollectionReport[]; files: FilePlace[] }> {
  const finder = new FileFinder();
  const reports: CollectionReport[] = [];
  const files: FilePlace[] = [];
  for (const collection of collections) {
    try {
      const brought = await bringIn(collection, { ...tools, maps, finder });
      reports.push(brought.report);
      for (const file of brought.files) files.push(file);
    } catch (error) {
      tools.signal.throwIfAborted();
      // One that can't be read keeps nobody from reading the others.
      if (!(error instanceof TracklistifyError)) throw error;
      failed(collection.path, error);
    }
  }
  return { reports, files };
}

/** What is named in several ways is one file; in the order of their paths. */
export function onceEach(files: readonly FilePlace[]): FilePlace[] {
  return [...new Map(files.map((file) => [file.path, file])).values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
