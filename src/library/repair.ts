import { readFileSync } from 'node:fs';
import { stat, unlink } from 'node:fs/promises';
import type { Context } from '../domain/ports/context.js';
import { rawPath } from '../files/raw-path.js';
import type { Catalogue } from './catalogue/catalogue.js';
import { LostAndFound } from './lost-and-found.js';
import type { AddReport } from './scan/add.js';
import { walk } from './scan/walk.js';
import { filesOf } from './store/paths.js';
import type { FilePlace } from './store/records.js';
import { addSegment, removeTracks, type TrackPlace } from './store/state.js';
import type { Store } from './store/store.js';
import { type Stray, unnamedParts } from './strays.js';
import type { RepairReport, VerifyReport } from './verify.js';

export interface Repair {
  store: Store;
  catalogue: Catalogue;
  /** Epoch milliseconds. */
  now: number;
  addFiles: (files: readonly FilePlace[]) => Promise<AddReport>;
}

/**
 * Mends what verifying found. What reads well is never deleted: parts that no list names are taken in, and whatever is taken
 * out lies in a folder of its own afterwards.
 */
export async function repair({ store, catalogue, now, addFiles }: Repair, found: VerifyReport, context: Context) {
  const aside = new LostAndFound(store.folder, now);
  const before = catalogue.all().map(({ record }) => record);
  if (store.damaged) await store.commit((state) => state);
  const adopted = await adopt(store, found.strays);
  catalogue.follow(store.state);

  const damaged = found.unusable.filter(({ ailment }) => ailment.kind === 'damaged').map(({ segment }) => segment.name);
  for (const segment of damaged) await aside.keep(segment);
  const wanted = [...found.affected.map(({ file }) => file.path), ...(await readablePaths(store, catalogue))];
  const walked = await walk(wanted, context.signal);
  const added = await addFiles(walked.files);

  const nameless = await takeOut(store, catalogue, aside);
  const present = new Set(store.state.segments.map(({ name }) => name));
  for (const segment of damaged) if (present.has(segment)) await aside.release(segment);
  const swept = (await clearAway(store, catalogue, aside, now)) + (await store.sweep(now));

  const renewed = found.unusable.filter(
    ({ segment, ailment }) => ailment.kind === 'older' && !present.has(segment.name),
  );
  const gone = before.filter(({ id, file }) => !catalogue.byId(id) && !catalogue.byPath(file.path));
  const report: RepairReport = {
    ...added,
    renewed: renewed.reduce((sum, { segment }) => sum + segment.tracks, 0),
    adopted,
    nameless,
    lost: nameless + gone.length,
    waiting: walked.problems.length,
    takenOut: aside.report,
    swept,
  };
  return report;
}

/** Takes parts in that no list names, but for the tracks that the library has already. Returns how many tracks that brings. */
async function adopt(store: Store, strays: readonly Stray[]): Promise<number> {
  let tracks = 0;
  for (const { found, known } of strays) {
    const places = [...known].map((track): TrackPlace => ({ segment: found.entry.name, track }));
    await store.commit((state) => removeTracks(addSegment(state, found.entry), places, []));
    tracks += found.entry.tracks - known.size;
  }
  return tracks;
}

/** Paths that can still be made out in damaged lists, of files that are there: their tracks are told by their sound. */
async function readablePaths(store: Store, catalogue: Catalogue): Promise<string[]> {
  const segments = new Set(catalogue.nameless.map(({ segment }) => segment));
  const found: string[] = [];
  for (const segment of segments) {
    const text = readIfPossible(store.tracksPath(segment));
    const paths = [...text.matchAll(/"path":("(?:[^"\\]|\\.){1,4096}")/g)].flatMap(([, json]) => asText(json!));
    for (const path of paths) if (!catalogue.byPath(path) && (await isFile(path))) found.push(path);
  }
  return found;
}

/** What is left of a path may name the folder above it, or be no path at all. */
async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(await rawPath(path))).isFile();
  } catch {
    return false;
  }
}

function readIfPossible(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function asText(json: string): string[] {
  try {
    return [JSON.parse(json) as string];
  } catch {
    return [];
  }
}

/** Takes out the tracks that nobody can name any more. */
async function takeOut(store: Store, catalogue: Catalogue, aside: LostAndFound): Promise<number> {
  const { nameless } = catalogue;
  if (nameless.length === 0) return 0;
  for (const segment of new Set(nameless.map((place) => place.segment))) await aside.keep(segment);
  await store.commit((state) => removeTracks(state, nameless, []));
  catalogue.follow(store.state);
  return nameless.length;
}

/** Clears parts away that no list names: to the lost and found if anything in them can be read. Returns how many were deleted. */
async function clearAway(store: Store, catalogue: Catalogue, aside: LostAndFound, now: number): Promise<number> {
  let deleted = 0;
  for (const { entry, sound, lines } of await unnamedParts(store, now)) {
    if (sound || lines.some((line) => line && !catalogue.byId(line.id))) await aside.take(entry.name);
    else {
      for (const path of filesOf(store.folder, entry.name)) await unlink(path).catch(() => {});
      deleted++;
    }
  }
  return deleted;
}
