import { isPlacedByHand } from '../../domain/pieces.js';
import { lengthOf, type Span } from '../../domain/span.js';
import type { Entry, Tracklist, UnknownEntry } from '../../domain/tracklist.js';
import { isRefused } from './with-found.js';

/** What unknowns have become: entries of one tracklist before and after they were given their numbers. */
export interface Numbering {
  before: readonly Entry[];
  after: readonly Entry[];
}

/** Whether there is an unknown that has no number. */
export const lacksNumbers = ({ entries }: Tracklist): boolean =>
  entries.some((entry) => entry.kind === 'unknown' && entry.number === undefined);

/** The tracklist in which the same unknowns have become the same; the same one where none has. What a person called unknown gets no name. */
export function withNumbers(tracklist: Tracklist, { before, after }: Numbering): Tracklist {
  const known = new Set(before);
  const fresh = after.filter((entry) => !known.has(entry));
  const become = (entry: UnknownEntry): Entry[] => {
    const isMeant = before.some((other) => other.kind === 'unknown' && isSpan(other, entry));
    const pieces = isMeant ? fresh.filter((other) => other.start >= entry.start && other.end <= entry.end) : [];
    const isName = ({ track }: Entry): boolean =>
      track !== null && (!!entry.corrected || isRefused(track, entry, tracklist));
    if (pieces.some(isName)) return [];
    return pieces.length > 1 && isPlacedByHand(entry, tracklist) ? [asOne(entry, pieces)] : pieces;
  };
  let changed = false;
  const entries = tracklist.entries.flatMap((entry) => {
    const pieces = entry.kind === 'unknown' && entry.number === undefined ? become(entry) : [];
    if (pieces.length === 0) return [entry];
    changed = true;
    return pieces.map((piece) => (entry.corrected ? { ...piece, corrected: true } : piece));
  });
  return changed ? { ...tracklist, entries } : tracklist;
}

/** Where a person has placed it, it is the longest of what is heard there. */
function asOne({ start, end }: UnknownEntry, pieces: readonly Entry[]): Entry {
  const longest = pieces.reduce((best, piece) => (lengthOf(piece) > lengthOf(best) ? piece : best));
  return { ...longest, start, end };
}

const isSpan = (a: Span, b: Span): boolean => a.start === b.start && a.end === b.end;
