import { lstat, readdir, readFile, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { WriteError } from '../domain/errors.js';
import { safeBaseName } from '../domain/file-name.js';
import type { ExportedFile } from '../domain/ports/export.js';
import type { Outputs, Place, Standing } from '../domain/ports/outputs.js';
import { parseEdited } from '../domain/schema.js';
import { reasonIn } from '../domain/system-words.js';
import type { Tracklist } from '../domain/tracklist.js';
import { makeFolder } from '../files/make-folder.js';
import { putInPlace, withTemporary } from '../files/place.js';
import { sweepTemporaries } from '../files/temporary.js';
import { attempt, removeEmpty } from './disk.js';
import { marked, markOf } from './marks.js';
import { contentSum, type Result, type Results } from './results.js';
import { keysOf } from './source-keys.js';

/** What is larger was never written by this program. */
const LARGEST = 64 << 20;

export interface FolderOptions {
  /** Where it is remembered what was written; without it the files' own marks must do. */
  results?: Results;
  onWarning?: (message: string) => void;
}

/** Writes into one folder, which it makes when it is missing, and knows what stands there already. */
export function outputFolder(path: string, { results, onWarning }: FolderOptions = {}): Outputs {
  const folder = resolve(path);
  /** Names that sources of this run have, and those that have been written to. */
  const taken = new Map<string, readonly string[]>();
  const begun = new Set<string>();
  let turn: Promise<unknown> = Promise.resolve();
  let swept: Promise<void> | null = null;
  const contentOf = (file: ExportedFile, source: readonly string[]): string | Uint8Array =>
    typeof file.content === 'string' ? marked(file.name, file.content, source) : file.content;
  return {
    folder,
    baseName: safeBaseName,
    pathOf: (file) => join(folder, file),
    async prepare() {
      await attempt(folder, async () => {
        const made = await makeFolder(folder);
        try {
          await withTemporary(folder, '', (temporary) => rm(temporary));
        } finally {
          // There may be nothing to write in the end.
          await removeEmpty(made);
        }
      });
    },
    exclusively(work) {
      const mine = turn.then(work);
      turn = mine.catch(() => undefined);
      return mine;
    },
    async look(name, source) {
      const record = (await results?.get(join(folder, name))) ?? null;
      const holder = taken.get(caseless(name));
      return new Standings(folder, name, source, record).place(holder, begun.has(caseless(name)));
    },
    reserve({ name }, source) {
      taken.set(caseless(name), source);
    },
    async announce({ name }, source, tracklist, files) {
      taken.set(caseless(name), source);
      begun.add(caseless(name));
      const sums = Object.fromEntries(files.map((file) => [file.name, contentSum(contentOf(file, source))]));
      try {
        await results?.put(join(folder, name), { sources: source, sums, tracklist });
      } catch (error) {
        onWarning?.(
          `It can't be remembered which files are written (${reasonIn(error)}), so a later run may number its own.`,
        );
      }
    },
    async write(file, source, replace) {
      const target = join(folder, file.name);
      if (basename(target) !== file.name) throw new WriteError(`"${file.name}" is no file name.`);
      let done = true;
      await attempt(target, async () => {
        await makeFolder(folder);
        // What a killed run has left goes with the next one that writes here.
        swept ??= sweepTemporaries(folder);
        await swept;
        await withTemporary(folder, contentOf(file, source), async (temporary) => {
          done = await putInPlace(temporary, target, replace);
        });
      });
      return done ? target : null;
    },
    async holds(file, source) {
      const standing = await readFile(join(folder, file.name)).catch(() => null);
      return standing !== null && contentSum(standing) === contentSum(contentOf(file, source));
    },
    async clear({ name, standing }) {
      const names = await readdir(folder).catch(() => []);
      for (const file of names) {
        if (file.startsWith(`${name}.`) && (await standing(file)) === 'own')
          await rm(join(folder, file), { force: true });
      }
      await results?.forget(join(folder, name));
    },
  };
}

/** Two names that differ in case only are one file on macOS and Windows. */
const caseless = (name: string): string => name.normalize('NFC').toLowerCase();

/** What stands under one name, seen from one source. */
class Standings {
  readonly #folder: string;
  readonly #name: string;
  readonly #source: readonly string[];
  readonly #record: Result | null;

  constructor(folder: string, name: string, source: readonly string[], record: Result | null) {
    this.#folder = folder;
    this.#name = name;
    this.#source = source;
    this.#record = record;
  }

  async place(holder: readonly string[] | undefined, begun: boolean): Promise<Place> {
    const document = await this.#read(`${this.#name}.json`);
    const stands = document !== null || (await this.#hasFiles());
    const whose = this.#whose(holder, document, stands);
    return {
      name: this.#name,
      whose,
      stands,
      isNew: begun && holder?.join() === this.#source.join(),
      problem: whose === 'ours' ? (document?.problem ?? null) : null,
      ...(whose === 'ours' ? this.#results(document) : { written: null, edited: null }),
      standing: (file) => this.#standing(file),
    };
  }

  #whose(holder: readonly string[] | undefined, document: Found | null, stands: boolean): Place['whose'] {
    // Two copies of one mix that are named in one command get a result each.
    if (holder && holder.join() !== this.#source.join()) return 'others';
    if (this.#record && this.#isOurs(this.#record.sources)) return 'ours';
    if (document) return this.#isOurs(document.sources) ? 'ours' : 'others';
    return this.#record && stands ? 'others' : 'nobody';
  }

  /** As the program left it, and as a person did. */
  #results(document: Found | null): Pick<Place, 'written' | 'edited'> {
    const remembered = this.#record && this.#isOurs(this.#record.sources) ? this.#record.tracklists : [];
    if (!document?.tracklist) return { written: remembered[0] ?? null, edited: null };
    const { tracklist } = document;
    if (this.#isAsWritten(document)) return { written: tracklist, edited: null };
    const written = remembered.find(({ createdAt }) => createdAt === tracklist.createdAt) ?? null;
    return { written, edited: tracklist };
  }

  async #standing(file: string): Promise<Standing> {
    // What can't be looked at can't be written to either: the writing says why.
    if (!(await lstat(join(this.#folder, file)).catch(() => null))) return 'free';
    const found = await this.#read(file);
    if (!found || found.name !== file) return 'foreign';
    if (this.#isAsWritten(found)) return 'own';
    const known =
      this.#isOurs(found.sources) || (this.#isOurs(this.#record?.sources ?? []) && this.#record?.files[file]);
    return known ? 'changed' : 'foreign';
  }

  #isAsWritten({ name, sum, mark }: Found): boolean {
    if (mark && !mark.changed && this.#isOurs(mark.sources)) return true;
    return this.#isOurs(this.#record?.sources ?? []) && (this.#record?.files[name]?.includes(sum) ?? false);
  }

  #isOurs(keys: readonly string[]): boolean {
    return keys.some((key) => this.#source.includes(key));
  }

  async #hasFiles(): Promise<boolean> {
    for (const file of Object.keys(this.#record?.files ?? {})) {
      if (await lstat(join(this.#folder, file)).catch(() => null)) return true;
    }
    return false;
  }

  async #read(name: string): Promise<Found | null> {
    const path = join(this.#folder, name);
    const about = await lstat(path).catch(() => null);
    if (!about?.isFile() || about.size > LARGEST) return about ? { name: '', sum: '', mark: null, sources: [] } : null;
    const content = await readFile(path);
    const text = content.toString('utf8');
    const mark = markOf(name, text);
    const { tracklist, problem } = name.endsWith('.json') ? documentIn(text) : NO_DOCUMENT;
    const sources = mark?.sources ?? (tracklist ? keysOf(tracklist.source) : []);
    return {
      name,
      sum: contentSum(content),
      mark,
      sources,
      ...(tracklist && { tracklist }),
      ...(problem && { problem }),
    };
  }
}

interface Found {
  /** Empty for what is no file, or none that this program could have written. */
  name: string;
  sum: string;
  mark: ReturnType<typeof markOf>;
  /** Keys of the source that it says it is of. */
  sources: readonly string[];
  tracklist?: Tracklist;
  /** Why a document can't be understood, as a sentence. */
  problem?: string;
}

const NO_DOCUMENT: Pick<Found, 'tracklist' | 'problem'> = {};

function documentIn(text: string): Pick<Found, 'tracklist' | 'problem'> {
  try {
    return { tracklist: parseEdited(text, 'it') };
  } catch (error) {
    // Not a tracklist any more, or never one: whose it is, its name and sum tell.
    return { problem: (error as Error).message };
  }
}
