import { textOfList } from '../../domain/list-text.js';
import type { Deck } from '../../domain/ports/deck.js';

export const rekordbox: Deck = {
  name: 'rekordbox',
  title: 'rekordbox',
  owns({ path, isFolder, head }) {
    if (isFolder) return null;
    const start = textOfList(head);
    if (/<DJ_PLAYLISTS[\s>]/.test(start)) return { collection: true };
    // Other programs' sheets have other times.
    if (/\.cue$/i.test(path)) return isRecording(start) ? { history: true } : null;
    return /\.txt$/i.test(path) && isList(start) ? { history: true } : null;
  },
  // Collections and lists lie where the user has put them; recordings with their sheets lie here.
  places({ platform, home }) {
    const slash = platform === 'win32' ? '\\' : '/';
    return ['PioneerDJ', 'rekordbox'].map((name) => [home, 'Music', name, 'Recording', '*', '*', '*.cue'].join(slash));
  },
  load: async () => ({
    collection: (await import('./collection.js')).collection,
    history: (await import('./history.js')).history,
  }),
};

const isRecording = (start: string): boolean => /^[ \t]*REM RECORDED_BY "rekordbox/m.test(start);

/** The row of headings, whatever language they are in and whichever the user has chosen. */
function isList(start: string): boolean {
  const [first = ''] = start.replace(/^\ufeff/, '').split(/\r\n|\r|\n/, 1);
  const headings = first.split('\t');
  return headings.length > 2 && headings[0] === '#';
}
