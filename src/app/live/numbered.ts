import type { MixSound } from '../../domain/mix-sound.js';
import type { MixOf, SeenId, Unknowns } from '../../domain/ports/archive.js';
import type { Context } from '../../domain/ports/context.js';
import type { Tracklist } from '../../domain/tracklist.js';
import type { Outcome } from '../ledger.js';
import { numberUnknowns } from '../number-unknowns.js';
import { withNumbers } from '../retry/with-numbers.js';

/** Seconds by which sound may begin later than the first entry. */
const HAIR = 1;

/** A broadcast's unknowns with numbers, as far as its sound is kept and all who may know them were `asked`. */
export async function numberedLive(
  tracklist: Tracklist,
  { unknowns, mix, sound, asked }: { unknowns: Unknowns; mix: MixOf; sound: MixSound; asked: number },
  { emit }: Context,
): Promise<Outcome<{ tracklist: Tracklist; seen: SeenId[] }>> {
  const before = tracklist.entries.filter(({ start, end }) => start > sound.start - HAIR && end <= asked);
  // Ctrl-C is how most sessions end, so it doesn't end this; a second one ends everything.
  const context = { emit, signal: new AbortController().signal };
  const { result, failure } = await numberUnknowns(unknowns, before, sound, { ...mix, known: null }, context);
  const { entries: after, numbering, seen } = result;
  const now = withNumbers(tracklist, { before, after });
  return { result: { tracklist: { ...now, ...(numbering !== undefined && { numbering }) }, seen }, failure };
}
