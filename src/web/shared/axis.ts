import type { Span } from '../../domain/span.js';

/** Seconds between two marks of a time axis, as people count. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400, 604_800];

/** Times to be marked on a stretch that is `width` wide, at least `least` apart. */
export function ticks({ start, end }: Span, width: number, least: number): number[] {
  const wanted = ((end - start) / width) * least;
  const step = STEPS.find((one) => one >= wanted) ?? STEPS.at(-1)!;
  const marks: number[] = [];
  if (!(wanted > 0)) return marks;
  for (let mark = Math.ceil(start / step) * step; mark <= end; mark += step) marks.push(mark);
  return marks;
}

/** Nearer nothing is to be seen: the waveform has a few columns a second. */
const NEAREST = 10;

/** What a view of `length` seconds shows that has `time` at the share `at` of its width, kept inside the mix. */
export function viewAround(time: number, length: number, duration: number, at = 0.5): Span {
  const shown = Math.min(Math.max(length, Math.min(NEAREST, duration)), duration);
  const start = Math.min(Math.max(0, time - shown * at), duration - shown);
  return { start, end: start + shown };
}
