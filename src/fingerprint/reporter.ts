import { BAND_UNITS, BANDS_PER_OCTAVE, ENGINE_RATE, HOP, TIME_UNITS, WINDOW } from './constants.js';
import { type Fades, fadesOf } from './fades.js';
import type { FoundLine } from './found-line.js';
import { type Acquaintance, holders } from './holding.js';
import type { Pursuit } from './pursuit.js';
import { scoreOf } from './score.js';
import type { PrintIndex } from './types.js';

/** Below this a line shares its peaks with a stronger one. */
const OWN_ENOUGH = 0.5;
/** Less likely lines aren't told. */
const WORTH_TELLING = 0.1;
/** Two tracks with less than this many seconds between them take over from each other. */
const LONGEST_GAP = 15;
/** Seconds: nearer to the mix's own ends there is no fade to be looked for. */
const EDGE = 2;

/** Share of a line that another one must accompany for the two to be one sound, by how much they may differ, and how many peaks both need. */
const SAME_STRETCH = 0.8;
const SAME_SPEED = 0.002;
/** Quarters of a frame by which the ends of a line may be off. */
const SPEED_DOUBT = 24;
/** Eighths of a band. */
const SAME_PITCH = 2;
/**
 * Shared peaks, and the share of a track's peaks that is heard, each against the better one's. Of 72 files that were made of nine
 * real tracks (at 32 to 192 kbit/s, quieter, compressed, with more bass, with an echo), heard at their own speed and 3 % faster,
 * the worst had .66 and .77; a piece with another one 14 dB below it had .89 and .67, or .67 and .89, beside the piece alone.
 */
const SAME_PEAKS = 0.65;
const SAME_CLARITY = 0.75;

/** Makes found lines of pursuits: explains away what stronger ones explain, and finds where tracks take over. */
export class Reporter {
  readonly #fades = new Map<Pursuit, Fades & { from: number; to: number }>();
  readonly #index: PrintIndex;
  readonly #known: Acquaintance;

  constructor(index: PrintIndex, known: Acquaintance) {
    this.#index = index;
    this.#known = known;
  }

