import { type Hint, hintOf } from '../../../domain/hint.js';
import { oneLine, withoutEnd } from '../../../domain/text.js';

/** `3. [1:02:03] …`, `00:00 - 03:10 …` */
const AT_START = /^\W{0,4}(?:\d{1,3}[.):]?\s+)?[[(]?(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)[\])]?(?![\d:])/;
/** `(12:34)`, as the last word of a line. */
const LAST_WORD = /^[[(]?(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)[\])]?$/;
const RANGE_END = /^(?:[-–—]|to)?\s*[[(]?(?:\d{1,2}:)?\d{1,3}:[0-5]\d[\])]?(?![\d:])/;
/** What stands between the time and the name. */
const SEPARATORS = /^[\s\-–—|:.,>~•=]+/;
const SEPARATOR = /[\s\-–—|:,>~•=]/;

/** More lines than any set has tracks. */
const MOST_LINES = 2000;
const LONGEST_LINE = 300;
/** A list of tracks begins with the set; times of day don't. */
const LATEST_FIRST = 900;
/** A list of tracks goes up; a line or two may be out of order. */
const ASCENDING = 0.8;

/** The tracklist that a description holds; empty when its times are something else. */
export function timestampsIn(description: string, duration: number | null): Hint[] {
  const found = description
    .slice(0, 100_000)
    .split(/\r\n?|\n/)
    .slice(0, MOST_LINES)
    .flatMap((line) => readLine(oneLine(line).slice(0, LONGEST_LINE).trimEnd()) ?? [])
    .filter(({ mixTime }) => duration === null || mixTime < duration);
  if (found.length < 2 || found[0]!.mixTime > LATEST_FIRST) return [];
  const rising = found.filter((hint, i) => i > 0 && hint.mixTime > found[i - 1]!.mixTime).length;
  return rising >= (found.length - 1) * ASCENDING ? found : [];
}

/** A time and what is said to begin there, at the beginning of a line or at its end. */
export function readLine(line: string, from: Hint['from'] = 'description'): Hint | null {
  const first = AT_START.exec(line);
  if (first) {
    const [all, h, m, s] = first;
    return hintAt(from, h, m!, s!, line.slice(all.length).trimStart().replace(RANGE_END, ''));
  }
  const blank = line.lastIndexOf(' ');
  const last = LAST_WORD.exec(line.slice(blank + 1));
  if (!last || blank < 0) return null;
  const [, h, m, s] = last;
  return hintAt(from, h, m!, s!, line.slice(0, blank).replace(/^\d{1,3}[.)]\s+/, ''));
}

function hintAt(from: Hint['from'], h: string | undefined, m: string, s: string, rest: string): Hint | null {
  const text = withoutEnd(rest.replace(SEPARATORS, ''), SEPARATOR);
  if (text === '' || (h !== undefined && Number(m) >= 60)) return null;
  return hintOf(from, Number(h ?? 0) * 3600 + Number(m) * 60 + Number(s), text);
}
