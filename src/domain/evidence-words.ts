import { lengthOf, type Span, spanOf } from './span.js';
import { clock } from './time.js';
import type { Evidence } from './tracklist.js';

/** Pitch and speed closer than this are one figure to the ear: a tenth of a percent. */
const SAME = 0.001;
/** Times that are named one by one; of more it is said how many. */
const NAMED = 4;

/**
 * Who heard a track, where, and how fast: a line for each identifier. Its answers are many and short, or few and long, and what is
 * said of them is the stretch that they cover.
 */
export function evidenceWords(evidence: readonly Evidence[]): string[] {
  const by = new Map<string, Evidence[]>();
  for (const one of evidence) by.set(one.identifier, [...(by.get(one.identifier) ?? []), one]);
  return [...by].map(([identifier, answers]) => `${identifier}: ${wordsOf(answers)}`);
}

function wordsOf(answers: readonly Evidence[]): string {
  const inOrder = [...answers].sort((a, b) => a.mixTime - b.mixTime);
  const first = inOrder[0]!;
  const heard = inOrder.length === 1 ? `heard for ${clock(lengthOf(spanOf(first)))}` : samples(inOrder);
  const from = first.trackTime === undefined ? '' : `from ${clock(Math.max(0, first.trackTime))} of the track`;
  // The longest says best how fast it was.
  const longest = inOrder.reduce((a, b) => (b.mixDuration > a.mixDuration ? b : a));
  return [heard, from, speedWords(longest)].filter(Boolean).join(', ');
}

/** `3 answers at 5:20, 6:10 and 7:00`; `12 answers between 5:20 and 9:45` */
function samples(answers: readonly Evidence[]): string {
  const spans: Span[] = answers.map(spanOf);
  const times = spans.map(({ start }) => clock(Math.max(0, start)));
  if (times.length > NAMED) {
    return `${times.length} answers between ${times[0]} and ${clock(Math.max(...spans.map(({ end }) => end)))}`;
  }
  return `${times.length} answers at ${times.slice(0, -1).join(', ')} and ${times.at(-1)}`;
}

function speedWords({ speed, pitch }: Evidence): string {
  const isFast = speed !== undefined && Math.abs(speed - 1) >= SAME;
  const isShifted = pitch !== undefined && Math.abs(pitch - 1) >= SAME;
  const tempo = isFast ? `${change(speed)} ${speed > 1 ? 'faster' : 'slower'}` : '';
  // Played faster, a record sounds higher; a player that keeps the pitch is worth a word.
  if (isFast && pitch !== undefined && !isShifted) return `${tempo} at its own pitch`;
  if (!isShifted || (isFast && Math.abs(pitch - speed) < SAME)) return tempo;
  return [tempo, `pitch ${change(pitch)} ${pitch > 1 ? 'higher' : 'lower'}`].filter(Boolean).join(', ');
}

const change = (ratio: number): string => `${(Math.abs(ratio - 1) * 100).toFixed(1)} %`;
