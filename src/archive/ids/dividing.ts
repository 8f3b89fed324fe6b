import { lengthOf, type Span } from '../../domain/span.js';
import { unpackPeaks } from '../../fingerprint/index.js';
import type { IdSummary, KeptId } from './kept-id.js';
import type { Part } from './parts.js';
import { core, goesOn, OWN, printOf, SHORTEST } from './prints-of.js';

/** An ID of which only a part was heard, and which part of its print that is. */
export interface Dividing {
  number: number;
  seconds: number;
  heard: Span;
}

/** IDs that may hold more than what was heard of them here; those that somebody has named or merged are what that person says. */
export function dividing(parts: readonly Part[], known: ReadonlyMap<number, IdSummary>): Dividing[] {
  const heard = new Map<number, Dividing>();
  for (const { print: number, printStart, speed, ...line } of parts.flatMap(({ seen }) => seen)) {
    const id = known.get(number);
    if (!id || id.name || id.forgotten || id.into !== undefined) continue;
    const { seconds } = id.print;
    const span = { start: printStart, end: Math.min(seconds, printStart + lengthOf(line) * speed) };
    const before = heard.get(number);
    // A line each for X and Y of what was kept as one: the longer of them stays what it is.
    if (!before || lengthOf(before.heard) < lengthOf(span)) heard.set(number, { number, seconds, heard: span });
  }
  return [...heard.values()].filter(({ seconds, heard }) => heard.start >= OWN || seconds - heard.end >= OWN);
}

/** The rest of an ID's print as IDs of their own; null where it goes on like what was heard, so that it is one track. */
export function divided(
  id: KeptId,
  heard: Span,
): { own: Pick<KeptId, 'print' | 'from'>; others: Omit<KeptId, 'number'>[] } | null {
  const { seconds } = id.print;
  const peaks = unpackPeaks(id.print.peaks);
  const restOf = (rest: Span): Span | null => {
    if (lengthOf(rest) < OWN) return null;
    const on = goesOn(peaks, heard, rest);
    const left = on
      ? on.start === rest.start
        ? { start: on.end, end: rest.end }
        : { start: rest.start, end: on.start }
      : rest;
    return lengthOf(left) >= OWN && lengthOf(core(left)) >= SHORTEST ? left : null;
  };
  const rests = [restOf({ start: 0, end: heard.start }), restOf({ start: heard.end, end: seconds })];
  if (!rests[0] && !rests[1]) return null;
  const piece = (span: Span): Pick<KeptId, 'print' | 'from'> => ({
    print: { ...printOf(peaks, span), engine: id.print.engine },
    from: { mix: id.from.mix, start: id.from.start + span.start, end: id.from.start + span.end },
  });
  const { firstSeen } = id;
  return {
    own: piece({ start: rests[0]?.end ?? 0, end: rests[1]?.start ?? seconds }),
    others: rests.flatMap((rest) => (rest ? [{ firstSeen, ...piece(core(rest)) }] : [])),
  };
}
