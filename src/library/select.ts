import { resolve, sep } from 'node:path';
import type { CatalogueEntry } from './catalogue/catalogue.js';
import { search } from './catalogue/search.js';

/** The tracks that a path means: the file itself, or everything in the folder, whether it exists any more or not. */
export function selectByPath(entries: readonly CatalogueEntry[], path: string): CatalogueEntry[] {
  const whole = resolve(path);
  const folder = whole.endsWith(sep) ? whole : whole + sep;
  return entries.filter(({ record }) =>
    [record.file, ...(record.copies ?? [])].some((place) => place.path === whole || place.path.startsWith(folder)),
  );
}

/** By path, else by id, else by search words: what `remove` and `list` are told. */
export function select(entries: readonly CatalogueEntry[], what: string): CatalogueEntry[] {
  const byPath = selectByPath(entries, what);
  if (byPath.length > 0) return byPath;
  const byId = entries.filter(({ record }) => record.id === what);
  return byId.length > 0 ? byId : search(entries, what);
}
