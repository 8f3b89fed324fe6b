import type { Deck, LookedAt } from '../../domain/ports/deck.js';

export const serato: Deck = {
  name: 'serato',
  title: 'Serato',
  owns(file) {
    if (file.isFolder) return isLibrary(file.path) ? { collection: true, history: true } : null;
    if (isMaster(file.path)) return { history: true };
    const kind = kindOf(file);
    if (/ (?:LIVE Database|ScratchLive (?:Smart )?Crate)$/.test(kind)) return { collection: true };
    return kind.endsWith(' LIVE Review') ? { history: true } : null;
  },
  places({ platform, home, env, volumes }) {
    const slash = platform === 'win32' ? '\\' : '/';
    const folders = [[home, 'Music'].join(slash), ...volumes.map((volume) => volume.replace(/[\\/]$/, ''))];
    const support =
      platform === 'win32' ? [env['APPDATA'], env['LOCALAPPDATA']] : [`${home}/Library/Application Support`];
    return [
      ...folders.map((folder) => [folder, '_Serato_'].join(slash)),
      ...support.flatMap((folder) => (folder ? [[folder, 'Serato', 'Library', 'master.sqlite'].join(slash)] : [])),
    ];
  },
  load: async (tools) => ({
    collection: (await import('./library.js')).collection,
    inFile: (await import('./tags.js')).markersOf,
    async history(path, context) {
      if (isMaster(path)) return (await import('./master.js')).masterHistory(path, tools, context);
      return (await import('./sessions.js')).history(path, context);
    },
  }),
};

/** From version 4 on Serato keeps what was played in this database. */
const isMaster = (path: string): boolean => /(?:^|[\\/])master\.sqlite$/i.test(path);

const isLibrary = (path: string): boolean => /(?:^|[\\/])_Serato_$/i.test(path);

/** Each of its files says first what it is: `1.0/Serato ScratchLive Crate`. */
function kindOf({ head }: LookedAt): string {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < 8 || String.fromCharCode(...head.subarray(0, 4)) !== 'vrsn') return '';
  const end = Math.min(head.length, 8 + Math.min(view.getUint32(4), 200));
  return new TextDecoder('utf-16be').decode(head.subarray(8, end)).trim();
}
