import { beginningTogether } from '../domain/beginning-together.js';
import type { Tracklist } from '../domain/tracklist.js';
import { nameOf, type Row, rowsOf } from './rows.js';

/** A stretch of the mix in whole milliseconds, and what begins there: more than one where they begin together. */
export interface Stretch {
  start: number;
  end: number;
  rows: readonly [Row, ...Row[]];
}

const MILLISECONDS = 1000;
/** Players take no shorter chapters. */
const SHORTEST = MILLISECONDS;

/**
 * The mix cut where something begins, for formats in which nothing may overlap: ascending, each up to the next one and a second
 * long or longer, the last up to the end of what was heard.
 */
export function stretchesOf(tracklist: Tracklist): Stretch[] {
  const rows = rowsOf(tracklist);
  const startOf = (row: Row): number => milliseconds(row.start);
  const end = endAfter(Math.max(0, ...rows.map(startOf)), tracklist);
  const stretches = beginningTogether(rows, startOf, { shortest: SHORTEST, end });
  return stretches.map((together, i) => {
    const next = stretches[i + 1];
    return { start: startOf(together[0]), end: next ? startOf(next[0]) : end, rows: together };
  });
}

/** `Artist - Title / Artist - Title w/ Artist - Title` */
export const nameOfStretch = ({ rows: [first, ...others] }: Stretch): string =>
  `${first.layered ? 'w/ ' : ''}${nameOf(first)}${others.map((row) => `${joint(row)}${nameOf(row)}`).join('')}`;

/** What stands before a name that shares a line with the one before. */
export const joint = (row: Row): string => (row.layered ? ' w/ ' : ' / ');

/** `00:04:23.480`, with as many hours as there are. */
export function exactClock(time: number, point: '.' | ','): string {
  const seconds = Math.floor(time / MILLISECONDS);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const whole = parts.map((part) => String(part).padStart(2, '0')).join(':');
  return `${whole}${point}${String(time % MILLISECONDS).padStart(3, '0')}`;
}

/** Saved tracklists come from anywhere: the length may be unknown, or less than what is said of it. */
function endAfter(start: number, { window, duration, entries }: Tracklist): number {
  const heard = milliseconds(window?.end ?? duration);
  if (heard > start) return heard;
  return entries.reduce((end, entry) => Math.max(end, milliseconds(entry.end)), start + 1);
}

const milliseconds = (seconds: number): number => Math.max(0, Math.round(seconds * MILLISECONDS));
