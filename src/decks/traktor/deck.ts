import type { Deck } from '../../domain/ports/deck.js';

export const traktor: Deck = {
  name: 'traktor',
  title: 'Traktor',
  owns({ path, isFolder, head }) {
    const [name, around] = path.split(/[\\/]/).filter(Boolean).reverse();
    if (isFolder) {
      if (/^Traktor [\w. ]+$/.test(name ?? '')) return { collection: true, history: true };
      return name === 'History' && /^Traktor [\w. ]+$/.test(around ?? '') ? { history: true } : null;
    }
    if (!/<NML[\s>]/.test(Buffer.from(head).toString('latin1'))) return null;
    if (/^history_/i.test(name ?? '')) return { history: true };
    // A playlist that was exported may be a history.
    return name?.toLowerCase() === 'collection.nml' ? { collection: true } : { collection: true, history: true };
  },
  places({ platform, home }) {
    const slash = platform === 'win32' ? '\\' : '/';
    const folder = [home, 'Documents', 'Native Instruments', 'Traktor *'].join(slash);
    return [[folder, 'collection.nml'].join(slash), [folder, 'History', '*.nml'].join(slash)];
  },
  load: async () => ({
    collection: (await import('./collection.js')).collection,
    history: (await import('./history.js')).history,
  }),
};
