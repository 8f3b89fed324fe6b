import type { MixSound } from '../domain/mix-sound.js';
import { lengthOf, meet, type Span, without } from '../domain/span.js';
import type { Entry } from '../domain/tracklist.js';

/** Seconds that friends listen to. */
const LENGTH = 20;
/** Less says nothing. */
const SHORTEST = 5;
/** Seconds beside what is known of neighbours, in which they may still be heard. */
const MARGIN = 8;

export interface Clip extends Span {
  /** To be compared with others': how long, loud and steady it is. */
  score: number;
}

/**
 * The clearest seconds of a stretch: where no neighbour is known to sound, loud and steady by the waveform, and rather in the middle.
 * Without a waveform, the middle. Null where too little is left of it.
 */
export function clearest(
  entry: Entry,
  entries: readonly Entry[],
  sound: Pick<MixSound, 'start' | 'musicless' | 'waveform'> | null,
): Clip | null {
  const others = entries.filter((other) => other !== entry).flatMap(soundingOf);
  const free = without(
    entry,
    [...others, ...(sound?.musicless ?? [])].filter((one) => meet(one, entry)),
  );
  const [longest] = free.sort((a, b) => lengthOf(b) - lengthOf(a));
  if (!longest || lengthOf(longest) < SHORTEST) return null;
  const margin = Math.max(0, Math.min(MARGIN, (lengthOf(longest) - LENGTH) / 2));
  const [from, to] = [longest.start + margin, longest.end - margin];
  const length = Math.min(LENGTH, to - from);
  const middle = (from + to) / 2;
  let best: Clip | null = null;
  for (let start = from; start + length <= to + 1e-6; start += 1) {
    const aside = Math.abs(start + length / 2 - middle) / Math.max(1, to - from);
    const score = length / LENGTH + (sound ? clearness({ start, end: start + length }, sound) : 0) - 0.2 * aside;
    if (!best || score > best.score) best = { start, end: start + length, score };
  }
  return best;
}

/** With the transitions into it and out of it, where two sound together. */
const soundingOf = ({ start, end, transition }: Entry): Span[] => [{ start, end }, ...(transition ? [transition] : [])];

/** From 0 to 1: the mean level of the loudest band, less what it wavers. */
function clearness({ start, end }: Span, sound: Pick<MixSound, 'start' | 'waveform'>): number {
  const { perSecond, low, mid, high } = sound.waveform;
  const [from, to] = [start, end].map((at) => Math.round((at - sound.start) * perSecond)) as [number, number];
  const levels: number[] = [];
  for (let i = Math.max(0, from); i < Math.min(low.length, to); i++)
    levels.push(Math.max(low[i]!, mid[i]!, high[i]!) / 255);
  if (levels.length === 0) return 0;
  const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
  const spread = levels.reduce((sum, level) => sum + (level - mean) ** 2, 0) / levels.length;
  return mean - Math.sqrt(spread);
}
