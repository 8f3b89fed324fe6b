import { trackLabel } from '../domain/track.js';
import type { Tracklist } from '../domain/tracklist.js';
import type { MixSummary } from './summary.js';

/** Seconds by which two lists of one mix may tell the same start: CUE sheets count frames, people round. */
const HAIR = 1;
/** Fewer may begin together by chance. */
const FEWEST = 2;

/**
 * The kept mix that a list is of for certain, though nothing tells where its sound lies: all begins when it does there, and it is called
 * the same, or its file is.
 */
export function sameList(mixes: readonly MixSummary[], { source, entries }: Tracklist): MixSummary | undefined {
  if (entries.length < FEWEST) return undefined;
  return mixes.find(({ name, played }) => {
    if (played.length !== entries.length) return false;
    if (!played.every(({ start }, i) => Math.abs(start - entries[i]!.start) <= HAIR)) return false;
    const isCalledSo = name.toLowerCase() === source.name.toLowerCase();
    return isCalledSo || played.every((one, i) => labelOf(one) === labelOf(entries[i]!.track));
  });
}

const labelOf = (track: Parameters<typeof trackLabel>[0] | null): string =>
  track && track.title !== '' ? trackLabel(track).toLowerCase() : '';
