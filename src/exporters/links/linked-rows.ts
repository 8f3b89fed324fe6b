import { directLinks, type Link, searchesFor } from '../../domain/links.js';
import type { Tracklist } from '../../domain/tracklist.js';
import { type Row, rowsOf } from '../rows.js';

/** A row with the places where it can be heard or bought. */
export interface LinkedRow extends Row {
  /** Told by services: the recording itself. */
  direct: Link[];
  searches: Link[];
}

export const linkedRowsOf = (tracklist: Tracklist): LinkedRow[] =>
  rowsOf(tracklist).map((row) => {
    const { track } = row.entry;
    return { ...row, direct: track ? directLinks(track) : [], searches: track ? searchesFor(track) : [] };
  });
