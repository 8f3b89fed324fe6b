import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TracklistifyError } from '../domain/errors.js';
import type { Context } from '../domain/ports/context.js';
import { type DeckFile, deckAt, lookAt } from './decks.js';
import { machineOf } from './machine.js';
import { registryOf } from './registry.js';
import type { World } from './world.js';

/** A collection, histories, or both in one, as this machine has them. */
export interface FoundDeck {
  /** The program's name in the registry, and for people. */
  deck: string;
  title: string;
  path: string;
  collection: boolean;
  history: boolean;
  /** How many files of one folder it stands for; of several, `path` is the folder where the program owns that, else the latest. */
  files: number;
  /** Null where it has no collection, or one that takes long to count. */
  tracks: number | null;
  /** ISO 8601. */
  changedAt: string;
  /** Why not all of it can be read. */
  problem?: string;
}

export interface FoundDecks {
  found: FoundDeck[];
  /** Sentences on what is there and isn't read. */
  unread: string[];
}

/** A collection of this size is counted within a second or two. */
const COUNTED_BYTES = 32 * 2 ** 20;
/** Programs keep a database in a folder of their folder. */
const DEPTH = 2;

/** The files and folders of DJ programs in their usual places, each once. */
export async function deckFiles(world: World): Promise<DeckFile[]> {
  const [{ decks }, machine] = await Promise.all([registryOf(world), machineOf(world)]);
  const found = new Map<string, DeckFile>();
  for (const place of decks.flatMap((deck) => deck.places(machine))) {
    for (const path of await pathsAt(place, world)) {
      const file = await deckAt(world, path);
      if (file) found.set(await realpath(path), file);
    }
  }
  return [...found.values()];
}

/** What a user is shown of them, and of what else is there. */
export async function findDecks(world: World): Promise<FoundDecks> {
  const { strangerIn, strangerPlaces } = await import('../decks/strangers.js');
  const found: FoundDeck[] = [];
  for (const group of grouped(await deckFiles(world))) {
    world.signal.throwIfAborted();
    found.push(await about(group, world));
  }
  const unread: string[] = [];
  for (const place of strangerPlaces(await machineOf(world))) {
    const file = await lookAt(place).catch(() => null);
    const why = file && strangerIn(file);
    if (why) unread.push(why);
  }
  return { found, unread };
}

/** A pattern's stars are filled in; whatever else is in a path stands for itself. */
async function pathsAt(place: string, { cwd, signal }: World): Promise<string[]> {
  if (!place.includes('*')) return [place];
  const { glob } = await import('../audio/sources/glob.js');
  return (await glob(place, { cwd, signal })).sort();
}

/** Histories of one folder count as one: there are hundreds. */
function grouped(files: readonly DeckFile[]): DeckFile[][] {
  const groups = new Map<string, DeckFile[]>();
  for (const file of files) {
    const key = file.holds.collection ? file.path : `${file.deck.name} ${dirname(file.path)}`;
    groups.set(key, [...(groups.get(key) ?? []), file]);
  }
  return [...groups.values()];
}

async function about(group: readonly DeckFile[], world: World): Promise<FoundDeck> {
  const states = await Promise.all(group.map(({ path }) => stateOf(path)));
  const latest = states.reduce((best, { changed }, at) => (changed > states[best]!.changed ? at : best), 0);
  const file = group[latest]!;
  const around = group.length > 1 ? await deckAt(world, dirname(file.path)) : null;
  const { deck, path, holds } = around?.deck === file.deck && around.holds.history ? around : file;
  const { size, changed } = states[latest]!;
  return {
    deck: deck.name,
    title: deck.title,
    path,
    collection: file.holds.collection ?? false,
    history: holds.history ?? false,
    files: group.length,
    ...(file.holds.collection && size <= COUNTED_BYTES ? await counted(file, world) : { tracks: null }),
    changedAt: new Date(changed).toISOString(),
  };
}

async function counted(file: DeckFile, { signal }: World): Promise<Pick<FoundDeck, 'tracks' | 'problem'>> {
  let problem: string | undefined;
  const context: Context = {
    signal,
    emit(event) {
      if (event.type === 'warning') problem ??= event.message;
    },
  };
  let tracks: number | null = 0;
  try {
    const { collection } = await file.load();
    for await (const _track of collection?.(file.path, context) ?? []) tracks++;
  } catch (error) {
    if (!(error instanceof TracklistifyError)) throw error;
    tracks = null;
    problem = error.message;
  }
  return { tracks, ...(problem !== undefined && { problem }) };
}

/** How large it is, and when it was last changed, with what is in it and what isn't in a database yet. */
export async function stateOf(path: string, depth = DEPTH): Promise<{ size: number; changed: number }> {
  const about = await stat(path).catch(() => null);
  if (!about) return { size: 0, changed: 0 };
  const names = about.isDirectory() && depth > 0 ? await readdir(path).catch(() => []) : [];
  const inside = about.isDirectory() ? names.map((name) => join(path, name)) : [];
  const log = about.isFile() ? await stat(`${path}-wal`).catch(() => null) : null;
  const parts = await Promise.all(inside.map((one) => stateOf(one, depth - 1)));
  return {
    size: about.isFile() ? about.size + (log?.size ?? 0) : parts.reduce((sum, { size }) => sum + size, 0),
    // A folder's own time says nothing of the files in it.
    changed: Math.max(...(parts.length > 0 ? parts.map(({ changed }) => changed) : [about.mtimeMs, log?.mtimeMs ?? 0])),
  };
}
