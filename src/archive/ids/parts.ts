import { lengthOf, type Span, without } from '../../domain/span.js';
import type { IdSighting } from './ids.js';
import { OWN } from './prints-of.js';
import { SHORTEST_LINE } from './recognise.js';

/** Seconds beside an ID that are unknown by themselves, unless they go on like it: shorter ones are its beginning, its end, or a transition. */
export const BESIDE = 25;

/** A part of an unknown stretch of a mix, and what is heard in it: nothing where it was never heard before. */
export interface Part extends Span {
  /** The one that is heard longest first. */
  seen: IdSighting[];
  /** What of it surely is that: without what only lies beside it. */
  sure: Span;
}

/** Up to where what is heard in a part goes on in the rest before or behind it; null where it doesn't. */
export type GoesOn = (part: Span, rest: Span) => Span | null;

/**
 * What an unknown stretch consists of, as far as other mixes tell. Each ID has the part in which it is heard and goes on, with what lies
 * beside that and is too short to be something else; the rest is unknown by itself.
 */
export function partsOf(stretch: Span, sightings: readonly IdSighting[], goesOn: GoesOn): Part[] {
  const heard = joined(clearest(stretch, sightings));
  if (heard.length === 0) return [{ ...stretch, seen: [], sure: stretch }];
  const parts: Part[] = [];
  let before: Part | null = null;
  for (const part of [...heard, null]) {
    const gap: Span = { start: before?.end ?? stretch.start, end: part?.start ?? stretch.end };
    if (before && lengthOf(gap) >= BESIDE) reachInto(before, gap, goesOn);
    if (part && lengthOf(gap) >= BESIDE) reachInto(part, gap, goesOn);
    if (lengthOf(gap) >= BESIDE) parts.push({ ...gap, seen: [], sure: { ...gap } });
    else {
      const middle = !before ? gap.start : part ? (gap.start + gap.end) / 2 : gap.end;
      if (before) before.end = middle;
      if (part) part.start = middle;
    }
    if (part) parts.push(part);
    before = part;
  }
  return parts;
}

/** Takes of the gap what is the part's, on either side of it. */
function reachInto(part: Part, gap: Span, goesOn: GoesOn): void {
  const on = goesOn(part.sure, gap);
  if (!on) return;
  if (on.start === gap.start) part.end = part.sure.end = gap.start = on.end;
  else part.start = part.sure.start = gap.end = on.start;
}

/** The one that is heard longest and surest has its place first; the others what that leaves them. */
function clearest(stretch: Span, sightings: readonly IdSighting[]): Part[] {
  const taken: Part[] = [];
  const worth = (sighting: IdSighting): number => lengthOf(sighting) * sighting.score;
  for (const sighting of [...sightings].sort((a, b) => worth(b) - worth(a))) {
    const within = { start: Math.max(sighting.start, stretch.start), end: Math.min(sighting.end, stretch.end) };
    if (lengthOf(within) < SHORTEST_LINE) continue;
    const left = without(within, taken).sort((a, b) => lengthOf(b) - lengthOf(a))[0];
    if (left && lengthOf(left) >= SHORTEST_LINE) taken.push({ ...left, seen: [sighting], sure: { ...left } });
  }
  return taken.sort((a, b) => a.start - b.start);
}

/** One that was looped or cued anew is heard along several lines. */
function joined(parts: readonly Part[]): Part[] {
  const all: Part[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (last && last.seen[0]!.number === part.seen[0]!.number && part.start - last.end < OWN) {
      last.end = last.sure.end = part.end;
      last.seen = [...last.seen, ...part.seen].sort((a, b) => lengthOf(b) - lengthOf(a));
    } else all.push({ ...part });
  }
  return all;
}
