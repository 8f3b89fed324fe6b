import { beginningTogether } from '../domain/beginning-together.js';
import { ValidationError } from '../domain/errors.js';
import type { Exporter } from '../domain/ports/export.js';
import { clock } from '../domain/time.js';
import type { Tracklist } from '../domain/tracklist.js';
import { doubtOf, nameOf, type Row, rowsOf } from './rows.js';
import { joint } from './stretches.js';

// YouTube's own rules for chapters in a description: break one, and it shows none of them.
const SHORTEST = 10;
const FEWEST = 3;
/** The longest description that YouTube takes. */
const LONGEST_TEXT = 5000;

interface Chapter {
  /** Whole seconds, as they are written. */
  start: number;
  name: string;
}

export const youtube: Exporter = {
  export(tracklist, { baseName }) {
    const warnings: string[] = [];
    const chapters = chaptersOf(tracklist, warnings);
    if (chapters.length < FEWEST) {
      throw new ValidationError(
        `YouTube shows chapters only when there are at least ${FEWEST} of at least ${SHORTEST} seconds each; this mix has ${chapters.length}. The format txt has no such rule.`,
      );
    }
    const content = chapters.map(({ start, name }) => `${clock(start)} ${name}\n`).join('');
    if (content.length > LONGEST_TEXT) {
      warnings.push(
        `The chapters take ${content.length} characters; a YouTube description holds ${LONGEST_TEXT}. Shorten some titles.`,
      );
    }
    return { files: [{ name: `${baseName}.youtube.txt`, content }], warnings };
  },
};

function chaptersOf(tracklist: Tracklist, warnings: string[]): Chapter[] {
  const rows = rowsOf(tracklist);
  const whole = (row: Row): number => Math.floor(row.start + 1e-6);
  // The first must be at 0:00: an intro of its own when that is long enough, else the track begins there.
  const startOf = (row: Row): number => (row === rows[0] && whole(row) < SHORTEST ? 0 : whole(row));
  const together = beginningTogether(rows, startOf, { shortest: SHORTEST, end: Math.floor(endOf(tracklist)) });
  const chapters = together.map(([first, ...others]): Chapter => {
    const name = [lineOf(first), ...others.map((row) => `${joint(row)}${spoken(row)}`)].join('');
    return { start: startOf(first), name };
  });
  if ((chapters[0]?.start ?? 0) > 0) chapters.unshift({ start: 0, name: 'Intro' });
  const joined = rows.length - together.length;
  if (joined > 0) {
    warnings.push(
      `YouTube's chapters last at least ${SHORTEST} seconds: ${joined === 1 ? 'one that is' : `${joined} that are`} shorter ${joined === 1 ? 'stands' : 'stand'} in one line with the chapter before.`,
    );
  }
  return chapters;
}

const endOf = (tracklist: Tracklist): number =>
  tracklist.entries.reduce((end, entry) => Math.max(end, entry.end), tracklist.duration);

const lineOf = (row: Row): string => `${row.layered ? 'w/ ' : ''}${spoken(row)}`;

/** Descriptions refuse `<` and `>`, and square brackets look like another notation of time. */
function spoken(row: Row): string {
  const name = nameOf(row).replaceAll('[', '(').replaceAll(']', ')').replaceAll('<', '‹').replaceAll('>', '›');
  return `${name}${doubtOf(row)}`;
}
