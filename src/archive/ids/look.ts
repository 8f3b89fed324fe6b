import { overlapOf, type Span } from '../../domain/span.js';
import { type PeakList, retuned } from '../../fingerprint/index.js';
import type { IdSighting, OpenIds } from './ids.js';
import type { KeptId } from './kept-id.js';
import { BESIDE, type Part, partsOf } from './parts.js';
import { core, goesOn, MARGIN, printOf } from './prints-of.js';
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

/**
 * What is heard in stretches of the mix, in mix time, and not only where their neighbours may still be heard. What is heard just long
 * enough may reach in there, where what lies beside it is new: that would get a print which holds both. Beside what is known it would be
 * its beginning or end.
 */
export async function hearIn(
  stretches: readonly Span[],
  open: OpenIds,
  { peaks, start, signal }: Look,
): Promise<IdSighting[]> {
  const there = stretches.map((stretch) => moved(stretch, -start));
  const heard = (await open.recognise(peaks, there, { signal })).map((sighting) => moved(sighting, start));
  const within = (line: Span): number => Math.max(...stretches.map((stretch) => overlapOf(line, core(stretch))));
  const sure = heard.filter((line) => within(line) >= SHORTEST_LINE);
  const isBeside = ({ start, end }: Span): boolean =>
    sure.some((line) => overlapOf(line, { start: start - BESIDE, end: end + BESIDE }) > 0);
  const brief = heard.filter((line) => !sure.includes(line) && within(line) >= SHORTEST_LINE - MARGIN);
  return [...sure, ...brief.filter((line) => !isBeside(line))];
}

export function partsIn(entry: Span, heard: readonly IdSighting[], { peaks, start }: Look): Part[] {
  return partsOf(entry, heard, (part, rest) => {
    const on = goesOn(peaks, moved(part, -start), moved(rest, -start));
    return on && moved(on, start);
  });
}

/** A print of what is heard of an ID in the mix, as fast and as high as the ID's own. */
export function printAsHeard(line: IdSighting, { peaks, start }: Look): KeptId['print'] {
  const { speed, pitch } = line;
  const there = moved(line, -start);
  return printOf(retuned(peaks, { speed: 1 / speed, pitch: 1 / pitch }), {
    start: there.start * speed,
    end: there.end * speed,
  });
}

export const moved = <T extends Span>(span: T, by: number): T => ({
  ...span,
  start: span.start + by,
  end: span.end + by,
});
