import type { Catalogue } from './catalogue/catalogue.js';
import { type Found, findSegments } from './store/rebuild.js';
import { ORPHAN_AGE_MS, type Store } from './store/store.js';

/** A part of the library that no list of contents names, with tracks that nothing else holds. */
export interface Stray {
  found: Found;
  /** The places of its tracks that the library has already, or that can't be named. */
  known: ReadonlySet<number>;
}

/**
 * Parts that lie in the folder and that no list names: a run was killed before it could publish them, or the list that
 * named them is gone. Young ones may be on their way in.
 */
export async function unnamedParts(store: Store, now: number): Promise<Found[]> {
  const found = await findSegments(store.folder, store.named);
  return found.filter(({ written }) => now - written >= ORPHAN_AGE_MS);
}

export async function straysOf(store: Store, catalogue: Catalogue, now: number): Promise<Stray[]> {
  const strays: Stray[] = [];
  for (const found of await unnamedParts(store, now)) {
    if (!found.sound) continue;
    const known = new Set<number>();
    found.lines.forEach((line, track) => {
      if (!line || catalogue.byId(line.id) || catalogue.byPath(line.file.path)) known.add(track);
    });
    if (known.size < found.entry.tracks) strays.push({ found, known });
  }
  return strays;
}
