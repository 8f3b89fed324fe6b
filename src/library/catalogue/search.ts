import { basename } from 'node:path';
import { type Fields, searchWords, searchWordsKindly } from '../../domain/word-search.js';
import type { KnownRecord } from '../facts/fill.js';

/** Where a word is found matters: a title weighs more than a folder of the same name. */
const FIELDS: Fields<{ record: KnownRecord }> = [
  [1, ({ record: r }) => r.title],
  [1, ({ record: r }) => r.artists.join(' ')],
  [0.8, ({ record: r }) => r.version ?? ''],
  [0.6, ({ record: r }) => r.album ?? ''],
  [0.5, ({ record: r }) => r.label ?? ''],
  [0.5, ({ record: r }) => (r.remixers ?? []).join(' ')],
  [0.5, ({ record: r }) => r.catalogueNumber ?? ''],
  [0.4, ({ record: r }) => (r.genres ?? []).join(' ')],
  [0.5, ({ record: r }) => (r.crates ?? []).join(' ')],
  [0.4, ({ record: r }) => r.releaseDate ?? ''],
  [0.4, ({ record: r }) => r.isrc ?? ''],
  [0.3, ({ record: r }) => basename(r.file.path)],
];

/** The records that have every word of the query in some field, best first; typing errors are forgiven. */
export const search = <T extends { record: KnownRecord }>(tracks: readonly T[], query: string): T[] =>
  searchWords(tracks, FIELDS, query);

/** The same for a search that only shows, which forgives more. */
export const searchKindly = <T extends { record: KnownRecord }>(tracks: readonly T[], query: string): T[] =>
  searchWordsKindly(tracks, FIELDS, query);
