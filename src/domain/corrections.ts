import type { About, Correction, Heading } from './correction.js';
import { readName } from './names/read-name.js';
import { withPlayed } from './played.js';
import { relate } from './recording.js';
import { overlapOf, type Span } from './span.js';
import { withClaimsTold } from './told-claims.js';
import { type Track, trackLabel, UNKNOWN_LABEL } from './track.js';
import type { Entry, TrackEntry, Tracklist } from './tracklist.js';
import { withRecording } from './which-recording.js';

export const nameOf = (track: Track | null): string => (track ? trackLabel(track) : UNKNOWN_LABEL);
export const labelOf = (entry: Entry): string => nameOf(entry.track);

// ── From a document that somebody has changed ────────────────────────────────────────────────────────────────────

/** What a person changed in a document: how `edited` differs from `written`, in what people can say of a tracklist. */
export function correctionsBetween(written: Tracklist, edited: Tracklist): Correction[] {
  const pairs = pairUp(written.entries, edited.entries);
  const gone = written.entries.filter((entry) => !pairs.has(entry));
  const kept = new Map([...pairs].map(([before, after]) => [after, before]));
  return [
    ...headingChange(written, edited),
    ...gone.map((entry): Correction => ({ kind: 'removed', ...aboutOf(entry) })),
    ...edited.entries.flatMap((after): Correction[] => {
      const before = kept.get(after);
      if (!before) return [{ kind: 'added', start: after.start, end: after.end, track: after.track }];
      return changesOf(before, after);
    }),
  ];
}

function headingChange({ source: before }: Tracklist, { source: after }: Tracklist): Correction[] {
  const dated = before.date === after.date ? {} : { date: after.date ?? '' };
  if (before.title === after.title && before.artist === after.artist && before.date === after.date) return [];
  const { title = '', artist = '' } = after;
  return [{ kind: 'heading', title, artist, ...dated }];
}

function changesOf(before: Entry, after: Entry): Correction[] {
  const about = aboutOf(before);
  // Moved past its own end, it is moved as a whole.
  const end = after.end > after.start ? after.end : after.start + (before.end - before.start);
  const moved = before.start !== after.start || before.end !== end;
  const renamed = JSON.stringify(sorted(before.track)) !== JSON.stringify(sorted(after.track));
  return [
    ...(renamed ? [{ kind: 'name', ...about, track: after.track } as const] : []),
    ...(moved ? [{ kind: 'times', ...about, was: labelOf(after), to: { start: after.start, end } } as const] : []),
  ];
}

const aboutOf = (entry: Entry): About => ({ start: entry.start, end: entry.end, was: labelOf(entry) });

export const sorted = (track: Track | null): unknown =>
  track && Object.entries(track).sort(([a], [b]) => (a < b ? -1 : 1));

/** Which entry became which: those that are the same, then those that begin together, are called alike, or overlap. */
export function pairUp(before: readonly Entry[], after: readonly Entry[]): Map<Entry, Entry> {
  const pairs = new Map<Entry, Entry>();
  const free = new Set(after);
  const rounds: Array<(a: Entry, b: Entry) => boolean> = [
    (a, b) => a.start === b.start && a.end === b.end && labelOf(a) === labelOf(b),
    (a, b) => a.start === b.start,
    (a, b) => a.kind === 'track' && labelOf(a) === labelOf(b),
    (a, b) => shareOf(a, b) > 0.5,
  ];
  for (const fits of rounds) {
    for (const entry of before) {
      if (pairs.has(entry)) continue;
      const found = [...free].find((other) => fits(entry, other));
      if (!found) continue;
      pairs.set(entry, found);
      free.delete(found);
    }
  }
  return pairs;
}

// ── Into a new result ────────────────────────────────────────────────────────────────────────────────────────────

