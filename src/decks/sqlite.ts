import { constants } from 'node:fs';
import { copyFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type * as Package from 'node-sqlite3-wasm';
import * as z from 'zod';
import { SourceError, UsageError } from '../domain/errors.js';
import type { Context } from '../domain/ports/context.js';
import type { DeckTools } from '../domain/ports/deck.js';
import { reasonIn } from '../domain/system-words.js';
import { makeTempFolder } from '../files/temp-folder.js';
import { openFile } from './open-file.js';

/** What every SQLite file begins with; an encrypted one doesn't. */
const SIGNATURE = 'SQLite format 3\0';
/** Beside the file may lie what is not in it yet, or is to be taken back. */
const BESIDE = ['-wal', '-journal'] as const;
/** Bytes of a text or a blob that are read: no program has longer ones of a track, and a damaged file may have any. */
const LONGEST_VALUE = 4 * 2 ** 20;
/** Plays that are kept in memory: a year of nights has a tenth of them. */
const MOST_PLAYS = 100_000;
/** A program that is running may write while its file is copied. */
const MOST_COPIES = 3;

/** How tables are read: what is missing or of another kind is empty. */
export const column = {
  text: z
    .string()
    .catch('')
    .transform((text) => text.trim()),
  number: z.number().nullable().catch(null),
  bytes: z.instanceof(Uint8Array).nullable().catch(null),
};

/** A column for a SELECT; null where it is so long that it is none of a track's. Its length is told without reading it. */
export const short = (name: string): string => `CASE WHEN octet_length(${name}) <= ${LONGEST_VALUE} THEN ${name} END`;

/** A copy of a database, read row by row. Close it, and the copy is gone. */
export class Sqlite {
  readonly path: string;
  readonly #db: Package.Database;
  readonly #context: Context;
  readonly #remove: () => Promise<void>;
  readonly #tables = new Map<string, ReadonlySet<string>>();

  constructor(path: string, db: Package.Database, context: Context, remove: () => Promise<void>) {
    this.path = path;
    this.#db = db;
    this.#context = context;
    this.#remove = remove;
  }

  /** Throws SourceError where one of these is no table of it. A view isn't taken for one: it may compute for ever. */
  expect(title: string, ...tables: string[]): void {
    const missing = tables.find((table) => this.columnsOf(table).size === 0);
    if (missing === undefined) return;
    throw new SourceError(`"${this.path}" is a SQLite database, but none of ${title}: it has no table "${missing}".`);
  }

  /** Empty where there is no such table. */
  columnsOf(table: string): ReadonlySet<string> {
    const known = this.#tables.get(table);
    if (known) return known;
    const isTable = this.#all("SELECT name FROM sqlite_schema WHERE type = 'table' AND name = ?", table).length > 0;
    const columns = isTable ? this.#all('SELECT name FROM pragma_table_info(?)', table) : [];
    const names = new Set(columns.map(({ name }) => String(name)));
    this.#tables.set(table, names);
    return names;
  }

  /** These columns for a SELECT, null where this version of the program doesn't have one, or where one is far too long. */
  pick(table: string, alias: string, columns: readonly string[]): string {
    const there = this.columnsOf(table);
    return columns.map((name) => `${there.has(name) ? short(`${alias}."${name}"`) : 'NULL'} AS "${name}"`).join(', ');
  }

  /** Streams what a query gives. Where the file is damaged, that is said, and what came before is used. */
  *rows<Row>(what: string, query: string, row: z.ZodType<Row>, ...values: (string | number)[]): Generator<Row> {
    let count = 0;
    let unusable = 0;
    let statement: Package.Statement | undefined;
    try {
      statement = this.#db.prepare(query);
      for (const raw of statement.iterate(values)) {
        this.#context.signal.throwIfAborted();
        count++;
        const parsed = row.safeParse(raw);
        if (parsed.success) yield parsed.data;
        else unusable++;
      }
    } catch (error) {
      if (!isFromSqlite(error)) throw error;
      const where = count === 0 ? `in its ${what}` : `in its ${what}, behind the first ${count}`;
      this.warn(`"${this.path}" is damaged ${where}: ${error.message}. The rest of it is used.`);
    } finally {
      finalize(statement);
    }
    if (unusable > 0) this.warn(`Left out of the ${what} in "${this.path}": ${unusable} that can't be used.`);
  }

  /** As many plays as are kept in memory; that there are more is said. */
  *plays<Row>(query: string, row: z.ZodType<Row>): Generator<Row> {
    let count = 0;
    for (const play of this.rows('plays', query, row)) {
      if (++count > MOST_PLAYS) {
        this.warn(`"${this.path}" has more than ${MOST_PLAYS} plays; the earliest ones aren't read.`);
        return;
      }
      yield play;
    }
  }

  async close(): Promise<void> {
    if (this.#db.isOpen) this.#db.close();
    await this.#remove();
  }

  #all(query: string, value: string): Record<string, unknown>[] {
    try {
      return this.#db.all(query, [value]) as Record<string, unknown>[];
    } catch (cause) {
      throw new SourceError(`"${this.path}" is damaged: ${reasonIn(cause)}.`, { cause });
    }
  }

  warn(message: string): void {
    this.#context.emit({ type: 'warning', message });
  }
}

/** Opens a copy of a database, with what its program has not yet put into it. Throws SourceError where it is none, or damaged. */
export async function openSqlite(
  path: string,
  { tempFolder }: DeckTools,
  context: Context,
  { load = loadPackage, copy = cloneFile } = {},
): Promise<Sqlite> {
  await refuseOthers(path);
  const { Database } = await load(path);
  const folder = await makeTempFolder(tempFolder);
  try {
    const own = join(folder.path, 'copy.db');
    await copyWhole(path, own, context.signal, copy);
    const db = new Database(own, { fileMustExist: true });
    // A log that is not yet in the file is read without shared memory, which only a connection of its own may do. A file that was
    // cut off is read as far as it goes.
    db.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA writable_schema = ON',
    );
    try {
      db.get('SELECT count(*) FROM sqlite_schema');
    } catch (error) {
      db.close();
      throw error;
    }
    return new Sqlite(path, db, context, folder.remove);
  } catch (cause) {
    await folder.remove();
    if (!isFromSqlite(cause)) throw cause;
    throw new SourceError(`"${path}" is damaged and can't be opened: ${cause.message}.`, { cause });
  }
}

