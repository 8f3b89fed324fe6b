import type { Match } from '../../../src/domain/match.js';

/** One track of a simulated mix, and how it is played there. Seconds of mix time unless said otherwise. */
export interface Played {
  name: string;
  /** First and last sound. */
  first: number;
  last: number;
  /** The middle of the transition into it: what a boundary is measured against. */
  takesOver: number;
  /** Position in the track at `first`. */
  cue: number;
  /** Length of the whole track. */
  length: number;
  speed: number;
  /** Whether the service has it. */
  known: boolean;
}

export interface Service {
  /** Share of tracks that it knows. */
  knows: number;
  /** Share of samples of a known track, playing alone, that it names. */
  finds: number;
  /** Played speeds that it takes, as a share of the recorded one; all of them when absent. */
  tolerates?: number;
  /**
   * Share of its misses on a known track that it names when it is asked about the middle seconds alone, at one more call;
   * not asked so when absent.
   */
  rescues?: number;
}

export const SAMPLE = 12;
const MIX_SECONDS = 3600;

export function dice(seed: number): () => number {
  let state = (seed * 2654435761) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * An hour of about 15.5 tracks (Kim et al., ISMIR 2020): each is left 15 to 90 s before its end, one in twelve is played
 * for a minute or two only, transitions last one to four times 32 beats, played speeds are within ±6 %, and three in four
 * tracks begin at their beginning, the others up to a minute into it.
 */
export function simulateMix(random: () => number, service: Service): Played[] {
  const between = (low: number, high: number): number => low + random() * (high - low);
  const mix: Played[] = [];
  let at = 0;
  let overlap = 0;
  while (at < MIX_SECONDS) {
    const length = between(240, 420);
    const speed = between(0.94, 1.06);
    const cue = random() < 0.75 ? between(0, 4) : between(4, 60);
    const brief = random() < 0.08;
    const alone = brief ? between(45, 110) : Math.max(60, (length - cue - between(15, 90)) / speed - overlap);
    const out = [1, 2, 3, 4][Math.floor(random() ** 1.5 * 4)]! * 15.4;
    const first = at;
    const last = Math.min(MIX_SECONDS, first + Math.min(overlap + alone, (length - cue) / speed));
    mix.push({
      name: `t${mix.length}-${Math.floor(random() * 1e9)}`,
      first,
      last,
      takesOver: first + overlap / 2,
      cue,
      length,
      speed,
      known: random() < service.knows,
    });
    overlap = Math.min(out, (last - first) / 3);
    at = last - overlap;
    if (last >= MIX_SECONDS) break;
  }
  return mix;
}

/**
 * The service's answer to a sample that was slowed down by `unwarping`. In a transition the louder track is named, and half as
 * often.
 */
export function answerAt(
  mix: readonly Played[],
  time: number,
  unwarping: number,
  service: Service,
  random: () => number,
): Match[] {
  const middle = time + SAMPLE / 2;
  const sounding = mix.filter((p) => p.first <= middle && middle < p.last);
  const louder =
    [...sounding].sort((a, b) => b.takesOver - a.takesOver).find((p) => p.takesOver <= middle) ?? sounding[0];
  const luck = random();
  const heardSpeed = (louder?.speed ?? 1) / unwarping;
  if (Math.abs(heardSpeed - 1) > (service.tolerates ?? 1)) return [];
  if (!louder?.known || luck >= service.finds * (sounding.length > 1 ? 0.5 : 1)) return [];
  return [
    {
      identifier: 'simulated',
      key: louder.name,
      track: { title: louder.name, artists: ['Somebody'], duration: louder.length },
      mixTime: time,
      mixDuration: SAMPLE * unwarping,
      trackTime: Math.max(0, louder.cue + (time - louder.first) * louder.speed + (random() - 0.5) * 0.2),
      score: 0.97,
    },
  ];
}

export const MIX = { start: 0, end: MIX_SECONDS };

/** When the track took over that sounds at a time; null for the first one. */
export function takesOverBefore(mix: readonly Played[], time: number): number | null {
  const sounding = mix.filter((p, i) => i > 0 && p.takesOver <= time + SAMPLE / 2 && time < p.last);
  return sounding[sounding.length - 1]?.takesOver ?? null;
}