  /** The strongest line claims its peaks of the mix first; what a weaker one has left is its own. */
  report(pursuits: readonly Pursuit[], mixPeaks: number): FoundLine[] {
    const claims = new Int32Array(mixPeaks).fill(-1);
    const held = holders(pursuits, this.#index, this.#known);
    const isWitness = ({ track }: Pursuit): boolean => this.#known.isMix(track) || held.has(track);
    // Recordings of mixes come last, and claim nothing.
    const strongest = [...pursuits].sort(
      (a, b) => Number(isWitness(a)) - Number(isWitness(b)) || b.evidence - a.evidence,
    );
    const lines: FoundLine[] = [];
    const kept: Pursuit[] = [];
    for (const pursuit of strongest) {
      if (kept.some((other) => repeats(pursuit, other))) continue;
      const { owned, rival, shared } = shareOf(pursuit, claims);
      const witness = isWitness(pursuit);
      const twin = !witness && rival !== undefined && isTwin(pursuit, kept[rival]!, shared);
      const mixStart = secondsAt(pursuit.mixStart);
      const mixEnd = secondsAt(pursuit.mixEnd);
      const score = scoreOf(pursuit, mixEnd - mixStart, twin || witness ? 1 : owned);
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
    this.#placeTakeovers(lines, kept);
    return inOrder(lines);
  }

  /**
   * How long a track stays audible in a crossfade depends on what the two of them do just then. Where one takes over from
   * the other is told by their gains, so the stretch in which both are heard is laid around that moment; next to an unknown
   * track a line ends in the middle of its fade.
   */
  #placeTakeovers(lines: FoundLine[], pursuits: readonly Pursuit[]): void {
    const heard = lines.map(({ mixStart, mixEnd }) => ({ mixStart, mixEnd }));
    const tracks = lines.map((_, i) => i).filter((i) => !lines[i]!.witness);
    const mixEnd = Math.max(0, ...tracks.map((i) => heard[i]!.mixEnd));
    const leaders = tracks.filter((i) => lines[i]!.owned >= OWN_ENOUGH);
    leaders.sort((a, b) => heard[a]!.mixStart - heard[b]!.mixStart);
    const followed = new Set<number>();
    for (const i of leaders) {
      const { mixStart: start, mixEnd: end } = heard[i]!;
      const before = leaders
        .filter((j) => heard[j]!.mixStart < start && heard[j]!.mixEnd < end && heard[j]!.mixEnd > start - LONGEST_GAP)
        .sort((a, b) => heard[b]!.mixEnd - heard[a]!.mixEnd)[0];
      if (before === undefined) {
        if (start > EDGE) moveStart(lines[i]!, this.#fadesOf(pursuits[i]!).rise);
        continue;
      }
      followed.add(before);
      if (lines[before]!.track === lines[i]!.track) continue;
      const takeover = (this.#fadesOf(pursuits[before]!).fall + this.#fadesOf(pursuits[i]!).rise) / 2;
      const half = Math.max(0.5, (heard[before]!.mixEnd - start) / 2);
      moveStart(lines[i]!, takeover - half);
      moveEnd(lines[before]!, takeover + half);
    }
    for (const i of leaders) {
      const goesOn = !pursuits[i]!.over && heard[i]!.mixEnd > mixEnd - EDGE;
      if (!followed.has(i) && !goesOn) moveEnd(lines[i]!, this.#fadesOf(pursuits[i]!).fall);
    }
  }

  /** In seconds. Kept until the line has grown. */
  #fadesOf(pursuit: Pursuit): Fades {
    const known = this.#fades.get(pursuit);
    if (known?.from === pursuit.mixStart && known.to === pursuit.mixEnd) return known;
    const { rise, fall } = fadesOf(pursuit);
    const fades = { from: pursuit.mixStart, to: pursuit.mixEnd, rise: secondsAt(rise), fall: secondsAt(fall) };
    this.#fades.set(pursuit, fades);
    return fades;
  }
}

/** Not beyond the other end of the line, of which a second is left at least. */
function moveStart(line: FoundLine, to: number): void {
  const start = Math.max(0, Math.min(to, line.mixEnd - 1));
  line.trackStart = Math.max(0, line.trackStart + (start - line.mixStart) * line.speed);
  line.mixStart = start;
}

function moveEnd(line: FoundLine, to: number): void {
  line.mixEnd = Math.max(to, line.mixStart + 1);
}

/** How much of a line's evidence nobody has claimed, and who holds most of the rest, with how many peaks. */
function shareOf(pursuit: Pursuit, claims: Int32Array): { owned: number; rival: number | undefined; shared: number } {
  let total = 0;
  let own = 0;
  const byHolder = new Map<number, number>();
  pursuit.eachMatch((peak) => {
    total++;
    const holder = claims[peak]!;
    if (holder < 0) own++;
    else byHolder.set(holder, (byHolder.get(holder) ?? 0) + 1);
  });
  const [rival, shared] = [...byHolder].sort((a, b) => b[1] - a[1])[0] ?? [];
  return { owned: total > 0 ? own / total : 0, rival, shared: shared ?? 0 };
}

/**
 * Whether the sound can't tell this line from a stronger one of another track: both run through the same stretch at the same
 * speed and pitch, and nearly all that one explains the other explains as well.
 */
function isTwin(line: Pursuit, stronger: Pursuit, shared: number): boolean {
  const length = line.mixEnd - line.mixStart;
  const both = Math.min(line.mixEnd, stronger.mixEnd) - Math.max(line.mixStart, stronger.mixStart);
  if (both < SAME_STRETCH * length || Math.abs(line.pitch - stronger.pitch) > SAME_PITCH) return false;
  if (Math.abs(line.speed / stronger.speed - 1) > SAME_SPEED + SPEED_DOUBT / length) return false;
  if (line.present / line.expected < (SAME_CLARITY * stronger.present) / stronger.expected) return false;
  let own = 0;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  line.eachMatch((peak) => {
    own++;
    first = Math.min(first, peak);
    last = Math.max(last, peak);
  });
  let others = 0;
  stronger.eachMatch((peak) => {
    if (peak >= first && peak <= last) others++;
  });
  return shared >= SAME_PEAKS * Math.max(own, others);
}

/**
 * A track doesn't sound twice at once: where a stronger line of the same track is heard, a weaker one stands for what the
 * track repeats within itself.
 */
function repeats(line: Pursuit, stronger: Pursuit): boolean {
  if (line.track !== stronger.track) return false;
  const shared = Math.min(line.mixEnd, stronger.mixEnd) - Math.max(line.mixStart, stronger.mixStart);
  return shared > 0.5 * (line.mixEnd - line.mixStart);
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

/** A frame stands for the middle of its window. */
function secondsAt(quarters: number): number {
  return Math.max(0, ((quarters / TIME_UNITS) * HOP + WINDOW / 2) / ENGINE_RATE);
}
