import type { Deck } from '../../domain/ports/deck.js';

/** A plain playlist, which every program can write: it knows of files where they are, and no more. */
export const m3u8: Deck = {
  name: 'm3u8',
  title: 'M3U8',
  owns: ({ path, isFolder, head }) =>
    !isFolder && /\.m3u8?$/i.test(path) && !isOthers(head) ? { collection: true } : null,
  // They are anywhere.
  places: () => [],
  load: async () => ({ collection: (await import('./collection.js')).collection }),
};

/** A broadcast's list of pieces, and VirtualDJ's history, are of that kind too. */
const isOthers = (head: Uint8Array): boolean => /^\ufeff?#EXT(?:-X-|VDJ:)/m.test(Buffer.from(head).toString('utf8'));
