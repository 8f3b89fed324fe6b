import { textOfList } from '../../domain/list-text.js';
import type { Deck } from '../../domain/ports/deck.js';

export const virtualdj: Deck = {
  name: 'virtualdj',
  title: 'VirtualDJ',
  owns({ path, isFolder, head }) {
    const [name = '', around = ''] = path.split(/[\\/]/).filter(Boolean).reverse();
    if (isFolder) {
      if (name === 'VirtualDJ') return { collection: true, history: true };
      return name === 'History' && around === 'VirtualDJ' ? { history: true } : null;
    }
    const start = textOfList(head);
    if (/<Virtual(?:DJ_Database|Folder)[\s>]/.test(start)) return { collection: true };
    if (/^\ufeff?\s*VirtualDJ History /.test(start)) return { history: true };
    if (!/^\ufeff?#EXTVDJ:/m.test(start)) return null;
    // Its playlists have the same form, without times.
    return /<(?:lastplay)?time>/.test(start) ? { history: true } : { collection: true, history: true };
  },
  places({ platform, home, env, volumes }) {
    const { LOCALAPPDATA } = env;
    const slash = platform === 'win32' ? '\\' : '/';
    const support = platform === 'darwin' ? [`${home}/Library/Application Support`] : [];
    const local = platform === 'win32' && LOCALAPPDATA ? [LOCALAPPDATA] : [];
    const folders = [...local, ...support, [home, 'Documents'].join(slash)].map(
      (folder) => `${folder}${slash}VirtualDJ`,
    );
    const disks = volumes.map((volume) => volume.replace(/[\\/]$/, ''));
    return [
      ...folders.flatMap((folder) =>
        [['database.xml'], ['History', 'tracklist.txt'], ['History', '*.m3u'], ['History', '*', '*', '*.m3u']].map(
          (below) => [folder, ...below].join(slash),
        ),
      ),
      ...disks.flatMap((disk) => [[disk, 'VirtualDJ', 'database.xml'].join(slash), [disk, 'database.xml'].join(slash)]),
    ];
  },
  load: async () => ({
    collection: (await import('./collection.js')).collection,
    history: (await import('./history.js')).history,
  }),
};
