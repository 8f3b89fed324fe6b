import type { ClaimKind, ClaimList } from '../../domain/claim.js';
import { relate, titleKey } from '../../domain/recording.js';
import type { Span } from '../../domain/span.js';
import type { Track } from '../../domain/track.js';
import { type Offset, offsetOf, type Pair } from './offset.js';

/** A claim as it lies in the mix. */
export interface PlacedClaim {
  track: Track;
  kind: ClaimKind;
  by: string;
  /** When the list says that it begins, in mix time; null where it says nothing but the order, or nobody knows when it began. */
  mixTime: number | null;
  /** The stretch that it speaks of: until the next one of its list. Null where nobody knows. */
  stretch: Span | null;
  /** By so many seconds that may be wrong on either side. */
  slack: number;
}

/** When the recording of a mix began, in seconds since 1970, and by how much that may be wrong. */
export interface Begun {
  at: number;
  slack: number;
}

/** A track that is known to sound, whoever knows it. */
export interface Sounding extends Span {
  track: Track;
}

export interface Ground extends Span {
  /** Whether that is all of the mix. */
  isWhole: boolean;
  begun: Begun | null;
  sounding: readonly Sounding[];
}

/** A claim with nothing after it speaks of this many seconds at most. */
const LONGEST = 600;
/** People name the moment at which a track takes over, or that at which they noticed it. */
const LEAST_SLACK = 45;
/** More of one name come from a hostile list or mix, not from music. */
const MOST_ALIKE = 64;

/** Puts lists on the time line of the mix: of each what lies in the part that is heard, in its order. */
export function placeLists(lists: readonly ClaimList[], ground: Ground): PlacedClaim[][] {
  const find = finder(ground.sounding);
  const sessions = lists.filter(({ clock }) => clock === 'world').length;
  return lists.map((list) => {
    const offset = offsetIn(list, ground, find);
    // Of many nights nobody knows which one it is, until two tracks of one are recognised.
    return list.clock === 'world' && !offset && sessions > 1 ? [] : placed(list, offset, ground);
  });
}

/** What has to be added to a list's times; null where it has none, or nobody can tell. */
function offsetIn({ clock, claims, slack }: ClaimList, { begun }: Ground, find: Finder): Offset | null {
  if (clock === null) return null;
  const pairs = claims.flatMap(({ track, at }, claim): Pair[] =>
    at === null ? [] : find(track).map(({ start }) => ({ claim, offset: start - at })),
  );
  if (clock === 'mix') return offsetOf(pairs, { at: 0, slack: 0, isMixTime: true });
  return offsetOf(pairs, begun && { at: -begun.at, slack: slack + begun.slack, isMixTime: false });
}

function placed({ kind, by, claims, slack, clock }: ClaimList, offset: Offset | null, ground: Ground): PlacedClaim[] {
  const times = claims.map(({ at }) => (at === null || offset === null ? null : at + offset.at));
  const ends = endsOf(times);
  const wide = Math.max(LEAST_SLACK, slack) + (offset?.slack ?? 0);
  return claims.flatMap(({ track, at, until }, i): PlacedClaim[] => {
    const start = times[i]!;
    const claim = { track, kind, by, slack: wide };
    if (start === null) return [{ ...claim, mixTime: null, stretch: null }];
    const said = until === undefined || at === null ? undefined : start + (until - at);
    const end = Math.max(start, Math.min(said ?? Number.POSITIVE_INFINITY, ends[i]!, start + LONGEST));
    if (start < ground.end + wide && end > ground.start - wide) {
      const inside = Math.max(ground.start, Math.min(start, ground.end));
      return [
        { ...claim, mixTime: inside, stretch: { start: inside, end: Math.min(Math.max(end, inside), ground.end) } },
      ];
    }
    // A session goes on before and after the recording of it; a list of the mix that does is wrong about its times.
    return clock === 'mix' && ground.isWhole ? [{ ...claim, mixTime: Math.max(0, start), stretch: null }] : [];
  });
}

/** When the next one begins, in one pass over the sorted times: a list may name one moment thousands of times. */
function endsOf(times: ReadonlyArray<number | null>): number[] {
  const sorted = times.filter((time) => time !== null).sort((a, b) => a - b);
  const next = new Map<number, number>();
  for (let i = sorted.length - 1; i >= 0; i--) {
    const later = sorted[i + 1];
    if (later === undefined) next.set(sorted[i]!, Number.POSITIVE_INFINITY);
    else if (later > sorted[i]!) next.set(sorted[i]!, later);
  }
  return times.map((time) => (time === null ? Number.POSITIVE_INFINITY : next.get(time)!));
}

export type Finder = (track: Track) => Sounding[];

/** Tells where a piece sounds, in whatever version: by its title first, so that long lists don't meet every track of the mix. */
export function finder(sounding: readonly Sounding[]): Finder {
  const byTitle = new Map<string, Sounding[]>();
  for (const one of sounding) {
    const key = titleKey(one.track.title);
    byTitle.set(key, [...(byTitle.get(key) ?? []), one].slice(0, MOST_ALIKE));
  }
  return (track) =>
    (byTitle.get(titleKey(track.title)) ?? []).filter((one) => relate(one.track, track) !== 'different');
}