/** The same tracklist with everything that a person said of it. Saying it twice changes nothing. */
export function withCorrections(tracklist: Tracklist, corrections: readonly Correction[]): Tracklist {
  if (corrections.length === 0) return tracklist;
  let { entries, source } = tracklist;
  for (const correction of corrections) {
    if (correction.kind === 'heading') source = { ...source, ...headingOf(correction) };
    else entries = said(entries, correction);
  }
  const inOrder = [...entries].sort((a, b) => a.start - b.start);
  return withClaimsTold({ ...tracklist, source, entries: withPlayed(inOrder), corrections: [...corrections] });
}

function headingOf({ title, artist, date }: Heading): Omit<Heading, 'kind'> {
  return {
    ...(title !== undefined && { title }),
    ...(artist !== undefined && { artist }),
    ...(date !== undefined && { date }),
  };
}

function said(entries: readonly Entry[], correction: Exclude<Correction, Heading>): Entry[] {
  switch (correction.kind) {
    case 'removed': {
      const gone = find(entries, correction, correction.was);
      return entries.filter((entry) => entry !== gone);
    }
    case 'rejected':
      return entries.map((entry) => (shareOf(entry, correction) < 0.5 ? entry : withoutName(entry, correction.was)));
    case 'added': {
      const there = correction.track ? find(entries, correction, trackLabel(correction.track)) : undefined;
      const { start, end, track } = correction;
      return there ? swap(entries, there, { ...there, corrected: true }) : [...entries, entryOf(start, end, track)];
    }
    case 'name': {
      const { track, was, number } = correction;
      const numbered = number === undefined ? {} : { number };
      // Named anew on the way: whatever stands there now is meant.
      const meant = find(entries, correction, was) ?? find(entries, correction);
      if (meant) return swap(entries, meant, { ...renamed(meant, track, was), ...numbered });
      return [...entries, { ...entryOf(correction.start, correction.end, track), ...numbered }];
    }
    case 'times': {
      const { was, to } = correction;
      const meant = find(entries, correction, was) ?? find(entries, to, was);
      return meant
        ? swap(entries, meant, { ...meant, ...to, transition: null, corrected: true } as Entry)
        : [...entries];
    }
  }
}

/** A tracklist that holds what a person said, with the mark of who said so on the entries; nothing else changes. */
export function markedBy(tracklist: Tracklist, corrections: readonly Correction[]): Tracklist {
  const marked = new Set(corrections.flatMap((correction) => standsFor(tracklist.entries, correction) ?? []));
  const entries = tracklist.entries.map((entry): Entry => {
    if (!marked.has(entry)) return entry;
    return entry.kind === 'track' ? certain(entry, entry.track) : { ...entry, corrected: true };
  });
  return { ...tracklist, entries };
}

/** The entry that came of a correction; none where it was changed again since, of which another correction tells. */
function standsFor(entries: readonly Entry[], correction: Correction): Entry | undefined {
  switch (correction.kind) {
    case 'name':
    case 'added':
      return find(entries, correction, nameOf(correction.track));
    case 'times':
      return find(entries, correction.to, correction.was);
    default:
      return undefined;
  }
}

/** The entry that overlaps a stretch most, by at least half of the shorter of the two. */
function find(entries: readonly Entry[], stretch: Span, label?: string): Entry | undefined {
  let best: Entry | undefined;
  for (const entry of entries) {
    if (shareOf(entry, stretch) < 0.5) continue;
    if (label !== undefined && labelOf(entry) !== label) continue;
    if (!best || overlapOf(entry, stretch) > overlapOf(best, stretch)) best = entry;
  }
  return best;
}

/** Of the shorter stretch, how much lies in the other. */
export function shareOf(a: Span, b: Span): number {
  const shorter = Math.min(a.end - a.start, b.end - b.start);
  return shorter > 0 ? overlapOf(a, b) / shorter : Number(a.start === b.start);
}

function swap(entries: readonly Entry[], old: Entry, now: Entry): Entry[] {
  return entries.map((entry) => (entry === old ? now : entry));
}

/** A candidate that is at least this sure takes the place of a name that was rejected. */
const LIKELY = 0.5;

