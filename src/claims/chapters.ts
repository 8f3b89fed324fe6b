import type { Claim, ClaimList } from '../domain/claim.js';
import { trackNamed } from '../domain/claim-lines.js';
import { oneLine } from '../domain/text.js';

const SLACK = 30;
const LONGEST_NAME = 300;
/** What recorders and sites call a mark that nobody named. */
export const GENERIC =
  /^(?:<.*>|(?:untitled )?(?:chapter|kapitel|chapitre|cap[ií]tulo|capitolo|hoofdstuk|marker|mark|cue|track|part|section|index|region|over|time|unlk|intro|outro)? ?#?\d*|[A-Z]{2}[A-Z0-9]{3}\d{7})$/i;

/** What chapters claim; those without a name are times and no more, and one chapter alone is the whole recording. */
export function chapterClaims(chapters: ReadonlyArray<{ start: number; title: string }>): ClaimList {
  const claims = chapters.flatMap(({ start, title }): Claim[] => {
    const name = oneLine(title.slice(0, 4 * LONGEST_NAME)).slice(0, LONGEST_NAME);
    const track = GENERIC.test(name) ? null : trackNamed(name);
    // A heading without an artist may be anything.
    return track && track.artists.length > 0 ? [{ track, at: start }] : [];
  });
  return { kind: 'chapter', by: 'chapters', clock: 'mix', slack: SLACK, claims: chapters.length < 2 ? [] : claims };
}
