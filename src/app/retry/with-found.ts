import { withEnrichmentOf } from '../../domain/enrichment/carry.js';
import type { Match } from '../../domain/match.js';
import type { Recurrence } from '../../domain/phantoms.js';
import { withPlayed } from '../../domain/played.js';
import { fold, relate } from '../../domain/recording.js';
import { lengthOf, meet, overlapOf, type Span, spanOf, without } from '../../domain/span.js';
import { type Track, trackLabel } from '../../domain/track.js';
import type { Alternative, Entry, Evidence, TrackEntry, Tracklist, UnknownEntry } from '../../domain/tracklist.js';
import { lossOf } from '../../domain/worth.js';
import { assemble } from '../assembly/assemble.js';
import { withoutPhantoms } from '../assembly/phantoms.js';
import { isOpen, openStretches, withMargin } from './open-stretches.js';

/** What was heard and told when a mix was looked at again. */
export interface Found {
  matches: readonly Match[];
  /** Stretches without music. */
  musicless?: readonly Span[];
  /** Samples that nobody could name. */
  unnamed?: readonly Span[];
  /** Who was asked, by name. */
  identifiers: readonly string[];
  /** How names came up in other mixes, where that is known. */
  recurrence?: Recurrence | undefined;
}

/** Under this name entries that stay take part in the assembly: nothing of it is in what comes out. */
const KEPT = 'kept';
/** A track that is heard in a stretch for less than this is its neighbour's end. */
const SHORTEST = 5;
/** What is left of an unknown beside a track that was found in it is worth a row from this length on. */
const SHORTEST_REST = 15;
/** The entry that ends this near to where a stretch begins is the one before it. */
const BESIDE = 1;
/** By so much more must an entry be sure for its document to be written anew. */
const SURER = 0.02;
/** A part that is this share of an unknown is that unknown still. */
const MOST = 0.5;

/**
 * The tracklist with what was found in its open stretches. Entries outside of them take part as neighbours: what they are and when they
 * begin stays to the millisecond, and so does all that a person said. The same tracklist where that says nothing new, or would lose anything.
 */
export function withFound(tracklist: Tracklist, found: Found): Tracklist {
  let now = tracklist;
  for (const stretch of openStretches(tracklist)) {
    const next = withFoundIn(stretch, now, found);
    // A name that isn't heard again goes only where another one is heard.
    if (next !== now && lossOf(now, { ...next, identifiers: [] }) === null) now = next;
  }
  if (now === tracklist) return tracklist;
  const identifiers = [...new Set([...(tracklist.identifiers ?? []), ...found.identifiers])];
  return { ...withEnrichmentOf(tracklist, now), identifiers };
}

/** The tracklist without names that have turned out to be phantoms since it was made; the same one where there are none. */
export function withDoubts(tracklist: Tracklist, recurrence: Recurrence | undefined): Tracklist {
  if (!recurrence) return tracklist;
  const entries = withoutPhantoms(tracklist.entries, recurrence);
  return entries.every((entry, at) => entry === tracklist.entries[at]) ? tracklist : { ...tracklist, entries };
}

