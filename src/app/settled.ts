import type { Match } from '../domain/match.js';
import { type Span, spanOf } from '../domain/span.js';

/** What is known at least this surely isn't asked about again. */
export const SURE = 0.9;

/** Stretches of a mix about which nobody needs to be asked: somebody is sure of them, or they hold no music. */
export function settledBy(heard: { matches: readonly Match[]; musicless?: readonly Span[] }): Span[] {
  const sure = heard.matches.filter((m) => !m.witness && m.score >= SURE).map(spanOf);
  return [...(heard.musicless ?? []), ...sure.sort((a, b) => a.start - b.start)];
}
