import { BAND_UNITS, BANDS_PER_OCTAVE, ENGINE_RATE, HOP, TIME_UNITS, WINDOW } from './constants.js';
import { type Fades, fadesOf } from './fades.js';
import type { FoundLine } from './found-line.js';
import type { Pursuit } from './pursuit.js';
import { scoreOf } from './score.js';

/** Below this a line shares its peaks with a stronger one. */
const OWN_ENOUGH = 0.5;
/** Less likely lines aren't told. */
const WORTH_TELLING = 0.1;
/** Two tracks with less than this many seconds between them take over from each other. */
const LONGEST_GAP = 15;
/** Seconds: nearer to the mix's own ends there is no fade to be looked for. */
const EDGE = 2;

/** Makes found lines of pursuits: explains away what stronger ones explain, and finds where tracks take over. */
export class Reporter {
  readonly #fades = new Map<Pursuit, Fades & { from: number; to: number }>();

  /** The strongest line claims its peaks of the mix first; what a weaker one has left is its own. */
  report(pursuits: readonly Pursuit[], mixPeaks: number): FoundLine[] {
    const claims = new Int32Array(mixPeaks).fill(-1);
    const strongest = [...pursuits].sort((a, b) => b.evidence - a.evidence);
    const lines: FoundLine[] = [];
    const kept: Pursuit[] = [];
    for (const pursuit of strongest) {
      if (kept.some((other) => repeats(pursuit, other))) continue;
      let total = 0;
      let own = 0;
      const holders = new Map<number, number>();
      pursuit.eachMatch((peak) => {
        total++;
        const holder = claims[peak]!;
        if (holder < 0) own++;
        else holders.set(holder, (holders.get(holder) ?? 0) + 1);
      });
      const owned = total > 0 ? own / total : 0;
      const mixStart = secondsAt(pursuit.mixStart);
      const mixEnd = secondsAt(pursuit.mixEnd);
      const score = scoreOf(pursuit, mixEnd - mixStart, owned);
      if (score < WORTH_TELLING) continue;
      kept.push(pursuit);
      const [rival] = [...holders].sort((a, b) => b[1] - a[1])[0] ?? [];
      const id = lines.length;
      pursuit.eachMatch((peak) => {
        if (claims[peak]! < 0) claims[peak] = id;
      });
      lines.push({
        track: pursuit.track,
        mixStart,
        mixEnd,
        trackStart: secondsAt(pursuit.trackStart),
        speed: pursuit.speed,
        pitch: 2 ** (pursuit.pitch / (BANDS_PER_OCTAVE * BAND_UNITS)),
        score,
        hits: pursuit.present,
        z: pursuit.z,
        owned,
        ...(owned < OWN_ENOUGH && rival !== undefined && { rival }),
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
    const mixEnd = Math.max(0, ...heard.map((line) => line.mixEnd));
    const leaders = lines.map((_, i) => i).filter((i) => lines[i]!.owned >= OWN_ENOUGH);
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

/**
 * A track doesn't sound twice at once: where a stronger line of the same track is heard, a weaker one stands for what the
 * track repeats within itself.
 */
function repeats(line: Pursuit, stronger: Pursuit): boolean {
  if (line.track !== stronger.track) return false;
  const shared = Math.min(line.mixEnd, stronger.mixEnd) - Math.max(line.mixStart, stronger.mixStart);
  return shared > 0.5 * (line.mixEnd - line.mixStart);
}

/** By mix time, with the rivals' places following. */
function inOrder(lines: FoundLine[]): FoundLine[] {
  const order = lines.map((_, i) => i).sort((a, b) => lines[a]!.mixStart - lines[b]!.mixStart || a - b);
  const place = new Map(order.map((old, now) => [old, now]));
  return order.map((i) => {
    const line = lines[i]!;
    return line.rival === undefined ? line : { ...line, rival: place.get(line.rival)! };
  });
}

/** A frame stands for the middle of its window. */
function secondsAt(quarters: number): number {
  return Math.max(0, ((quarters / TIME_UNITS) * HOP + WINDOW / 2) / ENGINE_RATE);
}
