import { BAND_UNITS, BANDS_PER_OCTAVE } from './constants.js';
import type { FadingLine } from './fades.js';
import type { FoundLine } from './found-line.js';
import { type Acquaintance, holders } from './holding.js';
import type { Pursuit } from './pursuit.js';
import { scoreOf } from './score.js';
import { secondsAt } from './seconds.js';
import { isTwin, OWN_ENOUGH, repeats, type SharingLine, shareOf } from './sharing.js';
import { ANY_TRACK, type Strictness } from './strictness.js';
import { Takeovers } from './takeovers.js';
import type { PrintIndex } from './types.js';

/** Less likely lines aren't told. */
const WORTH_TELLING = 0.1;

/** What is asked of a line that is told. */
export type ReportedLine = SharingLine & FadingLine & Pick<Pursuit, 'trackStart' | 'evidence' | 'z' | 'over'>;

/** Makes found lines of pursuits: explains away what stronger ones explain, and moves their ends to where tracks take over. */
export class Reporter {
  readonly #takeovers = new Takeovers();
  readonly #index: PrintIndex;
  readonly #known: Acquaintance;
  readonly #strictness: Strictness;

  constructor(index: PrintIndex, known: Acquaintance, strictness = ANY_TRACK) {
    this.#index = index;
    this.#known = known;
    this.#strictness = strictness;
  }

  /** The strongest line claims its peaks of the mix first; what a weaker one has left is its own. */
  report(pursuits: readonly ReportedLine[], mixPeaks: number): FoundLine[] {
    const claims = new Int32Array(mixPeaks).fill(-1);
    const held = holders(pursuits, this.#index, this.#known);
    const isWitness = ({ track }: ReportedLine): boolean => this.#known.isMix(track) || held.has(track);
    // Recordings of mixes come last, and claim nothing.
    const strongest = [...pursuits].sort(
      (a, b) => Number(isWitness(a)) - Number(isWitness(b)) || b.evidence - a.evidence,
    );
    const lines: FoundLine[] = [];
    const kept: ReportedLine[] = [];
    for (const pursuit of strongest) {
      if (kept.some((other) => repeats(pursuit, other))) continue;
      const { owned, rival, shared } = shareOf(pursuit, claims);
      const witness = isWitness(pursuit);
      const twin = !witness && rival !== undefined && isTwin(pursuit, kept[rival]!, shared);
      const mixStart = secondsAt(pursuit.mixStart);
      const mixEnd = secondsAt(pursuit.mixEnd);
      const score = scoreOf(pursuit, mixEnd - mixStart, twin || witness ? 1 : owned, this.#strictness);
      if (score < WORTH_TELLING) continue;
      kept.push(pursuit);
      const id = lines.length;
      if (!twin && !witness) {
        pursuit.eachMatch((peak) => {
          if (claims[peak]! < 0) claims[peak] = id;
        });
      }
      lines.push({
        track: pursuit.track,
        mixStart,
        mixEnd,
        trackStart: secondsAt(pursuit.trackStart),
        speed: pursuit.speed,
        pitch: 2 ** (pursuit.pitch / (BANDS_PER_OCTAVE * BAND_UNITS)),
        score,
        hits: pursuit.present,
        clarity: pursuit.expected > 0 ? pursuit.present / pursuit.expected : 0,
        z: pursuit.z,
        owned,
        ...(!witness && owned < OWN_ENOUGH && rival !== undefined && { rival }),
        ...(twin && { twin: rival! }),
        ...(witness && { witness }),
      });
    }
    this.#takeovers.place(lines, kept);
    return inOrder(lines);
  }
}

/** By mix time, with the places of rivals and twins following. */
function inOrder(lines: FoundLine[]): FoundLine[] {
  const order = lines.map((_, i) => i).sort((a, b) => lines[a]!.mixStart - lines[b]!.mixStart || a - b);
  const place = new Map(order.map((old, now) => [old, now]));
  return order.map((i) => {
    const { rival, twin, ...line } = lines[i]!;
    return {
      ...line,
      ...(rival !== undefined && { rival: place.get(rival)! }),
      ...(twin !== undefined && { twin: place.get(twin)! }),
    };
  });
}
