import type { Correction } from './correction.js';
import { correctionsBetween, labelOf, nameOf, withCorrections } from './corrections.js';
import { UsageError } from './errors.js';
import { readName } from './names/read-name.js';
import { withPlayed } from './played.js';
import { lengthOf } from './span.js';
import { oneLine } from './text.js';
import { clock, parseTime, TIME_FORMS } from './time.js';
import type { Track } from './track.js';
import type { Entry, Tracklist } from './tracklist.js';

/** What can be said of a tracklist, as people type it: a verb, an entry by its number or its time, and words. */
const EDITS: Readonly<Record<string, string>> = {
  set: 'set 4 "Artist - Title (Version)"',
  accept: 'accept 3',
  reject: 'reject 5',
  move: 'move 4 12:31',
  split: 'split 4 14:00 "Artist - Title"',
  merge: 'merge 4 5',
  delete: 'delete 6',
  add: 'add 12:31 "Artist - Title"',
  title: 'title "Night at the pier"',
  artist: 'artist "Somebody"',
  date: 'date 2026-05-01',
};

/** The tracklist with one more thing that a person says of it. Throws UsageError, with the entry, for what makes no sense. */
export function edited(tracklist: Tracklist, verb: string, words: readonly string[]): Tracklist {
  const act = Object.hasOwn(ACTS, verb) ? ACTS[verb] : undefined;
  if (!act)
    throw new UsageError(`There is no edit "${oneLine(verb)}". There are: ${Object.keys(EDITS).join(', ')}, undo.`);
  return saying(tracklist, act(tracklist, words));
}

/** The tracklist as somebody has rewritten it, and what they said of it by that. */
export const rewritten = (before: Tracklist, after: Tracklist): Tracklist =>
  saying(before, correctionsBetween(before, after));

/** The tracklist with more that was said of its mix, maybe in another list of it. */
export function saying(tracklist: Tracklist, more: readonly Correction[]): Tracklist {
  if (more.length === 0) return tracklist;
  const after = withCorrections(tracklist, more);
  // What is said twice is said once: it would be a change that undoing takes back without anybody seeing a difference.
  if (looksOf(after) === looksOf({ ...tracklist, entries: withPlayed(tracklist.entries) })) return tracklist;
  return { ...after, corrections: [...(tracklist.corrections ?? []), ...more] };
}

const looksOf = ({ source, entries }: Tracklist): string => JSON.stringify([source, entries]);

type Act = (tracklist: Tracklist, words: readonly string[]) => Correction[];

const ACTS: Readonly<Record<string, Act>> = {
  set(tracklist, [which, ...name]) {
    const entry = theEntry('set', tracklist, which);
    const track = trackOf('set', name);
    // A candidate's own name means that candidate, with all that is known of it.
    const chosen = entry.alternatives.find((one) => nameOf(one.track) === nameOf(track));
    return [{ kind: 'name', ...about(entry), track: chosen?.track ?? track }];
  },
  accept(tracklist, [which, ...more]) {
    const entry = theEntry('accept', tracklist, which, more);
    if (!entry.track)
      throw new UsageError(`${shown(tracklist, entry)}: there is no name to accept. Give it one with "set".`);
    return [{ kind: 'name', ...about(entry), track: entry.track }];
  },
  reject(tracklist, [which, ...more]) {
    const entry = theEntry('reject', tracklist, which, more);
    if (!entry.track) throw new UsageError(`${shown(tracklist, entry)}: there is no name to reject.`);
    return [{ kind: 'rejected', ...about(entry) }];
  },
  move(tracklist, [which, when, ...more]) {
    const entry = theEntry('move', tracklist, which, more);
    const start = theTime('move', tracklist, when);
    return [
      { kind: 'times', ...about(entry), to: { start, end: entry.end > start ? entry.end : start + lengthOf(entry) } },
    ];
  },
  split(tracklist, [which, when, ...name]) {
    const entry = theEntry('split', tracklist, which);
    const at = theTime('split', tracklist, when);
    if (at <= entry.start || at >= entry.end) {
      throw new UsageError(`${shown(tracklist, entry)}: ${clock(at)} isn't inside it, so it can't be split there.`);
    }
    return [
      { kind: 'times', ...about(entry), to: { start: entry.start, end: at } },
      { kind: 'added', start: at, end: entry.end, track: name.length > 0 ? trackOf('split', name) : entry.track },
    ];
  },
  merge(tracklist, [one, other, ...more]) {
    const [first, last] = [theEntry('merge', tracklist, one), theEntry('merge', tracklist, other, more)].sort(
      (a, b) => tracklist.entries.indexOf(a) - tracklist.entries.indexOf(b),
    ) as [Entry, Entry];
    if (first === last) throw new UsageError(`${shown(tracklist, first)}: name two entries to merge.`);
    const { entries } = tracklist;
    const gone = entries.slice(entries.indexOf(first) + 1, entries.indexOf(last) + 1);
    const end = Math.max(first.end, ...gone.map((entry) => entry.end));
    return [
      ...gone.map((entry): Correction => ({ kind: 'removed', ...about(entry) })),
      { kind: 'times', ...about(first), to: { start: first.start, end } },
    ];
  },
  delete(tracklist, [which, ...more]) {
    return [{ kind: 'removed', ...about(theEntry('delete', tracklist, which, more)) }];
  },
  add(tracklist, [when, ...name]) {
    const start = theTime('add', tracklist, when);
    const next = tracklist.entries.find((entry) => entry.start > start);
    const end = next?.start ?? Math.max(tracklist.duration, start);
    return [{ kind: 'added', start, end, track: trackOf('add', name) }];
  },
  title: (_, words) => [{ kind: 'heading', title: said('title', words) }],
  artist: (_, words) => [{ kind: 'heading', artist: said('artist', words) }],
  date(_, words) {
    const date = said('date', words);
    if (date !== '' && !isDate(date)) {
      throw new UsageError(`A date is written as 2026-05-01, 2026-05 or 2026, not "${date}".`);
    }
    return [{ kind: 'heading', date }];
  },
};

