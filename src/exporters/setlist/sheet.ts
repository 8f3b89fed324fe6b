import { isrcOf } from '../../domain/isrc.js';
import type { SheetOptions } from '../../domain/ports/export.js';
import { relate } from '../../domain/recording.js';
import { oneLine } from '../../domain/text.js';
import type { Track } from '../../domain/track.js';
import type { TrackEntry, Tracklist } from '../../domain/tracklist.js';
import { isName, type Row, rowsOf } from '../rows.js';

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

/** Which of the lines so far an entry is part of; by itself where that is none. */
export type Joins = (lines: readonly Line[], row: TrackRow) => Line | undefined;

/** Every play is a line of its own. */
export const alone: Joins = () => undefined;
/** Plays of one recording, one after the other, are one line. */
export const withTheLast: Joins = (lines, row) =>
  lines.length > 0 && isSame(lines.at(-1)!, row) ? lines.at(-1) : undefined;
/** All plays of one recording are one line. */
export const withAny: Joins = (lines, row) => lines.find((line) => isSame(line, row));

/**
 * The lines of a sheet. What rests on Shazam alone is left out unless it is wanted: it is one service's word without a second, for
 * which somebody is paid. What a person has said is never left out.
 */
export function sheetOf(tracklist: Tracklist, { shazamLines = false }: SheetOptions, joins: Joins): Sheet {
  const lines: Array<{ order: number; rows: [TrackRow, ...TrackRow[]] }> = [];
  const verdicts = rowsOf(tracklist).map((row): Verdict => {
    if (!isTrack(row)) return { row, order: null, reason: 'nobody could name it' };
    if (!shazamLines && isShazamAlone(row.entry)) return { row, order: null, reason: 'rests on Shazam alone' };
    const joined = joins(lines, row)?.order ?? lines.length + 1;
    const line = lines[joined - 1];
    if (line) line.rows.push(row);
    else lines.push({ order: joined, rows: [row] });
    return { row, order: joined, reason: '' };
  });
  return { lines, verdicts };
}

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

const isSame = ({ rows }: Line, { entry }: TrackRow): boolean => relate(rows[0].entry.track, entry.track) === 'same';
