import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { Heard } from '../../domain/heard.js';
import { heardSchema } from '../../domain/heard-schema.js';
import { makeFolder } from '../../files/make-folder.js';
import { replaceFile } from '../../files/place.js';
import { seal, unseal } from '../../files/sealed.js';
import { diskError } from '../store/store.js';

/** Raised when the same sound is heard otherwise: what was heard before is heard again then. */
export const HEARD_VERSION = 1;

const FOLDER = 'heard';
const ID = /^[0-9a-f]{16,64}$/;
const kept = z.object({ id: z.string(), heard: heardSchema });

/**
 * What was heard of recordings, by the ids that their sound gives them: a small file for each, which is replaced as a whole. It holds
 * for the same sound under any name, whether the library has fingerprinted it or not.
 */
export class HeardShelf {
  readonly #library: string;
  readonly #folder: string;
  readonly #onWarning: (message: string) => void;
  #said = false;

  constructor(library: string, onWarning: (message: string) => void) {
    this.#library = library;
    this.#folder = join(library, FOLDER, String(HEARD_VERSION));
    this.#onWarning = onWarning;
  }

  /** Null where it wasn't heard, or what was heard can't be read any more: then it is as if it had never been. */
  of(id: string): Heard | null {
    try {
      const { data } = kept.safeParse(unseal(readFileSync(this.#pathOf(id), 'utf8')));
      if (data?.id === id) return data.heard;
    } catch (error) {
      if (isGone(error)) return null;
    }
    this.#drop(id);
    return null;
  }

  async put(id: string, heard: Heard): Promise<void> {
    const path = this.#pathOf(id);
    try {
      await makeFolder(dirname(path));
      await replaceFile(path, seal({ id, heard }));
    } catch (error) {
      throw diskError(this.#library, error);
    }
  }

  /** Of everything that was heard. */
  ids(): Set<string> {
    return new Set(namesIn(this.#folder).flatMap((part) => namesIn(join(this.#folder, part)).filter(isId)));
  }

  /** Reads all of it through, and takes out what is damaged; returns how many that were. */
  check(): number {
    return [...this.ids()].filter((id) => this.of(id) === null).length;
  }

  #pathOf(id: string): string {
    return join(this.#folder, id.slice(0, 2), id);
  }

  #drop(id: string): void {
    rmSync(this.#pathOf(id), { force: true });
    if (this.#said) return;
    this.#said = true;
    this.#onWarning(
      "What was heard of a track is damaged, and taken out. 'tracklistify analyse --library' hears it again.",
    );
  }
}

const isId = (name: string): boolean => ID.test(name);

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

const isGone = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
