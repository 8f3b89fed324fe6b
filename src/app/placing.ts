import type { Correction } from '../domain/correction.js';
import { correctionsBetween, markedBy, withCorrections } from '../domain/corrections.js';
import { withEnrichmentOf } from '../domain/enrichment/carry.js';
import type { OnExist } from '../domain/on-exist.js';
import { numberedBy, ownCorrections } from '../domain/own-numbers.js';
import type { Outputs, Place } from '../domain/ports/outputs.js';
import { stillSaid } from '../domain/taken-back.js';
import type { Tracklist } from '../domain/tracklist.js';
import { isPart, lossOf } from '../domain/worth.js';

/** A result on its way into a folder. */
export interface Run {
  tracklist: Tracklist;
  /** What the files are called after: the source's name, or the saved tracklist's. */
  name: string;
  /** Keys that tell the source from all others: two sources of one name get two names. */
  source: readonly string[];
  outputs: Outputs;
  onExist?: OnExist;
  /** It grows while it is written, and holds all that stands there: a broadcast's. */
  growing?: boolean;
  /** Path of the document that it was made from: everything in that one is in this one. */
  from?: string;
  /** It says all that is to be said: its owner has just changed it. */
  exact?: boolean;
  /** What a person has said of this mix elsewhere, or before its files were deleted. */
  kept?: readonly Correction[];
  /** Of the archive here, whose numbers those are; absent where the tracklist itself says whose it has. */
  numbering?: string | undefined;
}

/** `mix`, or `mix-2` where `mix` is another source's. */
export async function findPlace({ outputs, name, source, onExist, from }: Run): Promise<Place> {
  const base = outputs.baseName(name);
  for (let copy = 1; ; copy++) {
    const place = await outputs.look(copy === 1 ? base : `${base}-${copy}`, source);
    const isRead = from !== undefined && from === outputs.pathOf(`${place.name}.json`);
    if (place.whose !== 'others' || isRead || onExist === 'overwrite') return place;
  }
}

/** Takes the name that the results will have. */
export async function reservePlace(run: Run): Promise<void> {
  await run.outputs.exclusively(async () => run.outputs.reserve(await findPlace(run), run.source));
}

/** What stands there now, a person's changes included. */
export const currentOf = (place: Place): Tracklist | null => place.edited ?? place.written;

/** The result with all that people and models have said of an earlier one of the same source. */
export async function withWhatStands(run: Run, plain: Place): Promise<Tracklist> {
  const { outputs, source } = run;
  const part = await outputs.look(partName(plain.name, 1), source);
  const signs = [run.numbering, run.tracklist.numbering, ...[plain, part].map((place) => currentOf(place)?.numbering)];
  const numbering = signs.find((one) => one !== undefined);
  return numberedBy(withSaid(run, part, plain, numbering), numbering);
}

function withSaid(run: Run, part: Place, plain: Place, numbering: string | undefined): Tracklist {
  const { tracklist, outputs, from } = run;
  const own = tracklist.corrections ?? [];
  const saidIn = (place: Place): Correction[] => {
    const said = correctionsOf(place);
    return currentOf(place)?.numbering === numbering ? said : ownCorrections(said, [...own, ...(run.kept ?? [])]);
  };
  const [ofPart, ofPlain] = [saidIn(part), saidIn(plain)];
  const kept = from === undefined ? stillKept(run.kept ?? [], [part, plain]) : [];
  const corrections = together(kept, ofPart, ofPlain, own);
  if (from !== undefined) {
    if (corrections.length === 0) return tracklist;
    // What came of a document holds what was said in it, whatever has become of it since: only who said so is to be marked.
    const isPlain = from === outputs.pathOf(`${plain.name}.json`);
    const held = [...(isPlain ? ofPlain : []), ...own];
    const marked = markedBy(tracklist, held);
    const inIt = new Set(held.map((correction) => JSON.stringify(correction)));
    const more = corrections.filter((one) => one.kind !== 'removed' && !inIt.has(JSON.stringify(one)));
    return { ...withCorrections(marked, more), corrections };
  }
  const earlier = currentOf(plain);
  const measured = earlier ? withEnrichmentOf(earlier, tracklist) : tracklist;
  return withCorrections(measured, stillSaid(corrections, measured));
}