function withFoundIn(stretch: Span, tracklist: Tracklist, found: Found): Tracklist {
  const { entries } = tracklist;
  const range = withMargin(stretch, tracklist.window ?? { start: 0, end: tracklist.duration });
  const open = entries.filter((entry) => isOpen(entry) && meet(entry, stretch));
  const stays = entries.filter((entry) => !open.includes(entry));
  const near = stays.filter((entry) => meet(entry, range));
  const heard = found.matches
    .flatMap((match) => cut(match, range))
    .filter((match) => !isRefused(match.track, spanOf(match), tracklist));
  const fresh = heard.filter((match) => !match.witness && isOfStretch(match, stretch, near));
  if (fresh.length === 0) return tracklist;

  const witnesses = heard.filter((match) => match.witness);
  // A neighbour that is heard again tells until when it really sounds, which says where the next one takes over.
  const beside = heard.filter((match) => !match.witness && !fresh.includes(match) && isOfAny(match, near));
  const matches = [
    ...near.map(asMatch),
    ...open.flatMap((entry) => earlier(entry, fresh)),
    ...fresh,
    ...beside,
    ...witnesses,
  ];
  const assembled = assemble(
    { ...range, matches, musicless: found.musicless ?? [], unnamed: found.unnamed ?? [] },
    found.recurrence,
  );
  const isNew = new Set(fresh.map(keyOf));
  const tracks = assembled.filter((entry): entry is TrackEntry => entry.kind === 'track' && !isKept(entry));
  const told = tracks
    .filter((entry) => entry.evidence.some((one) => isNew.has(keyOf(one))))
    .map((entry) => untilNext(entry, assembled));
  if (told.length === 0) return tracklist;

  const untold = tracks
    .filter((entry) => !entry.evidence.some((one) => isNew.has(keyOf(one))))
    .map((entry) => asBefore(entry, open, told));
  const beforeIt = stays.map((entry) => upTo(entry, stretch, assembled));
  const rest = restOf(open, [...told, ...untold, ...beforeIt], found.musicless ?? []);
  const now = [...beforeIt, ...told, ...untold, ...rest].sort((a, b) => a.start - b.start || a.end - b.end);
  return saysMore(entries, now) ? { ...tracklist, entries: withPlayed(now) } : tracklist;
}

const keyOf = ({ identifier, mixTime }: Pick<Match, 'identifier' | 'mixTime'>): string =>
  `${identifier} ${mixTime.toFixed(3)}`;

/** As far as a match lies in a range. */
function cut(match: Match, range: Span): Match[] {
  const { start, end } = spanOf(match);
  if (!meet({ start, end }, range)) return [];
  const from = Math.max(start, range.start);
  const { trackTime, speed = 1 } = match;
  return [
    {
      ...match,
      mixTime: from,
      mixDuration: Math.min(end, range.end) - from,
      ...(trackTime !== undefined && { trackTime: trackTime + (from - start) * speed }),
    },
  ];
}

/** Whether a person has said of this stretch that it isn't that. */
export function isRefused(track: Track, span: Span, { corrections = [] }: Pick<Tracklist, 'corrections'>): boolean {
  const name = fold(trackLabel(track));
  return corrections.some(
    (one) =>
      (one.kind === 'rejected' || one.kind === 'removed') &&
      fold(one.was) === name &&
      overlapOf(span, one) >= MOST * Math.min(lengthOf(span), lengthOf(one)),
  );
}

/** Whether a match speaks of the stretch, and not of an entry beside it that goes on under another name. */
function isOfStretch(match: Match, stretch: Span, near: readonly Entry[]): boolean {
  const span = spanOf(match);
  const inside = overlapOf(span, stretch);
  return inside >= Math.min(SHORTEST, lengthOf(span)) && near.every((entry) => overlapOf(span, entry) <= inside);
}

const isOfAny = (match: Match, entries: readonly Entry[]): boolean =>
  entries.some((entry) => !!entry.track && relate(entry.track, match.track) === 'same' && meet(entry, spanOf(match)));

/** An entry that stays, as the surest of matches. */
function asMatch({ start, end, track, speed }: Entry, at: number): Match {
  return {
    identifier: KEPT,
    key: String(at),
    track: track ?? { title: '', artists: [] },
    mixTime: start,
    mixDuration: end - start,
    ...(speed !== null && { speed }),
    score: 1,
    tracked: true,
    owned: 1,
  };
}

/**
 * The entry before the stretch goes on until the new one takes over, where it was taken to end earlier for want of a next one. All else
 * of it stays.
 */
function upTo(entry: Entry, stretch: Span, assembled: readonly Entry[]): Entry {
  if (entry.corrected || entry.kind !== 'track' || Math.abs(entry.end - stretch.start) > BESIDE) return entry;
  const there = assembled.find(({ evidence }) =>
    evidence.some((one) => one.identifier === KEPT && tidy(entry.start) === one.mixTime),
  );
  return there && there.end > entry.end && there.end < stretch.end ? { ...entry, end: there.end } : entry;
}