/** Entries that somebody has completed, without what a person rejected there before. */
export function withoutRejected(entries: readonly Entry[], corrections: readonly Correction[]): Entry[] {
  const rejected = corrections.filter((one) => one.kind === 'rejected');
  return entries.map((entry) =>
    rejected
      .filter((one) => shareOf(entry, one) >= 0.5 && !(entry.corrected && isCalled(entry.track, one.was)))
      .reduce((rest, { was }) => withoutName(rest, was), entry),
  );
}

/** The same name, though it is spelt otherwise. */
function isCalled(track: Track | null, name: string): boolean {
  return track !== null && (trackLabel(track) === name || relate(track, readName(name)) === 'same');
}

/** Whatever is there, but not what it was called. */
export function withoutName(entry: Entry, name: string): Entry {
  const alternatives = entry.alternatives.filter(({ track }) => !isCalled(track, name));
  if (!isCalled(entry.track, name)) return withRecording({ ...entry, alternatives });
  const { start, end } = entry;
  const times = { start, end, ...lasting(entry) };
  const [next, ...rest] = [...alternatives].sort((a, b) => b.confidence - a.confidence);
  const none = { speed: null, evidence: [], transition: null } satisfies Partial<Entry>;
  if (!next || next.confidence < LIKELY) {
    return { kind: 'unknown', ...times, track: null, confidence: null, ...none, evidence: [], alternatives };
  }
  const { sameSound: _, ...chosen } = next;
  return withRecording({ kind: 'track', ...times, ...none, ...chosen, alternatives: rest });
}

/** A person's word is about the work and about the recording. */
function certain({ recordingConfidence: _r, recurring: _p, ...entry }: TrackEntry, track: Track): TrackEntry {
  return { ...entry, track, confidence: 1, corrected: true };
}

/** What the identifiers said stays beside it. */
export function renamed(entry: Entry, track: Track | null, was: string): Entry {
  if (entry.kind === 'track' && track && trackLabel(entry.track) === trackLabel(track)) {
    return certain(entry, { ...entry.track, ...track });
  }
  // A spelling that was put right: what was measured is of that very track.
  if (entry.kind === 'track' && track && labelOf(entry) === was && isAlike(entry.track, track)) {
    return certain(entry, { ...entry.track, ...track });
  }
  const { track: before, confidence, evidence } = entry;
  const { recurring } = before ? entry : {};
  const other = before && { track: before, confidence: confidence ?? 0, ...(recurring && { recurring }), evidence };
  // One of its candidates: what was measured of that one is what is known of it now.
  const chosen = track && entry.alternatives.find((one) => trackLabel(one.track) === trackLabel(track));
  const alternatives = [...(other ? [other] : []), ...entry.alternatives.filter((one) => one !== chosen)];
  const named = entryOf(entry.start, entry.end, chosen && track ? { ...chosen.track, ...track } : track);
  const measured = named.kind === 'track' && chosen ? { ...named, evidence: chosen.evidence } : named;
  return { ...measured, alternatives, ...lasting(entry) };
}

/** What holds of a stretch whatever it is called. */
const lasting = ({ wallClock, number, alsoIn }: Entry): Pick<Entry, 'wallClock' | 'number' | 'alsoIn'> => ({
  ...(alsoIn !== undefined && { alsoIn }),
  ...(wallClock !== undefined && { wallClock }),
  ...(number !== undefined && { number }),
});

/** One of the two names is as it was. */
function isAlike(a: Track, b: Track): boolean {
  return a.title === b.title || (a.artists.length > 0 && a.artists.join() === b.artists.join());
}

function entryOf(start: number, end: number, track: Track | null): Entry {
  const none = {
    speed: null,
    evidence: [],
    alternatives: [],
    transition: null,
    corrected: true,
  } satisfies Partial<Entry>;
  if (!track) return { kind: 'unknown', start, end, track: null, confidence: null, ...none, evidence: [] };
  return { kind: 'track', start, end, track, confidence: 1, ...none };
}
