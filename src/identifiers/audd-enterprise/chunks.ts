import type { WholeMix } from '../../domain/ports/identify.js';
import { lengthOf, type Span, without } from '../../domain/span.js';
import { CHUNK } from './settings.js';

/** What is between two sure names and shorter than this is a transition. */
const WORTH_ASKING = 30;
/** Of less sound than this no fingerprint is made. */
const SHORTEST = 3;

/** A chunk by its number: they lie on one grid over every mix, so that none is paid for twice, whatever a run leaves out. */
export const spanOfChunk = (chunk: number, end: number): Span => ({
  start: chunk * CHUNK,
  end: Math.min((chunk + 1) * CHUNK, end),
});

/**
 * The chunks that are worth their price where nothing is sure, the most telling ones first: a few that lie far apart, then those in
 * the middle between them, then those between all these. So however many of them can be paid for are spread over the mix, and
 * more of them another time add to what is there.
 */
export function worthScanning({ range, settled }: Pick<WholeMix, 'range' | 'settled'>, step: number): number[] {
  const found: Array<{ chunk: number; rank: number }> = [];
  for (const stretch of without(range, settled)) {
    const isAll = stretch.start === range.start && stretch.end === range.end;
    if (lengthOf(stretch) < (isAll ? SHORTEST : WORTH_ASKING)) continue;
    const first = Math.ceil(stretch.start / CHUNK);
    // Only the mix's own end may cut one short.
    const last =
      stretch.end < range.end ? Math.floor(stretch.end / CHUNK) - 1 : Math.floor((stretch.end - SHORTEST) / CHUNK);
    const onGrid = Math.ceil(first / step) * step;
    if (onGrid > last && first <= last) found.push({ chunk: Math.floor((first + last) / 2), rank: 0 });
    for (let chunk = onGrid; chunk <= last; chunk += step) found.push({ chunk, rank: halvings(chunk / step) });
  }
  return found.sort((a, b) => b.rank - a.rank || a.chunk - b.chunk).map(({ chunk }) => chunk);
}

/** How often a whole number can be halved. */
function halvings(number: number): number {
  return number === 0 ? 32 : 31 - Math.clz32(number & -number);
}

/** Chunks, ascending, as the stretches of the mix that they make up. */
export function stretchesOf(chunks: readonly number[], end: number): Span[] {
  const stretches: Span[] = [];
  for (const chunk of chunks) {
    const span = spanOfChunk(chunk, end);
    const before = stretches.at(-1);
    if (before?.end === span.start) before.end = span.end;
    else stretches.push(span);
  }
  return stretches;
}

/** Chunks at one distance from each other: what one request about an address can name. */
export interface Run {
  first: number;
  /** From one to the next. */
  step: number;
  count: number;
}

export function runsOf(chunks: readonly number[]): Run[] {
  const runs: Run[] = [];
  for (const chunk of chunks) {
    const run = runs.at(-1);
    const passed = run ? chunk - (run.first + (run.count - 1) * run.step) : 0;
    if (run && (run.count === 1 || passed === run.step)) Object.assign(run, { step: passed, count: run.count + 1 });
    else runs.push({ first: chunk, step: 1, count: 1 });
  }
  return runs;
}
