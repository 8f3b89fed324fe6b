import type { Correction } from './correction.js';
import { labelOf, nameOf, renamed, shareOf, sorted } from './corrections.js';
import type { Span } from './span.js';
import { withClaimsTold } from './told-claims.js';
import { type Track, trackLabel, UNKNOWN_LABEL } from './track.js';
import type { Entry, Tracklist } from './tracklist.js';

/** What came of naming an unknown in one tracklist. */
export interface Numbered {
  /** The same one where nothing is different. */
  tracklist: Tracklist;
  /** Entries that have another name now, as they are now. */
  changed: Entry[];
  /** Entries that stay as they are, since a person has said something else of them in this very mix. */
  kept: Array<{ entry: Entry; why: 'named' | 'rejected' }>;
}

/** Where the unknown of this number was heard; `spans` tell it in a tracklist that was made before it had a number. */
export function sightingsIn({ entries }: Tracklist, number: number, spans: readonly Span[] = []): Entry[] {
  return entries.filter((entry) => {
    if (entry.number !== undefined || entry.kind === 'track') return entry.number === number;
    return spans.some((span) => shareOf(entry, span) >= 0.5);
  });
}

/** Names an unknown wherever it was heard; null for nobody knows it (any more). What a person said of a single entry stands. */
export function withNumberNamed(
  tracklist: Tracklist,
  number: number,
  track: Track | null,
  spans: readonly Span[] = [],
): Numbered {
  const said: Numbered = { tracklist, changed: [], kept: [] };
  for (const entry of sightingsIn(tracklist, number, spans)) nameOne(said, entry, number, track);
  return said.changed.length > 0 ? { ...said, tracklist: withClaimsTold(said.tracklist) } : said;
}

function nameOne(said: Numbered, entry: Entry, number: number, track: Track | null): void {
  const { entries, corrections = [] } = said.tracklist;
  const standing = corrections.findLast((one): one is NameOf => isNameOf(one, entry));
  const isSame = labelOf(entry) === nameOf(track);
  if (standing && !('number' in standing) && entry.track) {
    if (!isSame) said.kept.push({ entry, why: 'named' });
    return;
  }
  const isRejected = corrections.some(
    (one) => one.kind === 'rejected' && track && one.was === trackLabel(track) && shareOf(one, entry) >= 0.5,
  );
  if (isRejected) {
    said.kept.push({ entry, why: 'rejected' });
    return;
  }
  const earlier = standing && 'number' in standing ? standing : undefined;
  if (isSame && entry.number === number && (!earlier || isEqual(earlier.track, track))) return;
  const unknown = { ...unnamed(entry, corrections), number };
  const now = track ? { ...renamed(unknown, track, UNKNOWN_LABEL), number } : unknown;
  said.changed.push(now);
  const { start, end } = earlier ?? entry;
  const correction = track && ({ kind: 'name', start, end, was: UNKNOWN_LABEL, track, number } as const);
  said.tracklist = withCorrectionsOf(
    { ...said.tracklist, entries: entries.map((one) => (one === entry ? now : one)) },
    earlier
      ? replaced(corrections, earlier, correction, entry, now)
      : [...corrections, ...(correction ? [correction] : [])],
  );
}

type NameOf = Extract<Correction, { kind: 'name' | 'added' }>;

/** What was said last of how an entry is called, in the mix alone or of its number. */
const isNameOf = (one: Correction, entry: Entry): boolean =>
  (one.kind === 'name' || one.kind === 'added') && shareOf(one, entry) >= 0.5 && nameOf(one.track) === labelOf(entry);

/** In the same place, so that what was said after it is still said of the same entry, by its new name. */
function replaced(
  corrections: readonly Correction[],
  old: Correction,
  now: Correction | null,
  before: Entry,
  after: Entry,
): Correction[] {
  const at = corrections.indexOf(old);
  return corrections.flatMap((one, i): Correction[] => {
    if (i === at) return now ? [now] : [];
    const isAfter = i > at && 'was' in one && one.was === labelOf(before) && shareOf(one, before) >= 0.5;
    return [isAfter ? { ...one, was: labelOf(after) } : one];
  });
}

/** As it was before it got a name. */
function unnamed(entry: Entry, corrections: readonly Correction[]): Entry {
  const { start, end, wallClock, alsoIn, alternatives } = entry;
  const isMoved = corrections.some((one) => one.kind === 'times' && one.to.start === start && one.to.end === end);
  return {
    kind: 'unknown',
    start,
    end,
    ...(wallClock !== undefined && { wallClock }),
    ...(alsoIn && { alsoIn }),
    ...(isMoved && { corrected: true }),
    track: null,
    confidence: null,
    speed: null,
    evidence: [],
    alternatives,
    transition: null,
  };
}

/**
 * Gives what is heard under one number another one: of both, one stays. Without one, what nobody knows has no number any more, and
 * what has got a name keeps it.
 */
export function renumbered(
  tracklist: Tracklist,
  from: number,
  to: number | null,
  of: (entry: Entry) => boolean = () => true,
): Tracklist {
  const isMeant = (entry: Entry): boolean =>
    entry.number === from && of(entry) && (to !== null || entry.kind === 'unknown');
  if (!tracklist.entries.some(isMeant)) return tracklist;
  const entries = tracklist.entries.map((entry) => {
    if (!isMeant(entry)) return entry;
    const { number: _, ...rest } = entry;
    return to === null ? rest : { ...rest, number: to };
  });
  const isAbout = (one: Correction): boolean =>
    one.kind === 'name' &&
    one.number === from &&
    tracklist.entries.some((entry) => isMeant(entry) && shareOf(entry, one) >= 0.5);
  const corrections = (tracklist.corrections ?? []).map((one) =>
    to !== null && isAbout(one) ? { ...one, number: to } : one,
  );
  return withCorrectionsOf({ ...tracklist, entries }, corrections);
}

function withCorrectionsOf({ corrections: _, ...tracklist }: Tracklist, corrections: readonly Correction[]): Tracklist {
  return corrections.length > 0 ? { ...tracklist, corrections: [...corrections] } : tracklist;
}

const isEqual = (a: Track | null, b: Track | null): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

/** `417`, `0417`, `ID 0417`, `ID0417`; null for anything else. */
export function readNumber(text: string): number | null {
  const [, digits] = /^(?:ID)?[\s_#-]*0*([1-9]\d{0,8})$/i.exec(text.trim()) ?? [];
  return digits === undefined ? null : Number(digits);
}
