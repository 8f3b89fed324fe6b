import type { Entry } from '../../domain/tracklist.js';

/** How an entry stands, from a person's word to nobody's. */
export type Standing = 'corrected' | 'sure' | 'likely' | 'doubtful' | 'unknown';

/** The same two figures colour the table on a terminal. */
const SURE = 0.8;
const DOUBTFUL = 0.5;

export function standingOf(entry: Entry): Standing {
  if (entry.kind === 'unknown') return 'unknown';
  if (entry.corrected) return 'corrected';
  if (entry.confidence >= SURE) return 'sure';
  return entry.confidence >= DOUBTFUL ? 'likely' : 'doubtful';
}

/** `97 %`; cut, never rounded up to 100. */
export const percent = (confidence: number): string => `${Math.floor(confidence * 100 + 1e-9)} %`;

/** `+2.1 %`, as on a deck's pitch fader; empty at the track's own speed. */
export function speedText(speed: number | null): string {
  if (speed === null) return '';
  const change = (speed - 1) * 100;
  return Math.abs(change) < 0.05 ? '' : `${change > 0 ? '+' : '−'}${Math.abs(change).toFixed(1)} %`;
}
