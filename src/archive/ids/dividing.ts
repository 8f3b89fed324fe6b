import { lengthOf, type Span } from '../../domain/span.js';
import { unpackPeaks } from '../../fingerprint/index.js';
import type { IdSighting } from './ids.js';
import type { IdSummary, KeptId } from './kept-id.js';
import type { Part } from './parts.js';
import { core, goesOn, MARGIN, OWN, printOf, SHORTEST } from './prints-of.js';
import { SHORTEST_LINE } from './recognise.js';

/** An ID of which only a part was heard, and which part of its print that is. */
export interface Dividing {
  number: number;
  seconds: number;
  heard: Span;
  /** That in the mix. */
  line: IdSighting;
}

/**
 * IDs that may hold more than what was heard of them here, for longer than what may lie at the end of a stretch only: that tells what the
 * stretch is, but nothing about the rest of the ID. Those that somebody has named or merged are what that person says.
 */
export function dividing(parts: readonly Part[], known: ReadonlyMap<number, IdSummary>): Dividing[] {
  const heard = new Map<number, Dividing>();
  for (const line of parts.flatMap(({ seen }) => seen)) {
    const { print: number, printStart, speed } = line;
    const id = known.get(number);
    if (!id || id.name || id.forgotten || id.into !== undefined) continue;
    const { seconds } = id.print;
    const span = { start: printStart, end: Math.min(seconds, printStart + lengthOf(line) * speed) };
    const before = heard.get(number);
    // A line each for X and Y of what was kept as one: the longer of them stays what it is.
    if (!before || lengthOf(before.heard) < lengthOf(span)) heard.set(number, { number, seconds, heard: span, line });
  }
  return [...heard.values()].filter(
    ({ seconds, heard, line }) =>
      lengthOf(line) >= SHORTEST_LINE + MARGIN && (heard.start >= OWN || seconds - heard.end >= OWN),
  );
}

/**
 * The rest of an ID's print as IDs of their own; null where it goes on like what was heard (`elsewhere`: as the other mix has that), so
 * that it is one track, and where too little would be left of the ID itself.
 */
export function divided(
  id: KeptId,
  heard: Span,
  elsewhere: KeptId['print'],
): { own: Pick<KeptId, 'print' | 'from'>; others: Omit<KeptId, 'number'>[] } | null {
  const { seconds } = id.print;
  const peaks = unpackPeaks(id.print.peaks);
  const restOf = (rest: Span): Span | null => {
    if (lengthOf(rest) < OWN) return null;
    const on = goesOn(peaks, heard, rest, elsewhere);
    const left = on
      ? on.start === rest.start
        ? { start: on.end, end: rest.end }
        : { start: rest.start, end: on.start }
      : rest;
    return lengthOf(left) >= OWN && lengthOf(core(left)) >= SHORTEST ? left : null;
  };
  const rests = [restOf({ start: 0, end: heard.start }), restOf({ start: heard.end, end: seconds })];
  if (!rests[0] && !rests[1]) return null;
  const own = { start: rests[0]?.end ?? 0, end: rests[1]?.start ?? seconds };
  if (lengthOf(own) < SHORTEST) return null;
  const piece = (span: Span): Pick<KeptId, 'print' | 'from'> => ({
    print: { ...printOf(peaks, span), engine: id.print.engine },
    from: { mix: id.from.mix, start: id.from.start + span.start, end: id.from.start + span.end },
  });
  const { firstSeen } = id;
  return {
    own: piece(own),
    others: rests.flatMap((rest) => (rest ? [{ firstSeen, ...piece(core(rest)) }] : [])),
  };
}
