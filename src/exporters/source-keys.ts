import { createHash } from 'node:crypto';
import type { SourceInfo } from '../domain/tracklist.js';
import { isUrl } from './address.js';

/**
 * What tells a source from all others, by its bytes and by its place: any one that agrees means the same source. Of an
 * address the location has only what may be shown, which others share: there the id is made from all of it.
 */
export function keysOf({ id, location }: Pick<SourceInfo, 'id' | 'location'>): string[] {
  return [...(id ? [id] : []), ...(location && !isUrl(location) ? [keyOf(location)] : [])];
}

/** Of an address or a path; nothing that was in it can be read from it. */
export const keyOf = (location: string): string => createHash('sha256').update(location).digest('hex').slice(0, 32);
