import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../files/make-folder.js';
import { addFile, replaceFile } from '../../files/place.js';

const NAME = /^[0-9a-f]{16}$/;

/**
 * What tells one archive's numbers from another's: made once, by whoever comes first. Where it is lost, another one is made, and lists
 * have no numbers any more until their mixes are gone over again (retry): their sound tells the same ones.
 */
export class Numbering {
  readonly #folder: string;
  readonly #file: string;
  #known: string | undefined;

  constructor(folder: string) {
    this.#folder = folder;
    this.#file = join(folder, 'numbering');
  }

  /** Undefined where no number was ever given. */
  async read(): Promise<string | undefined> {
    return this.#read().catch(() => undefined);
  }

  /** Throws where there is one that can't be read now: another one in its place would make all lists lose their numbers. */
  async make(): Promise<string> {
    const known = await this.#read();
    if (known !== undefined) return known;
    await makeFolder(this.#folder);
    const made = randomBytes(8).toString('hex');
    if (!(await addFile(this.#file, `${made}\n`, { mode: 0o600 })) && (await this.read()) === undefined) {
      await replaceFile(this.#file, `${made}\n`, { mode: 0o600 });
    }
    const now = await this.read();
    return now ?? made;
  }

  async #read(): Promise<string | undefined> {
    if (this.#known !== undefined) return this.#known;
    const text = await readFile(this.#file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    if (NAME.test(text.trim())) this.#known = text.trim();
    return this.#known;
  }
}
