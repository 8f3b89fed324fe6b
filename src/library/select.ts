import { resolve, sep } from 'node:path';
import type { CatalogueEntry } from './catalogue/catalogue.js';
import { search } from './catalogue/search.js';
import type { KnownRecord } from './facts/fill.js';
import type { TrackRecord } from './store/records.js';

/** The tracks that a path means: the file itself, or everything in the folder, whether it exists any more or not. */
export function selectByPath(entries: readonly CatalogueEntry[], path: string): CatalogueEntry[] {
  const whole = resolve(path);
  const folder = whole.endsWith(sep) ? whole : whole + sep;
  return entries.filter(({ record }) =>
    [record.file, ...(record.copies ?? [])].some((place) => place.path === whole || place.path.startsWith(folder)),
  );
}

export interface Selected {
  /** How it was understood: words may find more than was meant. */
  by: 'path' | 'id' | 'words';
  entries: CatalogueEntry[];
}

/** What somebody names, as a path seen from `cwd`, else an id, else search words, which are looked for in all that is `known`. */
export function select(
  entries: readonly CatalogueEntry[],
  cwd: string,
  what: string,
  known: (records: readonly TrackRecord[]) => KnownRecord[],
): Selected {
  const byPath = selectByPath(entries, resolve(cwd, what));
  if (byPath.length > 0) return { by: 'path', entries: byPath };
  const byId = entries.filter(({ record }) => record.id === what);
  if (byId.length > 0) return { by: 'id', entries: byId };
  const records = known(entries.map(({ record }) => record));
  const searched = entries.map((entry, i) => ({ entry, record: records[i]! }));
  return { by: 'words', entries: search(searched, what).map(({ entry }) => entry) };
}
