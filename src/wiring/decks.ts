import { open, readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { SourceError, UsageError } from '../domain/errors.js';
import type { Deck, DeckHolds, DeckReader, LookedAt } from '../domain/ports/deck.js';
import { reasonIn } from '../domain/system-words.js';
import { registryOf } from './registry.js';
import type { World } from './world.js';

/** A file or folder of a DJ program. */
export interface DeckFile {
  deck: Deck;
  /** Absolute. */
  path: string;
  holds: DeckHolds;
  load(): Promise<DeckReader>;
}

const HEAD_BYTES = 4096;
/** So many of a folder's files are looked at, of those that no program owns. */
const MOST_LOOKED_AT = 1000;

/**
 * What a user names as a collection or a history. A folder may be one, or hold one. Throws SourceError where it can't be read, and
 * UsageError that says what it is, or isn't, where no program owns it.
 */
export async function deckFor(world: World, named: string): Promise<DeckFile> {
  if (named.trim() === '') {
    throw new UsageError(
      'The name of a collection or history is missing. "tracklistify decks" shows those of this machine.',
    );
  }
  const path = resolve(world.cwd, named);
  const { decks } = await registryOf(world);
  const file = await lookAt(path).catch((cause: unknown) => {
    throw new SourceError(`Can't read "${named}": ${reasonIn(cause)}.`, { cause });
  });
  const own = ownedBy(decks, file, world);
  if (own) return own;
  const { strangerIn } = await import('../decks/strangers.js');
  const inside = file.isFolder ? await ownedIn(decks, path, world) : [];
  if (inside.length === 1) return inside[0]!;
  if (inside.length > 1) {
    const [first, second] = inside.map((one) => `"${one.path}"`);
    const more = inside.length > 2 ? ` and ${inside.length - 2} more` : '';
    throw new UsageError(
      `The folder "${named}" holds several collections or histories. Name one: ${first}, ${second}${more}.`,
    );
  }
  const stranger = strangerIn(file) ?? (file.isFolder ? await strangerWithin(path) : null);
  const titles = decks.map(({ title }) => title).join(', ');
  throw new UsageError(
    stranger ??
      `"${named}" is no collection or history of a DJ program that is known here (${titles}). "tracklistify decks" shows those of this machine.`,
  );
}

async function strangerWithin(folder: string): Promise<string | null> {
  const { strangerIn } = await import('../decks/strangers.js');
  for (const file of await filesIn(folder)) {
    const why = strangerIn(file);
    if (why) return why;
  }
  return null;
}

/** What a path leads to, if a DJ program owns it. What isn't there, or can't be read, is nobody's. */
export async function deckAt(world: World, path: string): Promise<DeckFile | null> {
  const { decks } = await registryOf(world);
  const file = await lookAt(path).catch(() => null);
  return file && ownedBy(decks, file, world);
}

function ownedBy(decks: readonly Deck[], file: LookedAt, world: World): DeckFile | null {
  for (const deck of decks) {
    const holds = deck.owns(file);
    if (holds) return { deck, path: file.path, holds, load: () => loadFor(deck, world) };
  }
  return null;
}

async function ownedIn(decks: readonly Deck[], folder: string, world: World): Promise<DeckFile[]> {
  const files = await filesIn(folder);
  return files.flatMap((file) => ownedBy(decks, file, world) ?? []);
}

async function filesIn(folder: string): Promise<LookedAt[]> {
  const names = (await readdir(folder)).sort().slice(0, MOST_LOOKED_AT);
  const files: LookedAt[] = [];
  for (const name of names) {
    const file = await lookAt(join(folder, name)).catch(() => null);
    if (file) files.push(file);
  }
  return files;
}

async function loadFor(deck: Deck, world: World): Promise<DeckReader> {
  const { removeTempFolders } = await import('../files/temp-folder.js');
  world.atExit?.(removeTempFolders);
  return deck.load({ tempFolder: world.tempFolder });
}

export async function lookAt(path: string): Promise<LookedAt> {
  const about = await stat(path);
  if (!about.isFile()) return { path, isFolder: about.isDirectory(), head: new Uint8Array() };
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return { path, isFolder: false, head: buffer.subarray(0, bytesRead) };
  } finally {
    await file.close();
  }
}
