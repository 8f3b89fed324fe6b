import { join } from 'node:path';
import { LibraryError } from '../../domain/errors.js';
import { reasonIn } from '../../domain/system-words.js';
import { Catalogue } from '../catalogue.js';
import { RevisionFolder } from '../revisions.js';
import { type IdSummary, type KeptId, packId, summaryOfId, unpackId } from './kept-id.js';

/** To be raised when summaries hold something else: then they are made anew from the IDs. */
const READING = 1;

const keyOf = ({ number }: Pick<KeptId, 'number'>): string => String(number);

/** Every unknown that was heard in a mix, by a number that nothing else ever gets. */
export class Ids {
  readonly folder: string;
  readonly #ids: RevisionFolder<KeptId>;
  readonly #catalogue: Catalogue<KeptId, IdSummary>;

  constructor(folder: string) {
    this.folder = folder;
    this.#ids = new RevisionFolder<KeptId>(join(folder, 'numbers'), {
      key: /^[1-9][0-9]*$/,
      keyOf,
      pack: packId,
      unpack: unpackId,
    });
    this.#catalogue = new Catalogue<KeptId, IdSummary>(join(folder, 'catalogue'), this.#ids, {
      reading: READING,
      keyOf,
      of: summaryOfId,
    });
  }

  /** All of them by number, also those that were forgotten or merged into others; without those that can't be read. */
  async list(): Promise<IdSummary[]> {
    return this.#guard(async () => (await this.#catalogue.read()).all.sort((a, b) => a.number - b.number));
  }

  /** Null for a number that nothing has, or that can't be read. */
  async get(number: number): Promise<KeptId | null> {
    return this.#guard(async () => {
      const key = String(number);
      const revisions = (await this.#ids.list()).get(key);
      return revisions ? ((await this.#ids.newest(key, revisions))?.value ?? null) : null;
    });
  }

  /**
   * Makes an ID's next state of its last one, again where somebody else was quicker. Resolves to what it is now; null where there is no
   * such ID, or where `edit` gives null: then nothing changes.
   */
  async change(number: number, edit: (id: KeptId) => KeptId | null): Promise<KeptId | null> {
    return this.#guard(async () => {
      const put = await this.#ids.put(String(number), (before) => before && edit(before));
      if (!put) return null;
      await this.#catalogue.note(put.value, put.revision);
      return put.value;
    });
  }

  /** Keeps a new one, and resolves to its number: whoever is first to write a file of that name has it. */
  async add(id: Omit<KeptId, 'number'>): Promise<number> {
    return this.#guard(async () => {
      for (let number = await this.#next(); ; number = Math.max(number + 1, await this.#next())) {
        const kept = { ...id, number };
        if (!(await this.#ids.add(kept, 1, []))) continue;
        await this.#catalogue.note(kept, 1);
        return number;
      }
    });
  }

  /** Above all that were ever used: no ID's last file is ever removed. */
  async #next(): Promise<number> {
    let most = 0;
    for (const key of (await this.#ids.list()).keys()) most = Math.max(most, Number(key));
    return most + 1;
  }

  async #guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof LibraryError || !(error as NodeJS.ErrnoException).code) throw error;
      throw new LibraryError(`The IDs in ${this.folder} can't be used: ${reasonIn(error)}.`, { cause: error });
    }
  }
}
