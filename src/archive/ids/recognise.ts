import { setImmediate as breathe } from 'node:timers/promises';
import { lengthOf, type Span, without } from '../../domain/span.js';
import { type FoundLine, hearPeaks, type PeakList, type QueryFan, retuned } from '../../fingerprint/index.js';
import type { PrintIndex } from '../../fingerprint/types.js';

/** Seconds for which an ID must be heard: shorter ones are samples, and the ends of what was mixed in and out. */
const SHORTEST_LINE = 20;
/** As sure as an entry has to be. */
const LIKELY = 0.5;
/** Twice what a library is asked with, since these prints have a ninth of its postings. */
const FAN: QueryFan = { successors: 6, hashes: 1.5, edge: 0 };
/**
 * Two mixes of which each is played within ±8 % differ by up to 17 %, and the engine reaches 9.5 % of speed and 4.5 bands of pitch. So
 * what isn't explained yet is asked again as if it were played 12 % faster and slower; its pitch by as much as lies in the middle
 * between a record's, which follows the speed, and key-lock's, which doesn't.
 */
const REACHES = [
  { speed: 1, pitch: 1 },
  { speed: 1.12, pitch: 1.075 },
  { speed: 1 / 1.12, pitch: 1 / 1.075 },
];

/** A print heard in a mix, along one line. Times are the mix's. */
export interface HeardPrint extends Span {
  track: number;
  /** Where in the print it is at `start`. */
  printStart: number;
  speed: number;
  pitch: number;
  score: number;
}

export interface Hearing {
  /** Only what is played nearly as fast: within one mix. */
  near?: boolean;
  signal?: AbortSignal | undefined;
}

/** Which prints are heard in these stretches of a mix, at any speed that DJs play at. */
export async function hearPrints(
  prints: PrintIndex,
  peaks: PeakList,
  stretches: readonly Span[],
  { near = false, signal }: Hearing = {},
): Promise<HeardPrint[]> {
  const heard: HeardPrint[] = [];
  if (prints.trackCount === 0) return heard;
  let open = stretches.filter((stretch) => lengthOf(stretch) >= SHORTEST_LINE);
  for (const reach of near ? REACHES.slice(0, 1) : REACHES) {
    const tuned = reach.speed === 1 || open.length === 0 ? peaks : retuned(peaks, reach);
    const found: HeardPrint[] = [];
    for (const { start, end } of open) {
      await breathe();
      signal?.throwIfAborted();
      const from = start / reach.speed;
      const lines = hearPeaks(prints, tuned, { from, to: end / reach.speed, thorough: false, fan: FAN });
      found.push(...lines.flatMap((line) => heardOf(line, from, reach)));
    }
    heard.push(...found);
    open = open.flatMap((stretch) => without(stretch, found)).filter((left) => lengthOf(left) >= SHORTEST_LINE);
  }
  return heard;
}

function heardOf(line: FoundLine, from: number, reach: { speed: number; pitch: number }): HeardPrint[] {
  const { track, trackStart: printStart, score, witness } = line;
  const [start, end] = [line.mixStart, line.mixEnd].map((time) => (from + time) * reach.speed) as [number, number];
  if (witness || score < LIKELY || end - start < SHORTEST_LINE) return [];
  return [{ track, start, end, printStart, speed: line.speed / reach.speed, pitch: line.pitch / reach.pitch, score }];
}
