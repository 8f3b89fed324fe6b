import { clock, longClock } from '../../domain/time.js';
import type { Tracklist } from '../../domain/tracklist.js';
import { partWarning } from '../part.js';
import { nameOf, type Row } from '../rows.js';
import { composersOf, type Sheet } from './sheet.js';

/** More names than these would hide the rest of what is said; the evidence has all. */
const MOST_NAMES = 10;

/** What a sheet doesn't say, which whoever hands it in must know. */
export function notesOf({ verdicts }: Sheet, tracklist: Tracklist, evidenceFile: string): string[] {
  const leftOut = (reason: string) => verdicts.filter((verdict) => verdict.reason === reason).map(({ row }) => row);
  const shazam = leftOut('rests on Shazam alone');
  const unknown = leftOut('nobody could name it');
  const notes: string[] = [];
  if (shazam.length > 0) {
    const rest = shazam.length === 1 ? 'One track rests' : `${shazam.length} tracks rest`;
    const are = shazam.length === 1 ? 'is' : 'are';
    notes.push(
      `${rest} on Shazam alone and ${are} left out: ${listed(shazam)}. What you have heard yourself, "tracklistify edit" with "accept" makes yours; --shazam-lines takes them in as they are.`,
    );
  }
  if (unknown.length > 0) {
    const length = unknown.reduce((sum, { start, end }) => sum + Math.max(0, end - start), 0);
    const stretches = unknown.length === 1 ? 'One stretch' : `${unknown.length} stretches`;
    notes.push(
      `${stretches} that nobody could name (${longClock(length)} in all) can't be declared; see ${evidenceFile}.`,
    );
  }
  const doubtful = verdicts.filter(({ row, order }) => order !== null && row.doubtful).map(({ row }) => row);
  if (doubtful.length > 0) {
    notes.push(`More likely wrong than right, so listen before you declare it: ${listed(doubtful)}.`);
  }
  return [...notes, ...partWarning(tracklist, 'sheet')];
}

/** `Artist - Title (12:31), …` */
function listed(rows: readonly Row[]): string {
  const names = rows.slice(0, MOST_NAMES).map((row) => `${nameOf(row)} (${clock(row.start)})`);
  const more = rows.length - names.length;
  return [...names, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

/** Of the sheets that ask for them. */
export function composersMissing({ lines }: Sheet): string[] {
  const without = lines.filter(({ rows: [row] }) => composersOf(row.entry.track) === '').length;
  if (without === 0) return [];
  return [
    `${without} of ${lines.length} lines have no composer. MusicBrainz may know: tracklistify enrich mix.json --providers musicbrainz.`,
  ];
}
