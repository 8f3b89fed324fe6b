import type { Deck, LookedAt } from '../../domain/ports/deck.js';

export const serato: Deck = {
  name: 'serato',
  title: 'Serato',
  owns(file) {
    if (file.isFolder) return isLibrary(file.path) ? { collection: true, history: true } : null;
    const kind = kindOf(file);
    if (/ (?:LIVE Database|ScratchLive (?:Smart )?Crate)$/.test(kind)) return { collection: true };
    return kind.endsWith(' LIVE Review') ? { history: true } : null;
  },
  places: ({ platform, home, volumes }) => [
    platform === 'win32' ? `${home}\\Music\\_Serato_` : `${home}/Music/_Serato_`,
    ...volumes.map((volume) => `${volume.replace(/[\\/]$/, '')}${platform === 'win32' ? '\\' : '/'}_Serato_`),
  ],
  load: async () => ({
    collection: (await import('./library.js')).collection,
    history: (await import('./sessions.js')).history,
  }),
};

const isLibrary = (path: string): boolean => /(?:^|[\\/])_Serato_$/i.test(path);

/** Each of its files says first what it is: `1.0/Serato ScratchLive Crate`. */
function kindOf({ head }: LookedAt): string {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < 8 || String.fromCharCode(...head.subarray(0, 4)) !== 'vrsn') return '';
  const end = Math.min(head.length, 8 + Math.min(view.getUint32(4), 200));
  return new TextDecoder('utf-16be').decode(head.subarray(8, end)).trim();
}
