import type { Span } from '../../domain/span.js';
import type { Entry, Tracklist } from '../../domain/tracklist.js';
import { SURE } from '../settled.js';

/** Entries this near are looked at as one stretch. */
const BESIDE = 1;

/**
 * Whether an entry is looked at again: nobody knows it, or somebody is less sure than what identifying itself lets rest. One answer of
 * a service alone never reaches that, two that agree do, and so does each of the 94 right tracks that were followed in the measured
 * mixes. A person's word stands.
 */
export const isOpen = (entry: Entry): boolean =>
  !entry.corrected && (entry.kind === 'unknown' || entry.confidence < SURE);

/** The stretches of a mix that are looked at again, ascending. */
export function openStretches({ entries }: Pick<Tracklist, 'entries'>): Span[] {
  const stretches: Span[] = [];
  for (const { start, end } of entries.filter(isOpen).sort((a, b) => a.start - b.start)) {
    const last = stretches.at(-1);
    if (last && start <= last.end + BESIDE) last.end = Math.max(last.end, end);
    else stretches.push({ start, end });
  }
  return stretches;
}

/** Before and after a stretch it is listened on so far: a track that fades in there sounds before its stretch begins. */
const MARGIN = 45;

/** What is listened to, for each of some stretches of a mix. */
export const withMargin = ({ start, end }: Span, within: Span): Span => ({
  start: Math.max(within.start, start - MARGIN),
  end: Math.min(within.end, end + MARGIN),
});
