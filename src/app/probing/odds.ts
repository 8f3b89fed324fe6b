export interface Experience {
  /** Samples of tracks that are known by now: named, and not named. */
  named: number;
  missed: number;
  /** Tracks that were named, and stretches that were asked about in vain. */
  known: number;
  strange: number;
}

/** What is usual, as if it had been seen before the run. */
const USUAL: Experience = { named: 8, missed: 2, known: 8, strange: 2 };

/** How likely a stretch has a name that can be had, though so many samples of it had none. Learns from the run. */
export function hopeAfter(misses: number, seen: Experience): number {
  const known = USUAL.known + seen.known;
  const named = USUAL.named + seen.named;
  const knows = known / (known + USUAL.strange + seen.strange);
  const finds = named / (named + USUAL.missed + seen.missed);
  const silent = knows * (1 - finds) ** misses;
  return silent / (silent + 1 - knows);
}
