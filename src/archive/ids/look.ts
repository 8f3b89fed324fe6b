import { lengthOf, overlapOf, type Span } from '../../domain/span.js';
import type { PeakList } from '../../fingerprint/index.js';
import type { IdSighting, OpenIds } from './ids.js';
import { type Part, partsOf } from './parts.js';
import { core, goesOn, MARGIN } from './prints-of.js';
import { SHORTEST_LINE } from './recognise.js';

/** A mix that is looked at. */
export interface Look {
  peaks: PeakList;
  /** Mix time of the peaks' beginning. */
  start: number;
  /** What it goes by in the archive. */
  mix: string;
  /** Where it begins in that, if it is another recording of it. */
  lies: number;
  signal: AbortSignal;
}

/** What is heard in stretches of the mix, in mix time, and not only where their neighbours may still be heard. */
export async function hearIn(
  stretches: readonly Span[],
  open: OpenIds,
  { peaks, start, signal }: Look,
): Promise<IdSighting[]> {
  const there = stretches.map((stretch) => moved(stretch, -start));
  const heard = (await open.recognise(peaks, there, { signal })).map((line) => withCut(moved(line, start), open));
  return heard.filter((line) => stretches.some((stretch) => overlapOf(line, core(stretch)) >= SHORTEST_LINE));
}

/** Seconds by which a line that begins where its print begins may miss that. */
const NEAR = 2;

/** A print has no beginning and no end of what was heard, where its neighbours may have been: what is heard to its ends goes on so far. */
function withCut(line: IdSighting, { known }: OpenIds): IdSighting {
  const seconds = known.get(line.print)?.print.seconds ?? Number.POSITIVE_INFINITY;
  const margin = MARGIN / line.speed;
  const isToTheEnd = line.printStart + lengthOf(line) * line.speed >= seconds - NEAR;
  return {
    ...line,
    cut: { before: line.printStart <= NEAR ? margin : 0, behind: isToTheEnd ? margin : 0 },
  };
}

export function partsIn(entry: Span, heard: readonly IdSighting[], { peaks, start }: Look): Part[] {
  return partsOf(entry, heard, (part, rest) => {
    const on = goesOn(peaks, moved(part, -start), moved(rest, -start));
    return on && moved(on, start);
  });
}

export const moved = <T extends Span>(span: T, by: number): T => ({
  ...span,
  start: span.start + by,
  end: span.end + by,
});
