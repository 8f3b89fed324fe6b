import { NewerFormat, OlderFormat } from './store/damage.js';
import type { SegmentEntry } from './store/manifest.js';
import { SegmentFile } from './store/segment-file.js';
import type { Store } from './store/store.js';

/** Why a segment's prints can't be used. */
export type Ailment =
  /** Made by another version of the engine: whole, but of no use to this one. */
  | { kind: 'engine'; engine: string }
  /** Kept as an earlier version of the program kept them: to be written anew, which any adding or repairing does. */
  | { kind: 'older' }
  /** Written by a later version of the program. */
  | { kind: 'newer' }
  | { kind: 'damaged'; message: string };

/** What is wrong with a segment as far as opening it tells, or null. Opening reads its end only, so this is quick. */
export function ailmentOf(store: Store, segment: SegmentEntry, engine: string): Ailment | null {
  if (segment.engine !== engine) return { kind: 'engine', engine: segment.engine };
  try {
    const file = SegmentFile.open(store.printsPath(segment.name));
    const whole = file.footer.tracks === segment.tracks && file.footer.engine === segment.engine;
    file.close();
    return whole ? null : { kind: 'damaged', message: 'it is another one than the list of contents says' };
  } catch (error) {
    return ailmentFrom(error);
  }
}

export function ailmentFrom(error: unknown): Ailment {
  if (error instanceof NewerFormat) return { kind: 'newer' };
  if (error instanceof OlderFormat) return { kind: 'older' };
  const { code, message } = error as NodeJS.ErrnoException;
  return { kind: 'damaged', message: code === 'ENOENT' ? 'its file is missing' : message };
}
