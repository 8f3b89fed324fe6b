import { isrcOf } from '../../domain/isrc.js';
import type { SheetOptions } from '../../domain/ports/export.js';
import { fold } from '../../domain/recording.js';
import { oneLine } from '../../domain/text.js';
import type { Track } from '../../domain/track.js';
import type { TrackEntry, Tracklist } from '../../domain/tracklist.js';
import { isName, type Row, rowsOf, titleOf } from '../rows.js';

/** Something that was played and can be declared. */
export interface Line {
  /** From 1, in the order in which it was first played. */
  order: number;
  /** Once, or as often as it counts as this one line. */
  rows: readonly [TrackRow, ...TrackRow[]];
}

export type TrackRow = Row & { entry: TrackEntry };

/** What became of an entry: a line of that number, or nothing, and why. */
export interface Verdict {
  row: Row;
  order: number | null;
  reason: '' | 'nobody could name it' | 'rests on Shazam alone';
}

export interface Sheet {
  lines: readonly Line[];
  /** Of every entry, in order of time. */
  verdicts: readonly Verdict[];
}

/** Which plays of one recording are one line. */
export type Joins = 'none' | 'in a row' | 'all';

/**
 * The lines of a sheet. What rests on Shazam alone is left out unless it is wanted: it is one service's word without a second, for
 * which somebody is paid. What a person has said is never left out.
 */
export function sheetOf(tracklist: Tracklist, { shazamLines = false }: SheetOptions, joins: Joins): Sheet {
  const lines: GrowingLine[] = [];
  const byName = new Map<string, GrowingLine>();
  const before = (row: TrackRow): GrowingLine | undefined => {
    const names = namesIn(row).map((name) => byName.get(name));
    const candidates = joins === 'none' ? [] : joins === 'all' ? names : [lines.at(-1)];
    return candidates.find((line) => line && isSame(line.rows[0], row));
  };
  const verdicts = rowsOf(tracklist).map((row): Verdict => {
    if (!isTrack(row)) return { row, order: null, reason: 'nobody could name it' };
    if (!shazamLines && isShazamAlone(row.entry)) return { row, order: null, reason: 'rests on Shazam alone' };
    const joined = before(row);
    const line = joined ?? { order: lines.length + 1, rows: [row] };
    if (joined) joined.rows.push(row);
    else lines.push(line);
    for (const name of namesIn(row)) if (!byName.has(name)) byName.set(name, line);
    return { row, order: line.order, reason: '' };
  });
  return { lines, verdicts };
}

type GrowingLine = Line & { rows: [TrackRow, ...TrackRow[]] };

/** Seconds for which it was heard, in all. */
export const played = ({ rows }: Line): number =>
  rows.reduce((sum, { start, end }) => sum + Math.max(0, end - start), 0);

export const artistsOf = ({ artists }: Track): string => names(artists);
export const composersOf = ({ composers = [] }: Track): string => names(composers);

/** Only when it is one; some files have the word in front of it. */
export const codeOf = ({ isrc }: Track): string => isrcOf(isrc) ?? isrcOf(isrc?.replace(/^\s*ISRC[\s:]*/i, '')) ?? '';

const names = (all: readonly string[]): string => all.map(oneLine).filter(Boolean).join(', ');

const isTrack = (row: Row): row is TrackRow => row.entry.kind === 'track' && isName(row.entry.track.title);

const isShazamAlone = ({ evidence, corrected }: TrackEntry): boolean =>
  !corrected && evidence.length > 0 && evidence.every(({ identifier }) => identifier === 'shazam');

/** By codes where both have one: a recording that is declared as another is paid to somebody else. By the names they have, else. */
function isSame(a: TrackRow, b: TrackRow): boolean {
  const [one, other] = [codeOf(a.entry.track), codeOf(b.entry.track)];
  return one && other ? one === other : calledIn(a) === calledIn(b);
}

/** What a recording may be found by again. */
const namesIn = (row: TrackRow): string[] => [codeOf(row.entry.track), calledIn(row)].filter(Boolean);

const calledIn = (row: TrackRow): string => `${fold(row.artist)} - ${fold(titleOf(row))}`;
