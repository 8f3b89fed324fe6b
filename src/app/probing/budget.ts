import { lengthOf, without } from '../../domain/span.js';
import type { Ground } from './prober.js';

/** Seconds between the samples of the sparsest grid that a tool would use: what planning is compared with. */
export const SPARSE_GRID = 60;
/** Seconds of unsettled mix for one call: 2.3 calls a track of four minutes where a service knows most of the music. */
const USUAL = 100;
/** The same where it knows little; never more than this. */
const MOST = 40;

const unsettled = ({ start, end, settled }: Ground): number =>
  without({ start, end }, settled).reduce((sum, s) => sum + lengthOf(s), 0);

/** Calls to one identifier that a mix usually takes. */
export function expectedCalls(ground: Ground): number {
  return Math.ceil(unsettled(ground) / USUAL);
}

/** Calls to one identifier that are never exceeded, whatever the answers are. */
export function mostCalls(ground: Ground): number {
  const seconds = unsettled(ground);
  return seconds === 0 ? 0 : Math.ceil(seconds / MOST) + 1;
}
