import type { Deck } from '../../domain/ports/deck.js';

/** Its folder is on every disk that it keeps music on: one in the user's music, and one at the root of each other disk. */
export const engine: Deck = {
  name: 'engine',
  title: 'Engine DJ',
  owns({ path, isFolder }) {
    if (isFolder)
      return /(?:^|[\\/])(?:Engine Library|Database2)$/i.test(path) ? { collection: true, history: true } : null;
    if (/(?:^|[\\/])m\.db$/i.test(path)) return { collection: true };
    return /(?:^|[\\/])hm\.db$/i.test(path) ? { history: true } : null;
  },
  places({ platform, home, volumes }) {
    const between = platform === 'win32' ? '\\' : '/';
    return [
      `${home}${between}Music${between}Engine Library`,
      ...volumes.map((volume) => `${volume.replace(/[\\/]$/, '')}${between}Engine Library`),
    ];
  },
  load: async (tools) => {
    const { engineReader } = await import('./reader.js');
    return engineReader(tools);
  },
};
