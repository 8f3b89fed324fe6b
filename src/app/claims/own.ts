import type { ClaimList } from '../../domain/claim.js';
import { fold } from '../../domain/recording.js';
import { trackLabel } from '../../domain/track.js';
import type { Tracklist } from '../../domain/tracklist.js';

/** Of a list's times, so many are ours to the second where all of it is: whoever listens writes other ones. */
const MOST = 0.8;

/**
 * Whether a list is a result of ours that somebody kept, as text or in the file: it would bear itself out. `results` are those that
 * are known of the mix.
 */
export function isOwnResult({ claims, clock }: ClaimList, results: readonly Pick<Tracklist, 'entries'>[]): boolean {
  if (clock !== 'mix') return false;
  const timed = claims.filter(({ at }) => at !== null);
  if (timed.length === 0) return false;
  return results.some(({ entries }) => {
    const said = new Set(
      entries.flatMap(({ track, start }) =>
        track ? [keyOf(start, trackLabel(track)), keyOf(start, track.title)] : [],
      ),
    );
    const ours = timed.filter(
      ({ track, at }) => said.has(keyOf(at!, trackLabel(track))) || said.has(keyOf(at!, track.title)),
    );
    return ours.length >= MOST * timed.length;
  });
}

const keyOf = (time: number, name: string): string => `${Math.floor(time)} ${fold(name)}`;
