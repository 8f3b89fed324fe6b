import { fold, recordingKey } from '../domain/recording.js';
import type { Track } from '../domain/track.js';
import { crc32 } from './checksum.js';

/** Of a name, as far as it tells names apart; 0 where there is none. */
export const nameHash = (name: string | undefined): number => hashOf(fold(name ?? ''));

/** Of a recording's name, and of it without its version. */
export function trackHashes(track: Track): { name: number; work: number } {
  const { name, work } = recordingKey(track);
  return { name: hashOf(name), work: hashOf(work) };
}

/** Never 0, which is no name. */
export const hashOf = (text: string): number => (text === '' ? 0 : crc32(Buffer.from(text)) || 1);
