import { posix, win32 } from 'node:path';
import type { Deck } from '../../domain/ports/deck.js';

export const mixxx: Deck = {
  name: 'mixxx',
  title: 'Mixxx',
  owns: ({ path, isFolder }) =>
    !isFolder && /^mixxxdb[^/\\]*\.sqlite$/i.test(nameOf(path)) ? { collection: true, history: true } : null,
  places({ platform, home, env }) {
    if (platform === 'win32') {
      return [win32.join(env['LOCALAPPDATA'] || win32.join(home, 'AppData', 'Local'), 'Mixxx', FILE)];
    }
    if (platform !== 'darwin') return [posix.join(home, '.mixxx', FILE)];
    const support = posix.join('Library', 'Application Support', 'Mixxx', FILE);
    const container = posix.join(home, 'Library', 'Containers', 'org.mixxx.mixxx', 'Data');
    return [posix.join(container, support), posix.join(home, support)];
  },
  load: async (tools) => {
    const { mixxxReader } = await import('./reader.js');
    return mixxxReader(tools);
  },
};

const FILE = 'mixxxdb.sqlite';
const nameOf = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
