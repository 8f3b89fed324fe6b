import type { ClaimedBy, KeptClaim, OpenClaim } from './claim.js';
import { relate, titleKey } from './recording.js';
import { lengthOf, overlapOf, type Span } from './span.js';
import { type Track, trackLabel } from './track.js';
import type { Entry, TrackEntry, Tracklist, UnknownEntry } from './tracklist.js';

/** Of a stretch that a claim speaks of, so much lies in an unknown, or the other way round, where it is claimed for that. */
const MOST = 0.5;
/** Seconds between where a track is claimed and where it is heard that need no second thought. */
const NEAR = 120;
/** More entries of one name, or claims for one entry, come from a hostile document, not from music. */
const MOST_ALIKE = 64;

/**
 * The tracklist with its claims held against its entries as they are now: which of them are heard, and where; who claims what is
 * heard, and what is claimed where nobody knows. Nothing else changes, and saying it twice changes nothing.
 */
export function withClaimsTold(tracklist: Tracklist): Tracklist {
  if (!tracklist.claims) return tracklist;
  const { claims: before, entries: rows } = tracklist;
  const heard = entriesHeard(before, finderOf(rows));
  const claimedBy = new Map<Entry, ClaimedBy[]>();
  const open = new Map<Entry, OpenClaim[]>();
  const unknowns = rows.filter((entry) => entry.kind === 'unknown');
  const claims = before.map((claim): KeptClaim => {
    const { track, by, mixTime } = claim;
    const entry = heard.get(claim);
    if (entry) {
      note(claimedBy, entry, { by, mixTime }, (one) => one.by === by && one.mixTime === mixTime);
      return { ...claim, heardAt: entry.start };
    }
    const unknown = claim.stretch && claimedFor(claim.stretch, unknowns);
    const name = trackLabel(track);
    if (unknown) note(open, unknown, { track, by, mixTime }, (one) => one.by === by && trackLabel(one.track) === name);
    return { ...claim, heardAt: null };
  });
  const entries = rows.map((entry): Entry => {
    if (entry.kind === 'track') {
      const { claimedBy: _, ...rest } = entry;
      const by = claimedBy.get(entry);
      return by ? { ...rest, claimedBy: by } : rest;
    }
    const { claims: _, ...rest } = entry;
    const said = open.get(entry);
    return said ? { ...rest, claims: said } : rest;
  });
  return { ...tracklist, entries, claims };
}

function note<T>(notes: Map<Entry, T[]>, entry: Entry, one: T, isSame: (other: T) => boolean): void {
  const known = notes.get(entry) ?? [];
  if (known.length < MOST_ALIKE && !known.some(isSame)) notes.set(entry, [...known, one]);
}

type Find = (claim: KeptClaim) => TrackEntry[];

/** Entries of a piece, in whatever version, by its title: long lists don't meet every entry. */
function finderOf(entries: readonly Entry[]): Find {
  const byTitle = new Map<string, TrackEntry[]>();
  for (const entry of entries) {
    if (entry.kind !== 'track') continue;
    for (const key of new Set(namesOf(entry).map(({ title }) => titleKey(title)))) {
      const alike = byTitle.get(key) ?? [];
      if (alike.length < MOST_ALIKE) alike.push(entry);
      byTitle.set(key, alike);
    }
  }
  return ({ track }) =>
    (byTitle.get(titleKey(track.title)) ?? []).filter((entry) =>
      namesOf(entry).some((name) => relate(name, track) !== 'different'),
    );
}

const namesOf = ({ track, otherNames = [] }: TrackEntry): Track[] => [track, ...otherNames.slice(0, MOST_ALIKE)];

/**
 * Which entry each claim speaks of: the nearest one. One far from where it is claimed only if the same list says nothing nearer of it;
 * of a list without times, the first that it hasn't named before.
 */
function entriesHeard(claims: readonly KeptClaim[], find: Find): Map<KeptClaim, TrackEntry> {
  const heard = new Map<KeptClaim, TrackEntry>();
  const named = new Map<string, Set<TrackEntry>>();
  const namedBy = ({ by }: KeptClaim): Set<TrackEntry> => named.get(by) ?? new Set();
  const take = (claim: KeptClaim, entry: TrackEntry): void => {
    heard.set(claim, entry);
    named.set(claim.by, namedBy(claim).add(entry));
  };
  const far: Array<[KeptClaim, TrackEntry]> = [];
  for (const claim of claims) {
    const { mixTime } = claim;
    const entries = find(claim);
    if (entries.length === 0) continue;
    if (mixTime === null) take(claim, entries.find((entry) => !namedBy(claim).has(entry)) ?? entries[0]!);
    else {
      const nearest = entries.reduce((best, entry) => (away(entry, mixTime) < away(best, mixTime) ? entry : best));
      if (away(nearest, mixTime) <= NEAR) take(claim, nearest);
      else far.push([claim, nearest]);
    }
  }
  for (const [claim, entry] of far) if (!namedBy(claim).has(entry)) take(claim, entry);
  return heard;
}

const away = ({ start, end }: Span, time: number): number => (time < start ? start - time : Math.max(0, time - end));

/** The unknown that a stretch speaks of, if it speaks of one. */
function claimedFor(stretch: Span, unknowns: readonly UnknownEntry[]): UnknownEntry | null {
  let best: UnknownEntry | null = null;
  for (const entry of unknowns) {
    const shared = overlapOf(entry, stretch);
    if (shared <= 0 || shared < MOST * Math.min(lengthOf(entry), lengthOf(stretch))) continue;
    if (!best || shared > overlapOf(best, stretch)) best = entry;
  }
  return best;
}

/** What was heard nowhere and stands beside no unknown: somebody knows another track there, or nobody knows where it should be. */
export function claimsUnheard({ claims = [], entries }: Pick<Tracklist, 'claims' | 'entries'>): KeptClaim[] {
  const open = new Set<string>();
  for (const entry of entries) {
    if (entry.kind !== 'unknown') continue;
    for (const { track, by, mixTime } of entry.claims ?? []) open.add(keyOf(track, by, mixTime));
  }
  return claims.filter(({ track, by, mixTime, heardAt }) => heardAt === null && !open.has(keyOf(track, by, mixTime)));
}

const keyOf = (track: KeptClaim['track'], by: string, mixTime: number | null): string =>
  JSON.stringify([trackLabel(track), by, mixTime]);