/** What was said elsewhere, without what a person has taken out of a document here. */
function stillKept(kept: readonly Correction[], places: readonly Place[]): Correction[] {
  const said = (tracklist: Tracklist | null): string[] =>
    (tracklist?.corrections ?? []).map((one) => JSON.stringify(one));
  const takenOut = places.flatMap(({ edited, written }) => {
    const still = new Set(said(edited));
    return edited ? said(written).filter((one) => !still.has(one)) : [];
  });
  const gone = new Set(takenOut);
  return kept.filter((one) => !gone.has(JSON.stringify(one)));
}

function correctionsOf({ edited, written }: Place): Correction[] {
  if (!edited) return written?.corrections ?? [];
  return [...(edited.corrections ?? []), ...(written ? correctionsBetween(written, edited) : [])];
}

/** What two lists have in common is said once. Within one list, what was said, taken back and said again counts again. */
function together(...lists: ReadonlyArray<readonly Correction[]>): Correction[] {
  const all: Correction[] = [];
  for (const list of lists) {
    const known = new Set(all.map((correction) => JSON.stringify(correction)));
    all.push(...list.filter((correction) => !known.has(JSON.stringify(correction))));
  }
  return all;
}

/**
 * The place itself; or one beside it, where a better result stands there. None for what was cut short and knows nothing that an
 * earlier part doesn't: else every interruption would leave a file.
 */
export async function roomFor(
  run: Run,
  plain: Place,
  tracklist: Tracklist,
): Promise<{ place: Place | null; note: string | null }> {
  const loss = run.growing || run.from !== undefined ? null : lossAt(run, plain, tracklist);
  if (loss === null) return { place: plain, note: null };
  const nothingNew = (place: Place) => ({
    place: null,
    note: `This holds nothing more than ${place.name}, which stays.`,
  });
  if (isKnownAt(plain, tracklist)) return nothingNew(plain);
  for (let copy = 1; ; copy++) {
    const place = await run.outputs.look(partName(plain.name, copy), run.source);
    if (place.whose === 'others') continue;
    if (lossAt(run, place, tracklist) !== null) {
      if (isKnownAt(place, tracklist)) return nothingNew(place);
      continue;
    }
    const force = isPart(tracklist) ? '' : ' --force replaces it all the same.';
    return { place, note: `The earlier ${plain.name} ${loss}, so it stays, and this went to ${place.name}.${force}` };
  }
}

/** Whether what was cut short has nothing that isn't in a result there already. */
function isKnownAt({ stands, ...place }: Place, tracklist: Tracklist): boolean {
  const standing = stands ? (place.edited ?? place.written) : null;
  if (standing === null || tracklist.complete) return false;
  return tracklist.entries.length === 0 || (isPart(standing) && lossOf(tracklist, standing) === null);
}

function lossAt({ onExist }: Run, place: Place, tracklist: Tracklist): string | null {
  const standing = place.stands && !place.isNew ? currentOf(place) : null;
  if (!standing) return null;
  // --force puts a result even in place of a better one; a part never takes the place of a whole.
  if (onExist === 'overwrite' && !(isPart(tracklist) && !isPart(standing))) return null;
  return lossOf(standing, tracklist);
}

/** Where a result goes that has a better one before it. */
export const partName = (name: string, copy: number): string => `${name}.partial${copy === 1 ? '' : `-${copy}`}`;

/** Which file of ours has this name: `mix.csv`, or `mix-2.csv` where what has the plain name isn't ours, or isn't any more. */
export async function standingOf(place: Place, file: string): Promise<{ own: string | null; changed: string | null }> {
  let changed: string | null = null;
  for (let copy = 1; ; copy++) {
    const name = copy === 1 ? file : `${place.name}-${copy}${file.slice(place.name.length)}`;
    const standing = await place.standing(name);
    // With a newer one beside it, a changed one is as its owner wants it.
    if (standing === 'own') return { own: name, changed: null };
    if (standing === 'free') return { own: null, changed };
    if (standing === 'changed') changed ??= name;
  }
}
