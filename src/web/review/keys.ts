/** What can be done from the keyboard. */
export type Command =
  | {
      do:
        | 'play'
        | 'accept'
        | 'reject'
        | 'name'
        | 'move'
        | 'split'
        | 'join'
        | 'delete'
        | 'add'
        | 'compare'
        | 'undo'
        | 'help';
    }
  | { do: 'seek'; by: number }
  | { do: 'select'; by: number }
  | { do: 'go'; to: 'first' | 'last' }
  | { do: 'listen' }
  | { do: 'zoom'; by: number }
  | { do: 'take'; candidate: number };

/** What of a key event is looked at. */
export interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

interface Key {
  keys: readonly string[];
  /** As the help shows it. */
  shown: string;
  does: string;
  command: Command;
}

const key = (keys: string, shown: string, does: string, command: Command): Key => ({
  keys: keys.split(' ').map((one) => (one === 'Space' ? ' ' : one)),
  shown,
  does,
  command,
});

/** In the order in which the help lists them. */
export const KEYS: readonly Key[] = [
  key('Space', 'Space', 'play or pause', { do: 'play' }),
  key('ArrowLeft', '←', '5 seconds back', { do: 'seek', by: -5 }),
  key('ArrowRight', '→', '5 seconds on', { do: 'seek', by: 5 }),
  key(',', ',', 'half a second back', { do: 'seek', by: -0.5 }),
  key('.', '.', 'half a second on', { do: 'seek', by: 0.5 }),
  key('PageUp', 'Page up', 'a minute back', { do: 'seek', by: -60 }),
  key('PageDown', 'Page down', 'a minute on', { do: 'seek', by: 60 }),
  key('ArrowUp', '↑', 'the entry before', { do: 'select', by: -1 }),
  key('ArrowDown', '↓', 'the next entry', { do: 'select', by: 1 }),
  key('Home', 'Home', 'the first entry', { do: 'go', to: 'first' }),
  key('End', 'End', 'the last entry', { do: 'go', to: 'last' }),
  key('Enter', 'Enter', 'play the entry from its start', { do: 'listen' }),
  key('x', 'x', 'A/B: switch between the mix and your own file', { do: 'compare' }),
  key('a', 'a', 'accept the name', { do: 'accept' }),
  key('r', 'r', 'reject the name', { do: 'reject' }),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) =>
    key(String(n), String(n), `take candidate ${n}`, { do: 'take', candidate: n - 1 }),
  ),
  key('n', 'n', 'give it a name', { do: 'name' }),
  key('m', 'm', 'move its start to where the mix is', { do: 'move' }),
  key('s', 's', 'split it where the mix is', { do: 'split' }),
  key('j', 'j', 'join it with the next one', { do: 'join' }),
  key('d Delete', 'd', 'delete the entry', { do: 'delete' }),
  key('+', '+', 'add an entry where the mix is', { do: 'add' }),
  key('z', 'z', 'undo', { do: 'undo' }),
  key('i', 'i', 'zoom in', { do: 'zoom', by: 0.5 }),
  key('o', 'o', 'zoom out', { do: 'zoom', by: 2 }),
  key('?', '?', 'this help', { do: 'help' }),
];

/** Null for what is none of ours: also a key of ours with a modifier, which is the browser's or the system's. */
export function commandOf({ key, ctrlKey, metaKey, altKey }: Pressed): Command | null {
  if (ctrlKey || metaKey || altKey) return null;
  const plain = key.length === 1 ? key.toLowerCase() : key;
  return KEYS.find(({ keys }) => keys.includes(plain))?.command ?? null;
}