/** Of the calendar, as far as it is told: no thirteenth month, no 31st of February. */
function isDate(date: string): boolean {
  if (!/^\d{4}(-\d\d(-\d\d)?)?$/.test(date)) return false;
  const day = new Date(`${date}${'-01-01'.slice(date.length - 4)}`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date);
}

const about = (entry: Entry): { start: number; end: number; was: string } => ({
  start: entry.start,
  end: entry.end,
  was: labelOf(entry),
});

/** As the table shows it. */
export const shown = ({ entries }: Tracklist, entry: Entry): string =>
  `${entries.indexOf(entry) + 1}  ${clock(entry.start)}  ${labelOf(entry)}`;

/** By its number in the table, or by a time at which it plays. */
function theEntry(verb: string, tracklist: Tracklist, which = '', more: readonly string[] = []): Entry {
  if (which === '' || more.length > 0) throw new UsageError(`Write it like this: ${EDITS[verb]}`);
  const { entries } = tracklist;
  const last = entries.at(-1);
  if (!last) throw new UsageError('There is no entry in this tracklist. "add" puts one in.');
  if (/^\d+$/.test(which)) {
    const entry = entries[Number(which) - 1];
    if (entry) return entry;
    throw new UsageError(`There is no entry ${which}. The last one is: ${shown(tracklist, last)}`);
  }
  const time = theTime(verb, tracklist, which);
  // What is shown as 12:31 may begin at 12:31.4.
  const entry = entries.findLast((one) => Math.floor(one.start) <= time);
  if (entry) return entry;
  throw new UsageError(`Nothing plays at ${clock(time)}. The first one is: ${shown(tracklist, entries[0]!)}`);
}

function theTime(verb: string, { duration }: Tracklist, text = ''): number {
  if (text === '') throw new UsageError(`Write it like this: ${EDITS[verb]}`);
  const time = parseTime(text);
  if (time === null) {
    throw new UsageError(`"${oneLine(text)}" is no time (${TIME_FORMS}). Write it like this: ${EDITS[verb]}`);
  }
  if (duration > 0 && time > duration)
    throw new UsageError(`${clock(time)} is past the mix's end, which is ${clock(duration)}.`);
  return time;
}

const said = (verb: string, words: readonly string[]): string => {
  if (words.length === 0) throw new UsageError(`Write it like this: ${EDITS[verb]}`);
  return oneLine(words.join(' '));
};

/** An empty name is more likely a script's empty variable than somebody's word that nobody knows the track. */
function trackOf(verb: string, words: readonly string[]): Track | null {
  const name = said(verb, words);
  if (name === '')
    throw new UsageError(`The name is empty. Write it like this: ${EDITS[verb]}; "ID" is what nobody knows.`);
  return namedBy(name);
}

/** `Artist - Title (Version)`; null for `ID`, and for nothing. */
export function namedBy(text: string): Track | null {
  const name = oneLine(text);
  if (name === '' || /^ID(?: ?[-–] ?ID)?$/i.test(name)) return null;
  const { title, version, artists } = readName(name);
  return { title, artists, ...(version !== undefined && { version }) };
}
