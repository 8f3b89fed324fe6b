import { existsSync, writeFileSync } from 'node:fs';
import { Damage, NewerFormat, OlderFormat } from './store/damage.js';
import type { SegmentEntry } from './store/manifest.js';
import { openSource } from './store/open-segment.js';
import { damagedPath } from './store/paths.js';
import { UNKNOWN_ENGINE } from './store/rebuild.js';
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
  const foreign = foreignEngine(segment, engine);
  if (foreign) return foreign;
  try {
    openPrints(store, segment).close();
    if (existsSync(damagedPath(store.folder, segment.name))) throw new Damage('its prints were found damaged');
    return null;
  } catch (error) {
    return ailmentFrom(error);
  }
}

export function foreignEngine(segment: SegmentEntry, engine: string): Ailment | null {
  return segment.engine === engine || segment.engine === UNKNOWN_ENGINE
    ? null
    : { kind: 'engine', engine: segment.engine };
}

/** Opens a segment's prints, and makes sure that they are those which the list of contents speaks of. */
export function openPrints(store: Store, segment: SegmentEntry): SegmentFile {
  const file = SegmentFile.open(store.printsPath(segment.name));
  const { engine, tracks, postings, positions } = file.footer;
  const same =
    engine === segment.engine &&
    tracks === segment.tracks &&
    postings === segment.postings &&
    positions === segment.positions;
  if (same) return file;
  file.close();
  throw new Damage('it is another one than the list of contents says');
}

/** Reads every byte of a segment's prints that is ever used; says what is wrong with them, or null. */
export async function readThrough(store: Store, segment: SegmentEntry, signal: AbortSignal): Promise<Ailment | null> {
  try {
    const file = openSource(store.printsPath(segment.name));
    try {
      const cursor = file.cursor();
      let postings = 0;
      for (let block = 0; cursor.next(); block++) {
        postings += cursor.count;
        // Now and then Ctrl-C and the progress line get their turn.
        if (block % 4096 === 4095) await new Promise((resolve) => setImmediate(resolve));
        signal.throwIfAborted();
      }
      if (postings !== segment.postings) throw new Damage('it has another number of postings');
      for (let track = 0; track < file.table.count; track++) file.peaks(track);
      return null;
    } finally {
      file.close();
    }
  } catch (error) {
    signal.throwIfAborted();
    return ailmentFrom(error);
  }
}

/** Leaves a note of damage that opening doesn't show, so that the next adding makes these prints anew. */
export function noteDamage(store: Store, segment: string): void {
  try {
    writeFileSync(damagedPath(store.folder, segment), '');
  } catch {
    // A disk that can't be written keeps nobody from being answered; the damage has been said.
  }
}

export function ailmentFrom(error: unknown): Ailment {
  if (error instanceof NewerFormat) return { kind: 'newer' };
  if (error instanceof OlderFormat) return { kind: 'older' };
  const { code, message } = error as NodeJS.ErrnoException;
  return { kind: 'damaged', message: code ? (REASONS[code] ?? `its file can't be read, ${code}`) : message };
}

const REASONS: Record<string, string> = {
  ENOENT: 'its file is missing',
  EACCES: 'access to its file is denied',
  EPERM: 'access to its file is denied',
};
