import { text } from '../said.js';
import type { XmlAttributes, XmlEvent } from '../xml.js';
import { placeIn } from './location.js';

/** What is past it isn't kept in memory. */
const MOST_NAMED = 500_000;
/** Nobody has one track in more of them; a file that says so would grow with its square. */
const MOST_TOGETHER = 64;

/** In which playlists each track is. There may be half a million of these, so that those in the same ones share what says so. */
export class Playlists {
  isFull = false;
  #named = 0;
  readonly #byId = new Map<string | number, Together>();
  readonly #byPlace = new Map<string | number, Together>();
  readonly #none: Together = { playlists: [], with: new Map() };

  add(key: string, isLocation: boolean, playlist: string): void {
    if (++this.#named > MOST_NAMED) {
      this.isFull = true;
      return;
    }
    const of = isLocation ? this.#byPlace : this.#byId;
    const id = isLocation ? placeKey(key) : idKey(key);
    of.set(id, andIn(of.get(id) ?? this.#none, playlist));
  }

  of({ id, location }: { id: string; location: string }): string[] | undefined {
    const byId = this.#byId.get(idKey(id))?.playlists;
    if (this.#byPlace.size === 0) return byId;
    const byPlace = this.#byPlace.get(placeKey(location))?.playlists;
    return byId && byPlace ? [...new Set([...byId, ...byPlace])] : (byId ?? byPlace);
  }
}

/** Playlists that some track is in, and what that becomes with one more of them. */
interface Together {
  playlists: string[];
  with: Map<string, Together>;
}

function andIn(together: Together, playlist: string): Together {
  if (together.playlists.length >= MOST_TOGETHER || together.playlists.includes(playlist)) return together;
  const known = together.with.get(playlist);
  if (known) return known;
  const more: Together = { playlists: [...together.playlists, playlist], with: new Map() };
  together.with.set(playlist, more);
  return more;
}

/** As a number where it is one, which takes no room of its own. */
const idKey = (id: string): string | number => (/^[1-9]\d{0,8}$/.test(id) ? Number(id) : id);

/** Within one file a name's accents may be spelt in two ways. */
function placeKey(location: string): string {
  const { file, streamed = '' } = placeIn(location);
  return (file ?? streamed).normalize('NFC');
}

/** Of the whole file: the playlists stand at its end. */
export async function playlistsIn(xml: AsyncIterable<XmlEvent[]>): Promise<Playlists> {
  const playlists = new Playlists();
  const nodes: Node[] = [];
  for await (const events of xml) {
    for (const event of events) {
      if (event.kind === 'open' && event.name === 'NODE') nodes.push(nodeIn(event.attributes, nodes.at(-1)));
      else if (event.kind === 'close' && event.name === 'NODE') nodes.pop();
      else if (event.kind === 'open' && event.name === 'TRACK') {
        const list = nodes.at(-1);
        const { Key } = event.attributes;
        if (list?.isPlaylist && Key) playlists.add(Key, list.byLocation, list.path);
      }
    }
    if (playlists.isFull) return playlists;
  }
  return playlists;
}

interface Node {
  /** With the folders around it: `Peak time/Techno`. */
  path: string;
  isPlaylist: boolean;
  byLocation: boolean;
}

function nodeIn({ Type, Name, KeyType }: XmlAttributes, parent: Node | undefined): Node {
  const isPlaylist = Type === '1';
  // The outermost one is no folder of the user's.
  const path = parent || isPlaylist ? [parent?.path, text(Name)].filter(Boolean).join('/') : '';
  return { path, isPlaylist: isPlaylist && path !== '', byLocation: KeyType === '1' };
}
