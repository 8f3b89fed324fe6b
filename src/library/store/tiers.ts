import type { Changes } from './changes.js';
import type { SegmentEntry } from './manifest.js';
import { FORMAT } from './segment-format.js';

/**
 * Which segments to merge. Sizes are sorted into tiers, each FAN_IN times the one below; a tier that has FAN_IN segments
 * becomes one segment of the next. So a posting is rewritten once a tier, log₈ of the library's size in all, and adding
 * the millionth costs what adding the first did, but for that logarithm.
 */
const FAN_IN = 8;
/** Postings of a usual track: the lowest tier is single tracks. */
const LOWEST = 32_768;
/**
 * No merge makes more postings than this, some 5,000 hours of music: a merge that rewrites tens of gigabytes wouldn't pay
 * for itself any more, and rows are counted in 32 bits.
 */
const LARGEST = 2 ** 31;
/** A segment is rewritten without its removed tracks when they are this part of it. */
const WASTE = 0.25;

function tierOf(segment: SegmentEntry): number {
  return Math.max(0, Math.ceil(Math.log(segment.postings / LOWEST) / Math.log(FAN_IN)));
}

/** A merge that is due while tracks are being added, or null. A segment alone is written anew. */
export function dueMerge(segments: readonly SegmentEntry[], changes: Changes): SegmentEntry[] | null {
  const tiers = new Map<number, SegmentEntry[]>();
  for (const segment of segments) {
    if (segment.postings > LARGEST / FAN_IN) continue;
    const tier = tierOf(segment);
    const members = tiers.get(tier) ?? [];
    members.push(segment);
    if (members.length === FAN_IN) return members;
    tiers.set(tier, members);
  }
  return wasted(segments, changes);
}

/**
 * A merge that is due when adding is over, or null: every look-up visits every segment, so the small ones become one, and
 * each segment left has at least SHRINK times the postings of all smaller ones together.
 */
const SHRINK = 4;
export function settlingMerge(segments: readonly SegmentEntry[], changes: Changes): SegmentEntry[] | null {
  const bySize = segments.toSorted((a, b) => b.postings - a.postings);
  let smaller = bySize.reduce((sum, { postings }) => sum + postings, 0);
  for (let i = 0; i < bySize.length - 1; i++) {
    const { postings } = bySize[i]!;
    smaller -= postings;
    if (postings + smaller <= LARGEST && (postings < SHRINK * smaller || postings === 0)) return bySize.slice(i);
  }
  return wasted(segments, changes) ?? earlier(segments);
}

function wasted(segments: readonly SegmentEntry[], { removed }: Changes): SegmentEntry[] | null {
  const segment = segments.find(({ name, tracks }) => (removed.get(name)?.size ?? 0) > tracks * WASTE);
  return segment ? [segment] : null;
}

/** Segments of an earlier format can be merged, not looked up. */
function earlier(segments: readonly SegmentEntry[]): SegmentEntry[] | null {
  const segment = segments.find(({ format }) => format < FORMAT);
  return segment ? [segment] : null;
}