async function refuseOthers(path: string): Promise<void> {
  const head = Buffer.alloc(SIGNATURE.length);
  let size = 0;
  const file = await openFile(path);
  try {
    size = (await file.read(head, 0, head.length, 0).finally(() => file.close())).bytesRead;
  } catch (cause) {
    throw new SourceError(`Can't read "${path}": ${reasonIn(cause)}.`, { cause });
  }
  if (size === 0) throw new SourceError(`"${path}" is empty.`);
  if (head.toString('latin1') === SIGNATURE) return;
  throw new SourceError(`"${path}" is no SQLite database, though it has the name of one: it is damaged or encrypted.`);
}

/** The file and what lies beside it, as they were at one moment. */
async function copyWhole(from: string, to: string, signal: AbortSignal, copy: typeof cloneFile): Promise<void> {
  for (let time = 1; time <= MOST_COPIES; time++) {
    try {
      const before = await stateOf(from);
      for (const end of ['', ...BESIDE]) {
        signal.throwIfAborted();
        if (before.has(end)) await copy(from + end, to + end);
        else await rm(to + end, { force: true });
      }
      const after = await stateOf(from);
      if ([...before].join() === [...after].join()) return;
    } catch (cause) {
      signal.throwIfAborted();
      // What lies beside it comes and goes with the program.
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT' && time < MOST_COPIES) continue;
      throw new SourceError(`Can't copy "${from}" to read it: ${reasonIn(cause)}.`, { cause });
    }
  }
  throw new SourceError(`"${from}" changes while it is read: close the program that it belongs to, and try again.`);
}

/** What is there, each with its size and the time of its last change. */
async function stateOf(path: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const end of ['', ...BESIDE]) {
    const about = await stat(path + end).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' && end !== '') return null;
      throw error;
    });
    // What lies there and is no file would be waited for without an end.
    if (about?.isFile()) found.set(end, `${about.size} ${about.mtimeMs}`);
  }
  return found;
}

/** Without moving the bytes, where the disk can do that. */
const cloneFile = (from: string, to: string): Promise<void> => copyFile(from, to, constants.COPYFILE_FICLONE);

/** It holds a megabyte of compiled SQLite, and who has no use for it may leave it out. */
async function loadPackage(path: string): Promise<typeof Package> {
  try {
    const { default: loaded } = await import('node-sqlite3-wasm');
    return loaded;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new UsageError(
      `"${basename(path)}" is a SQLite database, for which the package node-sqlite3-wasm is missing here: npm was told to leave out ` +
        'optional packages. Put it in with "npm install -g --include=optional tracklistify".',
      { cause },
    );
  }
}

const isFromSqlite = (error: unknown): error is Error => error instanceof Error && error.name === 'SQLite3Error';

/** Says again what was said while it ran. */
function finalize(statement: Package.Statement | undefined): void {
  try {
    statement?.finalize();
  } catch (error) {
    if (!isFromSqlite(error)) throw error;
  }
}
