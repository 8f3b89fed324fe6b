import { basename, dirname, isAbsolute, resolve } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { SourceError } from '../domain/errors.js';
import { reasonIn } from '../domain/system-words.js';
import type { Tracklist } from '../domain/tracklist.js';
import { openStream, textOf } from '../files/open-stream.js';
import type { World } from './world.js';

/** A ten-hour mix with all its evidence takes a few megabytes. */
const LARGEST = 16 * 1024 * 1024;

/**
 * Reads a saved tracklist, or several, one a line; `-` from standard input. Throws SourceError with what is wrong, and where.
 */
export async function readTracklists(
  path: string,
  world: Reading,
  warn: Warn,
  { byHand = false }: HowRead = {},
): Promise<Tracklist[]> {
  const fromStdin = path === '-';
  const name = fromStdin ? 'standard input' : path;
  const file = resolve(world.cwd, path);
  const text = await readAll(() => (fromStdin ? world.stdin : openStream(file)), name, world.signal);
  const { parseChanged, parseTracklists } = await import('../domain/schema.js');
  const tracklists = byHand ? [parseChanged(text, name)] : parseTracklists(text, name, warn);
  // Parsing keeps the thread: what was pressed meanwhile is heard in the event loop's next turn, which the second of these waits for.
  await breathe();
  await breathe();
  world.signal.throwIfAborted();
  return fromStdin ? tracklists : tracklists.map((tracklist) => anchored(tracklist, dirname(file)));
}

type Reading = Pick<World, 'cwd' | 'stdin' | 'signal'>;
interface HowRead {
  /** One document, which its owner may have changed by hand: it is taken as it is meant. */
  byHand?: boolean;
}
/** Told of what is wrong with a tracklist that can be read all the same. */
type Warn = (message: string) => void;

/** A tracklist that was read to have something made of it. */
export interface Saved {
  tracklist: Tracklist;
  /** What files are to be called after. */
  name: string;
  /** Keys of the mix that it is of. */
  source: string[];
  /** The file that it was read from, and what that held then; absent where it isn't one document in one file. */
  from?: { path: string; sum: string };
}

/**
 * The same, ready for making something of them. `known` holds the keys of the documents before it in the same command: two
 * of one mix are told apart by where they stand.
 */
export async function readSaved(
  path: string,
  world: Reading,
  known: Set<string>,
  warn: Warn,
  how: HowRead = {},
): Promise<Saved[]> {
  const [{ keyOf, keysOf }, { fileSum }] = await Promise.all([
    import('../exporters/source-keys.js'),
    import('../exporters/results.js'),
  ]);
  const file = resolve(world.cwd, path);
  const sum = path === '-' ? null : await fileSum(file).catch(() => null);
  const tracklists = await readTracklists(path, world, warn, how);
  const single = path !== '-' && tracklists.length === 1;
  return tracklists.map((tracklist, i) => {
    const keys = keysOf(tracklist.source);
    const another = keys.length === 0 || keys.some((key) => known.has(key));
    const source = another ? [keyOf(`${i} ${path === '-' ? path : file}`)] : keys;
    for (const key of source) known.add(key);
    return {
      tracklist,
      name: single ? basename(path) : tracklist.source.name,
      source,
      ...(single && sum !== null && { from: { path: file, sum } }),
    };
  });
}

/** The file that a tracklist was read from, as long as nobody has changed it since: then it holds nothing more. */
export async function unchanged({ from }: Pick<Saved, 'from'>): Promise<{ from?: string }> {
  if (!from) return {};
  const { fileSum } = await import('../exporters/results.js');
  const now = await fileSum(from.path).catch(() => null);
  return now === from.sum ? { from: from.path } : {};
}

/** A relative path means the mix beside the document, wherever that is read from. */
function anchored(tracklist: Tracklist, folder: string): Tracklist {
  const { source } = tracklist;
  if (source.location === '' || isAbsolute(source.location) || /^[a-z][a-z0-9+.-]+:\/\//i.test(source.location)) {
    return tracklist;
  }
  return { ...tracklist, source: { ...source, location: resolve(folder, source.location) } };
}

async function readAll(open: () => NodeJS.ReadableStream, name: string, signal: AbortSignal): Promise<string> {
  let text: string | null;
  try {
    text = await textOf(open, LARGEST, signal);
  } catch (cause) {
    signal.throwIfAborted();
    const { code } = cause as NodeJS.ErrnoException;
    const reason = {
      ENOENT: "doesn't exist",
      EISDIR: 'is a folder, not a file',
      EACCES: "can't be read: permission denied",
    };
    throw new SourceError(`${name} ${reason[code as keyof typeof reason] ?? `can't be read: ${reasonIn(cause)}`}.`, {
      cause,
    });
  }
  if (text === null) throw new SourceError(`${name} is too large to be a tracklist.`);
  return text;
}
