import { sorted } from './corrections.js';
import type { Entry, Tracklist } from './tracklist.js';

/** Whether two documents of a mix say the same of it: putting one in the other's place loses nothing that anybody would miss. */
export const isAlike = (one: Tracklist, other: Tracklist): boolean => saidBy(one) === saidBy(other);

const saidBy = ({ source: { title = '', artist = '', date = '' }, entries, duration }: Tracklist): string =>
  JSON.stringify([title, artist, date, rounded(duration), entries.map(saidOf)]);

/** Not the evidence, which is never quite the same again. */
function saidOf({ start, end, track, corrected = false, enrichment = {} }: Entry): unknown {
  return [rounded(start), rounded(end), sorted(track), corrected, sortedKeys(enrichment)];
}

/** Files tell milliseconds. */
const rounded = (seconds: number): number => Math.round(seconds * 10);
const sortedKeys = (value: object): unknown => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
