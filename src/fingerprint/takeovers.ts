import { type Fades, type FadingLine, fadesOf } from './fades.js';
import type { FoundLine } from './found-line.js';
import type { Pursuit } from './pursuit.js';
import { secondsAt } from './seconds.js';
import { OWN_ENOUGH } from './sharing.js';

/** Two tracks with less than this many seconds between them take over from each other. */
const LONGEST_GAP = 15;
/** Seconds: nearer to the mix's own ends there is no fade to be looked for. */
const EDGE = 2;
/** However little two tracks are heard together, each is told for half a second beyond the takeover, and a line for a second at least. */
const BEYOND = 0.5;
const SHORTEST = 1;

type Line = FadingLine & Pick<Pursuit, 'over'>;

/** Finds where the tracks of a mix take over from each other. Keeps what it has reckoned for a line until that has grown. */
export class Takeovers {
  readonly #fades = new Map<FadingLine, Fades & { from: number; to: number }>();

  /**
   * How long a track stays audible in a crossfade depends on what the two of them do just then. Where one takes over from
   * the other is told by their gains, so the stretch in which both are heard is laid around that moment; next to an unknown
   * track a line ends in the middle of its fade. `lines` are moved; each was made of the pursuit at its place.
   */
  place(lines: FoundLine[], pursuits: readonly Line[]): void {
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
      const half = Math.max(BEYOND, (heard[before]!.mixEnd - start) / 2);
      moveStart(lines[i]!, takeover - half);
      moveEnd(lines[before]!, takeover + half);
    }
    for (const i of leaders) {
      const goesOn = !pursuits[i]!.over && heard[i]!.mixEnd > mixEnd - EDGE;
      if (!followed.has(i) && !goesOn) moveEnd(lines[i]!, this.#fadesOf(pursuits[i]!).fall);
    }
  }

  /** In seconds. Kept until the line has grown. */
  #fadesOf(pursuit: FadingLine): Fades {
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
  const start = Math.max(0, Math.min(to, line.mixEnd - SHORTEST));
  line.trackStart = Math.max(0, line.trackStart + (start - line.mixStart) * line.speed);
  line.mixStart = start;
}

function moveEnd(line: FoundLine, to: number): void {
  line.mixEnd = Math.max(to, line.mixStart + SHORTEST);
}
