import type { SourceInfo } from '../../domain/tracklist.js';
import type { Acquaintance } from '../../fingerprint/index.js';
import { acquaintanceOf } from '../../library/mixes.js';
import { pathsOf, type TrackRecord } from '../../library/store/records.js';
import type { OpenIndex } from '../../library/together.js';

/** What may be known of an index where a mix is heard that may be in it: no file is its own answer. `met` is told once if it is. */
export function withoutItself(
  index: OpenIndex,
  longestTrack: number,
  mix: SourceInfo | undefined,
  met: () => void = () => {},
): { known: Acquaintance; recordOf(track: number): TrackRecord | null } {
  const acquaintance = acquaintanceOf(index, longestTrack);
  let said = false;
  const isItself = (track: number): boolean => {
    const record = mix?.kind === 'file' ? index.record(track) : null;
    if (!mix || !record || !pathsOf(record).includes(mix.location)) return false;
    if (!said) met();
    said = true;
    return true;
  };
  return {
    // As a mix, it doesn't keep the others from being heard.
    known: { ...acquaintance, isMix: (track) => isItself(track) || acquaintance.isMix(track) },
    recordOf: (track) => (isItself(track) ? null : index.known(track)),
  };
}
