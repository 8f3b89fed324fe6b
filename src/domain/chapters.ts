import { oneLine } from './text.js';
import { trackLabel, UNKNOWN_LABEL } from './track.js';
import type { Tracklist } from './tracklist.js';

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
  const chapters: Chapter[] = [];
  for (const entry of [...entries].sort((a, b) => a.start - b.start)) {
    const name = entry.track ? oneLine(trackLabel(entry.track)) || UNKNOWN_LABEL : UNKNOWN_LABEL;
    const last = chapters.at(-1);
    if (last && entry.start - last.start < SHORTEST) last.title = `${last.title} / ${name}`;
    else if (last && end - entry.start < SHORTEST) last.title = `${last.title} / ${name}`;
    else chapters.push({ start: last ? entry.start : 0, end, title: name });
  }
  for (const [at, chapter] of chapters.entries()) chapter.end = chapters[at + 1]?.start ?? end;
  return chapters;
}
