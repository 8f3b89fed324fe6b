import type { DeckTrack } from '../../domain/ports/deck.js';

/** A path of any system, or what it streams: `netsearch://dz715352532`. */
export const placeIn = (path: string): Pick<DeckTrack, 'file' | 'streamed'> =>
  /^(?:[A-Za-z]:[\\/]|\\\\|\/)/.test(path) ? { file: path } : { file: null, streamed: path };
