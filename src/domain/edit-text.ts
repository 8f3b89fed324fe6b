import { labelOf } from './corrections.js';
import { namedBy } from './editing.js';
import { UsageError } from './errors.js';
import { oneLine } from './text.js';
import { clock, parseTime } from './time.js';
import { trackLabel } from './track.js';
import type { Entry, Tracklist } from './tracklist.js';

const HELP = [
  '# One line an entry: when it begins, and what it is: Artist - Title (Version), or ID.',
  '# Change, add and delete lines as you like. What you leave as it is stays as it was measured.',
];
const HEADINGS = ['Title', 'Artist', 'Date'] as const;

/** A tracklist as lines, for an editor. */
export function textOf({ source, entries }: Tracklist): string {
  const heading = { Title: source.title, Artist: source.artist, Date: source.date };
  const width = Math.max(0, ...entries.map(({ start }) => clock(start).length));
  return [
    ...HELP,
    '',
    ...HEADINGS.map((name) => `${name}: ${heading[name] ?? ''}`.trimEnd()),
    '',
    ...entries.map(
      (entry) => `${clock(entry.start).padStart(width)}  ${entry.track ? oneLine(trackLabel(entry.track)) : 'ID'}`,
    ),
    '',
  ].join('\n');
}

/** The tracklist that such lines say. Throws UsageError with the line that says nothing. */
export function tracklistOf(text: string, before: Tracklist): Tracklist {
  const source = { ...before.source };
  const lines: Array<{ start: number; label: string }> = [];
  for (const [at, line] of text.split(/\r\n|\r|\n/).entries()) {
    const words = oneLine(line);
    if (words === '' || words.startsWith('#')) continue;
    const heading = HEADINGS.find((name) => words.toLowerCase().startsWith(`${name.toLowerCase()}:`));
    if (heading) {
      const value = words.slice(heading.length + 1).trim();
      const key = heading.toLowerCase() as 'title' | 'artist' | 'date';
      if (value === '') delete source[key];
      else source[key] = value;
      continue;
    }
    const [time = ''] = words.split(' ', 1);
    const start = parseTime(time);
    if (start === null)
      throw new UsageError(`Line ${at + 1} doesn't begin with a time like 12:31: "${words.slice(0, 60)}".`);
    if (before.duration > 0 && start > before.duration) {
      throw new UsageError(
        `Line ${at + 1} begins at ${time}, which is past the mix's end (${clock(before.duration)}).`,
      );
    }
    lines.push({ start, label: words.slice(time.length).trim() });
  }
  lines.sort((a, b) => a.start - b.start);
  return { ...before, source, entries: entriesOf(lines, before) };
}

/** Lines that say what was there are those entries, to the fraction of a second. */
function entriesOf(lines: ReadonlyArray<{ start: number; label: string }>, { entries, duration }: Tracklist): Entry[] {
  const free = new Set(entries);
  const take = (fits: (entry: Entry) => boolean): Entry | undefined => {
    const found = [...free].find(fits);
    if (found) free.delete(found);
    return found;
  };
  const isAt = (entry: Entry, start: number): boolean => clock(entry.start) === clock(start);
  const says = (entry: Entry, label: string): boolean =>
    entry.track ? label === oneLine(trackLabel(entry.track)) : namedBy(label) === null;
  // First those that are as they were, so that of two at one time each finds its own.
  const known = lines.map(({ start, label }) => take((entry) => isAt(entry, start) && says(entry, label)));
  const meant = lines.map(
    ({ start, label }, i) =>
      known[i] ?? take((entry) => isAt(entry, start)) ?? take((entry) => entry.track !== null && says(entry, label)),
  );
  return lines.map(({ start, label }, i): Entry => {
    const entry = meant[i];
    const next = lines.find((line) => line.start > start)?.start ?? Math.max(duration, start);
    if (entry && isAt(entry, start)) return says(entry, label) ? entry : named(entry, label);
    if (entry) {
      const end = entry.end > start ? entry.end : start + (entry.end - entry.start);
      return { ...entry, start, end };
    }
    return named(blank(start, next), label);
  });
}

function named(entry: Entry, label: string): Entry {
  const track = namedBy(label);
  const { start, end } = entry;
  if (!track) return blank(start, end);
  if (entry.kind === 'track' && labelOf(entry) === trackLabel(track)) return entry;
  return { ...blank(start, end), kind: 'track', track, confidence: 1 };
}

const blank = (start: number, end: number): Entry => ({
  kind: 'unknown',
  start,
  end,
  track: null,
  confidence: null,
  speed: null,
  evidence: [],
  alternatives: [],
  transition: null,
});
