import { overlapOf, type Span } from '../../domain/span.js';
import type { PeakList } from '../../fingerprint/index.js';
import type { IdSighting, OpenIds } from './ids.js';
import { type Part, partsOf } from './parts.js';
import { core, goesOn } from './prints-of.js';
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
  const heard = (await open.recognise(peaks, there, { signal })).map((sighting) => moved(sighting, start));
  return heard.filter((line) => stretches.some((stretch) => overlapOf(line, core(stretch)) >= SHORTEST_LINE));
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
