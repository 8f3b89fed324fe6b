import { shortName } from '../../domain/bounded.js';
import { Crates } from '../crates.js';
import { text } from '../said.js';
import type { XmlAttributes, XmlEvent } from '../xml.js';
import { placeIn } from './location.js';

/** In which playlists each track is. */
export class Playlists {
  readonly #byId = new Crates();
  readonly #byPlace = new Crates();

  get isFull(): boolean {
    return this.#byId.isFull || this.#byPlace.isFull;
  }

  add(key: string, isLocation: boolean, playlist: string): void {
    if (isLocation) this.#byPlace.add(placeKey(key), playlist);
    else this.#byId.add(idKey(key), playlist);
  }

  of({ id, location }: { id: string; location: string }): string[] | undefined {
    const byId = this.#byId.of(idKey(id));
    const byPlace = this.#byPlace.isEmpty ? undefined : this.#byPlace.of(placeKey(location));
    return byId && byPlace ? [...new Set([...byId, ...byPlace])] : (byId ?? byPlace);
  }
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
  const path = parent || isPlaylist ? shortName([parent?.path, text(Name)].filter(Boolean).join('/')) : '';
  return { path, isPlaylist: isPlaylist && path !== '', byLocation: KeyType === '1' };
}
