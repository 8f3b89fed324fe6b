import { access, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SourceError } from '../../domain/errors.js';
import { classicKey } from '../../domain/musical-key.js';
import type { Context } from '../../domain/ports/context.js';
import type { DeckTrack } from '../../domain/ports/deck.js';
import { reasonIn } from '../../domain/system-words.js';
import { placeOf } from '../disks.js';
import { type Chunk, chunksIn, chunksOf, textIn } from './chunks.js';
import { isStreamed, pathOn, rootOfDisk } from './paths.js';

/** More than anybody's crates hold all together: what is past it isn't kept in memory. */
const MOST_IN_CRATES = 500_000;

/** Every track of a `_Serato_` folder, of its `database V2` alone, or of one crate. Their cues are in the tracks' own files. */
export const collection = (path: string, context: Context): AsyncGenerator<DeckTrack> =>
  /\.s?crate$/i.test(path) ? crateAlone(path, context) : library(path, context);

async function* crateAlone(path: string, context: Context): AsyncGenerator<DeckTrack> {
  // `_Serato_/Subcrates/NAME.crate`, or a copy of it anywhere on the disk.
  const folder = dirname(dirname(path));
  const root = basename(folder) === '_Serato_' ? rootOfDisk(folder) : placeOf(path).root;
  for await (const file of filesOf(path, context)) yield { ...placed(root, file), crates: [crateName(basename(path))] };
}

async function* library(path: string, context: Context): AsyncGenerator<DeckTrack> {
  const folder = basename(path) === 'database V2' ? dirname(path) : path;
  const root = rootOfDisk(folder);
  const crates = await cratesOf(folder, context);
  for await (const { tag, data } of rowsOf(folder, crates.size > 0, context)) {
    if (tag !== 'otrk') continue;
    const track = trackOf(root, new Map(chunksOf(data).map((chunk) => [chunk.tag, chunk.data])));
    if (!track) continue;
    const key = keyOf(track);
    const named = crates.get(key);
    crates.delete(key);
    yield named ? { ...track, crates: named.names } : track;
  }
  // Serato shows these as well, and scans them when they are loaded.
  for (const { place, names } of crates.values()) yield { ...place, crates: names };
}

async function* rowsOf(folder: string, hasCrates: boolean, context: Context): AsyncGenerator<Chunk> {
  const path = join(folder, 'database V2');
  const isThere = await access(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
  if (isThere) yield* chunksIn(path, 'otrk', context);
  else if (!hasCrates) {
    throw new SourceError(`Serato keeps nothing in "${folder}": there is neither a file "database V2" nor a crate.`);
  }
}

type Place = Pick<DeckTrack, 'file' | 'streamed'>;

interface InCrates {
  place: Place;
  names: string[];
}

/** A path in one spelling of its accents: crates and database differ in theirs. */
const keyOf = ({ file, streamed }: Place): string => (file ?? streamed ?? '').normalize('NFC');

async function cratesOf(folder: string, context: Context): Promise<Map<string, InCrates>> {
  const root = rootOfDisk(folder);
  const found = new Map<string, InCrates>();
  let count = 0;
  for (const path of [
    ...(await crateFiles(folder, 'Subcrates', context)),
    ...(await crateFiles(folder, 'SmartCrates', context)),
  ]) {
    const name = crateName(basename(path));
    for await (const below of filesOf(path, context)) {
      const place = placed(root, below);
      if (++count > MOST_IN_CRATES) {
        const message = `The crates of "${folder}" name more than ${MOST_IN_CRATES} tracks; the rest of them, from "${path}" on, isn't read.`;
        context.emit({ type: 'warning', message });
        return found;
      }
      const key = keyOf(place);
      const at = found.get(key) ?? { place, names: [] };
      if (!at.names.includes(name)) at.names.push(name);
      found.set(key, at);
    }
  }
  return found;
}

async function crateFiles(folder: string, name: string, { emit }: Context): Promise<string[]> {
  try {
    const files = await readdir(join(folder, name));
    return files
      .filter((file) => /\.s?crate$/i.test(file) && !file.startsWith('.'))
      .sort()
      .map((file) => join(folder, name, file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      emit({ type: 'warning', message: `"${join(folder, name)}" can't be read: ${reasonIn(error)}.` });
    }
    return [];
  }
}

/** The paths in a crate, or those that a smart crate found last. */
async function* filesOf(path: string, context: Context): AsyncGenerator<string> {
  for await (const { tag, data } of chunksIn(path, 'otrk', context)) {
    if (tag !== 'otrk') continue;
    const named = chunksOf(data).find((chunk) => chunk.tag === 'ptrk');
    const file = named && textIn(named.data);
    if (file) yield file;
  }
}

/** `Parent%%Child.crate` is a crate inside of another. */
const crateName = (file: string): string => file.replace(/\.s?crate$/i, '').replaceAll('%%', '/');

const placed = (root: string, path: string): Place =>
  isStreamed(path) ? { file: null, streamed: path } : { file: pathOn(root, path) };

function trackOf(root: string, fields: ReadonlyMap<string, Buffer>): DeckTrack | null {
  const text = (tag: string): string => textIn(fields.get(tag) ?? Buffer.alloc(0)).trim();
  const path = text('pfil');
  if (path === '') return null;
  const artist = text('tart');
  const [bpm, key, duration] = [Number(text('tbpm')), classicKey(text('tkey')), lengthIn(text('tlen'))];
  return {
    ...placed(root, path),
    ...word('title', text('tsng')),
    ...(artist && { artists: [artist] }),
    ...word('album', text('talb')),
    ...word('label', text('tlbl')),
    ...word('genre', text('tgen')),
    ...word('comment', text('tcom')),
    ...word('releaseDate', /^(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?$/.exec(text('ttyr'))?.[0]),
    ...(bpm > 0 && bpm <= 1000 && { bpm }),
    ...word('key', key),
    ...(duration !== undefined && { duration }),
  };
}

const word = <Name extends string>(name: Name, value: string | undefined): Partial<Record<Name, string>> =>
  value ? ({ [name]: value } as Record<Name, string>) : {};

/** `06:22.93`, `1:02:45.10` */
function lengthIn(text: string): number | undefined {
  const parts = /^(?:(\d{1,3}):)?(\d{1,4}):(\d\d(?:\.\d+)?)$/.exec(text);
  return parts ? Number(parts[1] ?? 0) * 3600 + Number(parts[2]) * 60 + Number(parts[3]) : undefined;
}
