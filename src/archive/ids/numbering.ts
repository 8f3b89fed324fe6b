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
    if (this.#known !== undefined) return this.#known;
    const text = (await readFile(this.#file, 'utf8').catch(() => '')).trim();
    if (NAME.test(text)) this.#known = text;
    return this.#known;
  }

  async make(): Promise<string> {
    const known = await this.read();
    if (known !== undefined) return known;
    await makeFolder(this.#folder);
    const made = randomBytes(8).toString('hex');
    if (!(await addFile(this.#file, `${made}\n`, { mode: 0o600 })) && (await this.read()) === undefined) {
      await replaceFile(this.#file, `${made}\n`, { mode: 0o600 });
    }
    const now = await this.read();
    return now ?? made;
  }
}
