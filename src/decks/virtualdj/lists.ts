import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { given } from '../../domain/given.js';
import type { Context } from '../../domain/ports/context.js';
import { reasonIn } from '../../domain/system-words.js';
import { Crates } from '../crates.js';
import { linesOf } from '../lines.js';
import { MOST_SECONDS, names, positive, text } from '../said.js';
import { readXml } from '../xml.js';
import { type Listed, listedIn } from './playlist.js';

/** Where in VirtualDJ's folder its lists are, by version and kind. */
const FOLDERS = ['MyLists', 'Playlists', 'Folders'];
const LIST = /\.(?:m3u8?|vdjfolder)$/i;
const KIND = { root: 'VirtualFolder', title: 'list of VirtualDJ' };
/** Nobody has more, but a folder that isn't VirtualDJ's may. */
const MOST_LISTS = 5000;

/** A path in one spelling of its accents. */
export const keyOf = (path: string): string => path.normalize('NFC');

/** In which of its lists each track is. What of them can't be read is said. */
export async function cratesIn(folder: string, context: Context): Promise<Crates> {
  const crates = new Crates();
  for (const { path, name } of await listsIn(folder, context)) {
    context.signal.throwIfAborted();
    try {
      for (const listed of await tracksOfList(path, context)) crates.add(keyOf(listed.path), name);
    } catch (cause) {
      context.signal.throwIfAborted();
      context.emit({ type: 'warning', message: reasonIn(cause) });
    }
    if (!crates.isFull) continue;
    const message = `The lists in "${folder}" name more tracks than anybody's do; the rest of them, from "${path}" on, isn't read.`;
    context.emit({ type: 'warning', message });
    break;
  }
  return crates;
}

/** Of a playlist with lines, or of a list in XML. */
export async function tracksOfList(path: string, context: Context): Promise<Listed[]> {
  return isXml(path) ? songsOf(path, context) : listedIn(await linesOf(path, context.signal));
}

export const isList = (path: string): boolean => LIST.test(path);

export const listName = (path: string): string => path.replace(LIST, '');

const isXml = (path: string): boolean => /\.vdjfolder$/i.test(path);

async function listsIn(folder: string, { emit }: Context): Promise<Array<{ path: string; name: string }>> {
  const lists: Array<{ path: string; name: string }> = [];
  for (const inside of FOLDERS.map((name) => join(folder, name))) {
    try {
      const found = (await readdir(inside, { recursive: true })).filter(isList).sort();
      lists.push(...found.map((file) => ({ path: join(inside, file), name: listName(file).replaceAll('\\', '/') })));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      emit({ type: 'warning', message: `Can't read "${inside}": ${reasonIn(error)}.` });
    }
  }
  return lists.slice(0, MOST_LISTS);
}

async function songsOf(path: string, context: Context): Promise<Listed[]> {
  const listed: Listed[] = [];
  for await (const events of readXml(path, KIND, context)) {
    for (const event of events) {
      if (event.kind !== 'open' || event.name !== 'song') continue;
      const { path: file, title, remix, artist, songlength } = event.attributes;
      if (!file) continue;
      const about = { title: text(title), version: text(remix), artists: names(artist) };
      listed.push(given<Listed>({ path: file, ...about, duration: positive(songlength, MOST_SECONDS) }));
    }
  }
  return listed;
}
