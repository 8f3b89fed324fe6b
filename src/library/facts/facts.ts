import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeckTrack } from '../../domain/ports/deck.js';
import { makeFolder } from '../../files/make-folder.js';
import { moveInto } from '../../files/place.js';
import { sweepTemporaries, temporaryIn } from '../../files/temporary.js';
import { Damage, NewerFormat } from '../store/damage.js';
import { syncFolder } from '../store/durable.js';
import { cleaned, together } from './clean.js';
import { FactsTable, type Line, Replaced, type TableAbout, TableWriter } from './table.js';

const FOLDER = 'facts';
const NAME = /^[0-9a-f]{16}\.facts$/;

/** What DJ programs say of a file, by their names. */
export type Told = Readonly<Record<string, DeckTrack>>;

/** A table that can't be read, or not in full. */
export interface BadTable {
  path: string;
  /** Whose it is, where that can be read. */
  about: TableAbout | null;
  reason: string;
  /** The same as a sentence that says what mends it. */
  message: string;
}

/** What is being kept of one collection: in the place of what was kept of it before, once it is whole. */
export interface Keeping {
  put(path: string, track: DeckTrack): void;
  /** Keeps on what was said before of these, by what the collection calls a file and where that was here; says of how many. */
  stay(which: (said: string, path: string) => boolean): number;
  keep(): Promise<void>;
  /** As if it had never been begun. */
  drop(): Promise<void>;
}

/**
 * What DJ programs say of the user's music, beside the library's index: a table for each collection that was read. A table is
 * replaced as a whole, so whoever reads meanwhile, or is killed, finds the old one or the new one.
 */
export class Facts {
  readonly #folder: string;
  readonly #onWarning: (message: string) => void;
  #tables: Map<string, FactsTable> | null = null;
  readonly #said = new Set<string>();

  constructor(library: string, onWarning: (message: string) => void) {
    this.#folder = join(library, FOLDER);
    this.#onWarning = onWarning;
  }

  /** What is said of a file under any of its paths: what was read last comes first. */
  of(paths: readonly string[]): Told {
    const told: Record<string, DeckTrack> = {};
    for (const [name, { about }] of this.#open()) {
      for (const path of paths) {
        for (const track of this.#ask(name, path).reverse()) {
          const later = told[about.program];
          told[about.program] = later ? together(track, later) : track;
        }
      }
    }
    return told;
  }

  /** The programs that say something of it, by their names for people. */
  programsOf(paths: readonly string[]): Set<string> {
    const tables = [...this.#open().values()].filter((table) => paths.some((path) => table.has(path)));
    return new Set(tables.map(({ about }) => about.title));
  }

  /** Another one whenever something else is said. */
  stamp(): string {
    const states = this.#names().flatMap((name) => {
      const about = statSync(join(this.#folder, name), { throwIfNoEntry: false });
      return about ? [`${name} ${about.size} ${about.mtimeMs}`] : [];
    });
    return states.length === 0 ? '' : createHash('sha256').update(states.sort().join('\n')).digest('hex').slice(0, 16);
  }

  get isEmpty(): boolean {
    return this.#open().size === 0;
  }

  /** Reads all of them through. */
  check(): BadTable[] {
    return this.#names().flatMap((name) => {
      const path = join(this.#folder, name);
      let about: TableAbout | null = null;
      for (;;) {
        try {
          const table = new FactsTable(path);
          ({ about } = table);
          table.check();
          return [];
        } catch (error) {
          if (!(error instanceof Replaced)) return isGone(error) ? [] : [badTable(path, about, error)];
        }
      }
    });
  }

  async begin(about: TableAbout): Promise<Keeping> {
    await makeFolder(this.#folder);
    await sweepTemporaries(this.#folder);
    const temporary = temporaryIn(this.#folder);
    const writer = new TableWriter(temporary, about);
    const drop = async (): Promise<void> => {
      writer.abandon();
      await rm(temporary, { force: true });
    };
    return {
      put: (path, track) => writer.put(path, cleaned(track)),
      stay: (which) => {
        const stayed = new Set<string>();
        for (const { path, track } of this.#before(about)) {
          if (track.file === null || !which(track.file, path)) continue;
          writer.put(path, track);
          stayed.add(path);
        }
        return stayed.size;
      },
      keep: async () => {
        try {
          writer.close();
          await moveInto(temporary, join(this.#folder, nameOf(about)));
          await syncFolder(this.#folder);
        } finally {
          await drop();
        }
        this.#tables = null;
      },
      drop,
    };
  }

  /** The collections of which something is kept, those that were read last first. */
  list(): { about: TableAbout; tracks: number }[] {
    return [...this.#open().values()].map(({ about, count }) => ({ about, tracks: count }));
  }

  /** What this collection has said is gone. */
  async forget(about: TableAbout): Promise<void> {
    await rm(join(this.#folder, nameOf(about)), { force: true });
    await syncFolder(this.#folder);
    this.#tables = null;
  }

  /** What the same collection said when it was read last; nothing where that can't be read. */
  *#before(about: TableAbout): Generator<Line> {
    try {
      yield* new FactsTable(join(this.#folder, nameOf(about))).lines();
    } catch (error) {
      // One that is damaged is made anew at this moment.
      if (!(error instanceof Damage || error instanceof NewerFormat || isGone(error))) throw error;
    }
  }

  #ask(name: string, path: string): DeckTrack[] {
    try {
      return this.#open().get(name)?.of(path) ?? [];
    } catch (error) {
      if (error instanceof Replaced) {
        this.#tables = null;
        return this.#ask(name, path);
      }
      if (!isGone(error)) this.#say(name, this.#tables?.get(name)?.about ?? null, error);
      return [];
    }
  }

  /** By name, those that were read last first. */
  #open(): ReadonlyMap<string, FactsTable> {
    if (this.#tables) return this.#tables;
    const opened = this.#names().flatMap((name): [string, FactsTable][] => {
      try {
        return [[name, new FactsTable(join(this.#folder, name))]];
      } catch (error) {
        if (!isGone(error)) this.#say(name, null, error);
        return [];
      }
    });
    this.#tables = new Map(opened.sort(([, a], [, b]) => (a.about.at < b.about.at ? 1 : -1)));
    return this.#tables;
  }

  #names(): string[] {
    try {
      return readdirSync(this.#folder).filter((name) => NAME.test(name));
    } catch (error) {
      if (!isGone(error)) this.#say('', null, error);
      return [];
    }
  }

  #say(name: string, about: TableAbout | null, error: unknown): void {
    if (this.#said.has(name)) return;
    this.#said.add(name);
    this.#onWarning(badTable(join(this.#folder, name), about, error).message);
  }
}

function badTable(path: string, about: TableAbout | null, error: unknown): BadTable {
  const reason = reasonOf(error);
  const whose = about ? `What ${about.title} says of your music` : 'What a DJ program says of your music';
  const from = about ? `"${about.from}"` : 'COLLECTION';
  const message = `${whose} can't be read (${path}: ${reason}). 'tracklistify library add --from ${from}' makes it anew.`;
  return { path, about, reason, message };
}

const nameOf = ({ program, from }: TableAbout): string =>
  `${createHash('sha256').update(`${program}\n${from}`).digest('hex').slice(0, 16)}.facts`;

function reasonOf(error: unknown): string {
  if (error instanceof NewerFormat) return 'a newer version of Tracklistify wrote it';
  const { code, message } = error as NodeJS.ErrnoException;
  return code ? `its file can't be read, ${code}` : message;
}

const isGone = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
