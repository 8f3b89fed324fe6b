import type { MixPlan, Play } from './plan.js';

/** What an entry of a tracklist says, as far as it is judged. */
export interface Said {
  name: string;
  start: number;
  end: number;
  confidence: number;
  speed: number | null;
}

export interface Judged {
  /** Plays of tracks that are in the library, and how many of them were found. */
  known: number;
  found: number;
  entries: number;
  wrong: Said[];
  missed: Play[];
  /** Second and further entries for one play. */
  split: number;
  /** Seconds between said and true start, of found plays; the true one is the middle of the crossfade. */
  startErrors: number[];
  /** Relative, of plays at one speed. */
  speedErrors: number[];
  /** Each entry's confidence, and whether it was right. */
  calls: { confidence: number; right: boolean }[];
}

/** Tracks that are the same recording, or hold each other's: naming one for the other is no mistake. */
export type Groups = ReadonlyMap<string, ReadonlySet<string>>;

export function judge(plan: MixPlan, said: readonly Said[], groups: Groups): Judged {
  const same = (a: string, b: string): boolean => a === b || (groups.get(a)?.has(b) ?? false);
  const spans = plan.plays.map((play, i) => ({
    play,
    start: i === 0 ? 0 : play.start + play.fadeIn / 2,
    end: play.end - play.fadeOut / 2,
  }));
  const result: Judged = {
    known: plan.plays.filter((play) => play.known).length,
    found: 0,
    entries: said.length,
    wrong: [],
    missed: [],
    split: 0,
    startErrors: [],
    speedErrors: [],
    calls: [],
  };
  for (const entry of said) {
    const right = plan.plays.some(
      (play) =>
        same(play.file.name, entry.name) &&
        Math.min(play.end, entry.end) - Math.max(play.start, entry.start) >= 0.5 * (entry.end - entry.start),
    );
    if (!right) result.wrong.push(entry);
    result.calls.push({ confidence: entry.confidence, right });
  }
  for (const { play, start, end } of spans) {
    const mine = said.filter(
      (entry) => same(play.file.name, entry.name) && Math.min(end, entry.end) > Math.max(start, entry.start),
    );
    const heard = Math.max(0, ...mine.map((e) => e.end)) - Math.min(...mine.map((e) => Math.max(start, e.start)));
    const hit = mine.length > 0 && Math.min(heard, end - start) >= 0.5 * (end - start);
    result.split += Math.max(0, mine.length - 1);
    if (!play.known) continue;
    if (!hit) {
      result.missed.push(play);
      continue;
    }
    result.found++;
    const first = mine.reduce((a, b) => (a.start <= b.start ? a : b));
    result.startErrors.push(Math.abs(first.start - start));
    if (play.speed === play.endSpeed && first.speed !== null) {
      result.speedErrors.push(Math.abs(first.speed / play.speed - 1));
    }
  }
  return result;
}

export function together(parts: readonly Judged[]): Judged {
  const sum = (pick: (j: Judged) => number): number => parts.reduce((total, j) => total + pick(j), 0);
  return {
    known: sum((j) => j.known),
    found: sum((j) => j.found),
    entries: sum((j) => j.entries),
    wrong: parts.flatMap((j) => j.wrong),
    missed: parts.flatMap((j) => j.missed),
    split: sum((j) => j.split),
    startErrors: parts.flatMap((j) => j.startErrors),
    speedErrors: parts.flatMap((j) => j.speedErrors),
    calls: parts.flatMap((j) => j.calls),
  };
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? Number.NaN : sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

/** Expected calibration error in ten bins: how far confidence and the share of right entries lie apart. */
export function calibrationError(calls: Judged['calls']): number {
  let error = 0;
  for (let bin = 0; bin < 10; bin++) {
    const inBin = calls.filter((c) => Math.min(9, Math.floor(c.confidence * 10)) === bin);
    if (inBin.length === 0) continue;
    const said = inBin.reduce((sum, c) => sum + c.confidence, 0) / inBin.length;
    const right = inBin.filter((c) => c.right).length / inBin.length;
    error += (inBin.length / calls.length) * Math.abs(said - right);
  }
  return error;
}
