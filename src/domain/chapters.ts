import { beginningTogether } from './beginning-together.js';
import { oneLine } from './text.js';
import { trackLabel, UNKNOWN_LABEL } from './track.js';
import type { Entry, Tracklist } from './tracklist.js';

/** A part of a mix as players jump to it: from one takeover to the next. */
export interface Chapter {
  /** Seconds. */
  start: number;
  end: number;
  title: string;
}

/** Players take no shorter ones, and show nothing of two that begin together. */
const SHORTEST = 1;

/**
 * The entries as chapters, which cover the mix without a gap and never overlap: what plays until the first one begins is part of
 * it, and each ends where the next begins. Those that begin within a second of each other are one, with both names.
 */
export function chaptersOf({ entries, duration }: Pick<Tracklist, 'entries' | 'duration'>): Chapter[] {
  const end = duration > 0 ? duration : Math.max(0, ...entries.map((entry) => entry.end));
  const inOrder = [...entries].sort((a, b) => a.start - b.start);
  const together = beginningTogether(inOrder, ({ start }) => start, { shortest: SHORTEST, end });
  const startOf = (at: number): number => (at === 0 ? 0 : (together[at]?.[0].start ?? end));
  return together.map((all, at) => ({ start: startOf(at), end: startOf(at + 1), title: nameOf(all) }));
}

const nameOf = (entries: readonly Entry[]): string =>
  entries
    .map((entry, i) => {
      const name = entry.track ? oneLine(trackLabel(entry.track)) || UNKNOWN_LABEL : UNKNOWN_LABEL;
      if (i === 0) return name;
      return entry.kind === 'track' && entry.layered ? ` w/ ${name}` : ` / ${name}`;
    })
    .join('');
