import { setImmediate as breathe } from 'node:timers/promises';
import { lengthOf, type Span, without } from '../../domain/span.js';
import { type FoundLine, hearPeaks, type PeakList, type QueryFan, retuned } from '../../fingerprint/index.js';
import type { PrintIndex } from '../../fingerprint/types.js';

/** Seconds for which an ID must be heard: shorter ones are samples, and the ends of what was mixed in and out. */
export const SHORTEST_LINE = 20;
/** As sure as an entry has to be. */
const LIKELY = 0.5;
/**
 * Two mixes of which each is played within ±8 % differ by up to 17 %, and the engine reaches 9.5 % of speed and 4.5 bands of pitch. So
 * what isn't explained yet is asked again as if it were played 12 % faster and slower; its pitch by as much as lies in the middle
 * between a record's, which follows the speed, and key-lock's, which doesn't.
 *
 * These prints have a fifth of a library's postings, so more is asked for: fourteen times as much as of a library, since one of the two
 * mixes may come from a club, and less where the speeds are far from each other. Of 67 pairs of plays in ten mixes (18 of them
 * one in a club and one not) ten hashes a peak found 65 from one side or the other, and 63 from both; one and a half 53 and 49.
 */
const REACHES: { speed: number; pitch: number; fan: QueryFan }[] = [
  { speed: 1, pitch: 1, fan: { successors: 8, hashes: 10, edge: 0 } },
  { speed: 1.12, pitch: 1.075, fan: { successors: 6, hashes: 2, edge: 0 } },
  { speed: 1 / 1.12, pitch: 1 / 1.075, fan: { successors: 6, hashes: 2, edge: 0 } },
];

/** For what is only looked at besides: an entry that has a name, what two numbers have in common. */
const NEAR = [{ ...REACHES[1]!, speed: 1, pitch: 1 }];

/** A print heard in a mix, along one line. Times are the mix's. */
export interface HeardPrint extends Span {
  track: number;
  /** Where in the print it is at `start`. */
  printStart: number;
  speed: number;
  pitch: number;
  score: number;
  /** A share of what is heard of it that no other print explains as well. */
  owned: number;
}

export interface Hearing {
  /** Only what is played nearly as fast, and less thoroughly: for what is only looked at besides, or within one mix. */
  near?: boolean;
  /** Each by itself, also where another print explains the same sound better. */
  each?: boolean;
  signal?: AbortSignal | undefined;
}

/** Which prints are heard in these stretches of a mix, at any speed that DJs play at. */
export async function hearPrints(
  prints: PrintIndex,
  peaks: PeakList,
  stretches: readonly Span[],
  { near = false, each = false, signal }: Hearing = {},
): Promise<HeardPrint[]> {
  const heard: HeardPrint[] = [];
  if (prints.trackCount === 0) return heard;
  let open = stretches.filter((stretch) => lengthOf(stretch) >= SHORTEST_LINE);
  for (const reach of near ? NEAR : REACHES) {
    const tuned = reach.speed === 1 || open.length === 0 ? peaks : retuned(peaks, reach);
    const found: HeardPrint[] = [];
    for (const { start, end } of open) {
      await breathe();
      signal?.throwIfAborted();
      const from = start / reach.speed;
      const lines = hearPeaks(prints, tuned, {
        from,
        to: end / reach.speed,
        ...(each && { known: WITNESSES }),
        thorough: false,
        fan: reach.fan,
      });
      found.push(...lines.flatMap((line) => heardOf(line, from, reach)));
    }
    heard.push(...found);
    open = open.flatMap((stretch) => without(stretch, found)).filter((left) => lengthOf(left) >= SHORTEST_LINE);
  }
  return heard;
}

/** As recordings of mixes: they take nothing from each other. */
const WITNESSES = { isMix: () => true, areDifferent: () => false };

function heardOf(line: FoundLine, from: number, reach: { speed: number; pitch: number }): HeardPrint[] {
  const { track, trackStart: printStart, score, owned } = line;
  const [start, end] = [line.mixStart, line.mixEnd].map((time) => (from + time) * reach.speed) as [number, number];
  if (score < LIKELY || end - start < SHORTEST_LINE) return [];
  const [speed, pitch] = [line.speed / reach.speed, line.pitch / reach.pitch];
  return [{ track, start, end, printStart, speed, pitch, score, owned }];
}
