import { relate } from '../domain/recording.js';
import { toTrack } from './catalogue/to-track.js';
import type { TrackRecord } from './store/records.js';

/** The same recording begins and ends within so many seconds of another copy of it, or within this share of its length. */
const LEAD = 6;
const LEAD_SHARE = 0.03;

/**
 * Whether two files that sound the same are one recording, which has several names. Where one is longer, or is called another
 * version, they are two edits that share a stretch.
 */
export function isOneRecording(a: TrackRecord, b: TrackRecord): boolean {
  if (a.id === b.id) return true;
  const apart = Math.abs(a.duration - b.duration);
  if (apart > Math.max(LEAD, LEAD_SHARE * Math.max(a.duration, b.duration))) return false;
  return relate(toTrack(a), toTrack(b)) !== 'version';
}

/** Which of several files names their recording best comes first. */
export function byName(a: TrackRecord, b: TrackRecord): number {
  return (
    completeness(b) - completeness(a) ||
    Number(isOnCompilation(a)) - Number(isOnCompilation(b)) ||
    // A second doesn't count as a difference: encoders add silence.
    Math.round((b.duration - a.duration) / 2) ||
    b.file.mtime - a.file.mtime ||
    (a.file.path < b.file.path ? -1 : 1)
  );
}

/** How much its tags say: who and what count more than all the rest. */
function completeness(record: TrackRecord): number {
  const more = [record.album, record.releaseDate, record.label, record.isrc, record.genres?.length];
  return (record.title ? 10 : 0) + (record.artists.length > 0 ? 10 : 0) + more.filter(Boolean).length;
}

const COMPILATION =
  /\b(various artists|compilation|hits|best of|now that'?s what|sampler|mixed by|top \d+|charts?|anthems?|classics|essentials?)\b/i;

const isOnCompilation = ({ compilation, album = '' }: TrackRecord): boolean =>
  compilation === true || COMPILATION.test(album);