/** The same of what was found: the entry after it begins where it began, though it would have been taken to begin earlier. */
function untilNext(entry: TrackEntry, assembled: readonly Entry[]): TrackEntry {
  const next = assembled.find((other) => other.kind === 'track' && isKept(other) && other.start === entry.end);
  const begins = next?.evidence.find(({ identifier }) => identifier === KEPT)?.mixTime ?? 0;
  return begins > entry.end ? { ...entry, end: begins } : entry;
}

const isKept = ({ evidence }: TrackEntry): boolean => evidence.some(({ identifier }) => identifier === KEPT);

/** What was told of an open entry before, unless it has been told again. */
function earlier(entry: Entry, fresh: readonly Match[]): Match[] {
  const { track, evidence } = entry;
  const own: Pick<Alternative, 'track' | 'evidence' | 'sameSound'>[] = track ? [{ track, evidence }] : [];
  return [...own, ...entry.alternatives].flatMap(({ track, evidence, sameSound }) => {
    const again = fresh.filter((match) => relate(match.track, track) === 'same');
    return evidence
      .filter((one) => !again.some((match) => match.identifier === one.identifier && meet(spanOf(match), spanOf(one))))
      .map((one): Match => {
        const key =
          again.find(({ identifier }) => identifier === one.identifier)?.key ?? `${KEPT} ${trackLabel(track)}`;
        return { ...one, key, track, ...followed(one), ...(sameSound && { sameSound, owned: 0 }) };
      });
  });
}

/** The library is the one that follows tracks; of others only samples are known. */
const followed = ({ identifier }: Evidence): Pick<Match, 'tracked'> =>
  identifier === 'library' ? { tracked: true } : {};

/** An entry of which nothing new is known stays as it was, unless something new stands in its place. */
function asBefore(entry: TrackEntry, open: readonly Entry[], told: readonly TrackEntry[]): TrackEntry {
  const before = open.find(
    (other): other is TrackEntry =>
      other.kind === 'track' && relate(other.track, entry.track) === 'same' && meet(other, entry),
  );
  return before && !told.some((other) => meet(other, before)) ? before : entry;
}

/** What is still unknown of the open stretches. */
function restOf(open: readonly Entry[], tracks: readonly Span[], musicless: readonly Span[]): UnknownEntry[] {
  return open.flatMap((entry) => {
    const parts = without(entry, [...tracks, ...musicless]);
    // What was said of a name that is gone says nothing of what is left of its stretch.
    const unknown = entry.kind === 'unknown' ? entry : null;
    if (unknown && !tracks.some((track) => meet(track, unknown))) return [unknown];
    return parts
      .filter((part) => lengthOf(part) >= SHORTEST_REST)
      .map((part) => restAs(part, unknown && lengthOf(part) >= MOST * lengthOf(unknown) ? unknown : null));
  });
}

function restAs({ start, end }: Span, unknown: UnknownEntry | null): UnknownEntry {
  const nothing = { track: null, confidence: null, speed: null, transition: null } as const;
  const alternatives = unknown?.alternatives ?? [];
  return { ...unknown, kind: 'unknown', start: tidy(start), end: tidy(end), ...nothing, evidence: [], alternatives };
}

/** Milliseconds, as everywhere in a tracklist. */
const tidy = (seconds: number): number => Number(seconds.toFixed(3));

/** Whether a name is there that wasn't, or is surer than it was. */
function saysMore(before: readonly Entry[], now: readonly Entry[]): boolean {
  return now.some((entry) => {
    if (entry.kind === 'unknown') return false;
    const same = before.filter((other) => other.kind === 'track' && meet(other, entry) && isAlike(other, entry));
    return same.every((other) => entry.confidence >= (other.confidence ?? 0) + SURER);
  });
}

const isAlike = ({ track }: Entry, other: TrackEntry): boolean =>
  !!track && trackLabel(track) === trackLabel(other.track);
