import type { TrackRecord } from './store/records.js';

/**
 * Whether a recording is a mix: it says where else a sound is, and never what was played. A person's word comes first, then
 * that other tracks were found in it, then its length, `longest` being how many seconds a single piece may have.
 */
export function isMix(
  { mark, holds, duration }: Pick<TrackRecord, 'mark' | 'holds' | 'duration'>,
  longest: number,
): boolean {
  if (mark) return mark === 'mix';
  return (holds?.length ?? 0) > 0 || duration > longest;
}
