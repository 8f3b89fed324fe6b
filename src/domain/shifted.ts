import type { KeptClaim } from './claim.js';
import type { Correction } from './correction.js';
import { overlapOf, type Span } from './span.js';
import { withClaimsTold } from './told-claims.js';
import type { Entry, Evidence, Tracklist } from './tracklist.js';

/** To a millisecond, as files tell times: there and back again is the same. */
const at = (time: number, by: number): number => Number((time + by).toFixed(3));
const moved = ({ start, end }: Span, by: number): Span => ({ start: at(start, by), end: at(end, by) });
const clipped = ({ start, end }: Span, room: Span): Span => ({
  start: Math.max(start, room.start),
  end: Math.min(end, room.end),
});
/** Seconds by which two recordings of one mix may differ. */
const HAIR = 1;
/** Of the shorter of the two, so much must lie in the other. */
const MOST = 0.5;
const isIn = (span: Span, room: Span): boolean =>
  overlapOf(span, room) > 0 && overlapOf(span, room) >= MOST * Math.min(span.end - span.start, room.end - room.start);

/**
 * What was said of one recording, as it holds for another of the same mix that begins `-by` seconds later: null for what lies outside
 * of that one, or is about the mix as a whole where it isn't the whole.
 */
export function shiftedCorrection(
  correction: Correction,
  by: number,
  { room, isWhole }: { room: Span; isWhole: boolean },
): Correction | null {
  if (correction.kind === 'heading') return isWhole ? correction : null;
  const span = moved(correction, by);
  if (!isIn(span, room)) return null;
  if (correction.kind !== 'times') return { ...correction, ...clipped(span, room) };
  return { ...correction, ...clipped(span, room), to: clipped(moved(correction.to, by), room) };
}

/** A tracklist in the time of another recording of the same mix, of which `room` is all there is. */
export function shiftedTracklist(tracklist: Tracklist, by: number, room: Span): Tracklist {
  const { window, unheard, corrections, ...rest } = tracklist;
  const inRoom = <T extends Span>(all: readonly T[]): T[] =>
    all
      .filter((one) => overlapOf(moved(one, by), room) > 0)
      .map((one) => ({ ...one, ...clipped(moved(one, by), room) }));
  const entries = tracklist.entries
    .filter((entry) => overlapOf(moved(entry, by), room) > 0)
    .map((entry) => shiftedEntry(entry, by, room));
  const said = corrections?.flatMap((one) => shiftedCorrection(one, by, { room, isWhole: true }) ?? []);
  // What comes before its beginning was never heard.
  const span = window ?? (by > HAIR ? { start: 0, end: tracklist.duration } : undefined);
  const part = span && clipped(moved(span, by), room);
  const claims = tracklist.claims?.flatMap((one) => shiftedClaim(one, by, room));
  return withClaimsTold({
    ...rest,
    duration: at(tracklist.duration, by),
    ...(part && { window: part }),
    entries,
    ...(said && { corrections: said }),
    ...(unheard && { unheard: inRoom(unheard) }),
    ...(claims && { claims }),
  });
}

/** None where it speaks of what isn't in the room. */
function shiftedClaim(claim: KeptClaim, by: number, room: Span): KeptClaim[] {
  const { mixTime, stretch } = claim;
  const place = stretch && moved(stretch, by);
  const begins = place !== null && place.start >= room.start && place.start < room.end;
  if (place && !begins && !isIn(place, room)) return [];
  return [
    {
      ...claim,
      mixTime: mixTime === null ? null : Math.max(0, at(mixTime, by)),
      stretch: place && clipped(place, room),
    },
  ];
}

/**
 * A list changed by what is said in the time of another recording of its mix, in which it begins at `by`. Only of its entries: a
 * part has another heading than the whole.
 */
export function changedInTimeOf(
  tracklist: Tracklist,
  by: number,
  change: (tracklist: Tracklist) => Tracklist,
): Tracklist {
  const { entries, corrections = [] } = tracklist;
  const how = { room: ALL_TIME, isWhole: true };
  const room = { start: 0, end: tracklist.duration };
  const there = new Map<Entry, Entry>(entries.map((entry) => [shiftedEntry(entry, by, ALL_TIME), entry]));
  const said = new Map(corrections.flatMap((one) => [[shiftedCorrection(one, by, how) ?? one, one] as const]));
  const before = { ...tracklist, entries: [...there.keys()], ...(said.size > 0 && { corrections: [...said.keys()] }) };
  const after = change(before);
  if (after === before) return tracklist;
  const { numbering, corrections: now = [] } = after;
  const { numbering: _, corrections: __, ...rest } = tracklist;
  const back = now.flatMap((one) => said.get(one) ?? shiftedCorrection(one, -by, { room, isWhole: false }) ?? []);
  const isAsItWas = (all: readonly unknown[], others: readonly unknown[]): boolean =>
    all.length === others.length && all.every((one, i) => one === others[i]);
  if (isAsItWas(after.entries, before.entries) && isAsItWas(back, corrections)) return tracklist;
  const isHere = (entry: Entry): boolean => there.has(entry) || overlapOf(moved(entry, -by), room) > 0;
  return {
    ...rest,
    entries: after.entries.filter(isHere).map((entry) => there.get(entry) ?? shiftedEntry(entry, -by, room)),
    ...(numbering !== undefined && { numbering }),
    ...(back.length > 0 && { corrections: back }),
  };
}

const ALL_TIME: Span = { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY };

function shiftedEntry(entry: Entry, by: number, room: Span): Entry {
  const evidence = (all: readonly Evidence[]): Evidence[] =>
    all.map((one) => ({ ...one, mixTime: at(one.mixTime, by) }));
  const alternatives = entry.alternatives.map((one) => ({ ...one, evidence: evidence(one.evidence) }));
  const times = {
    ...clipped(moved(entry, by), room),
    alternatives,
    ...(entry.alsoIn && { alsoIn: entry.alsoIn.map((one) => ({ ...one, ...moved(one, by) })) }),
  };
  if (entry.kind === 'unknown') return { ...entry, ...times };
  const transition = entry.transition && moved(entry.transition, by);
  return { ...entry, ...times, evidence: evidence(entry.evidence), transition };
}
