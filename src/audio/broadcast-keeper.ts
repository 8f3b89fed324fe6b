import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { WriteError } from '../domain/errors.js';
import { reasonIn } from '../domain/system-words.js';

/** Keeps a broadcast's own bytes in files. */
export interface BroadcastKeeper {
  keep(bytes: Uint8Array, extension: string): Promise<void>;
  /** Paths of what was written, in order. */
  readonly files: readonly string[];
  close(): Promise<void>;
}

const MOST_FILES = 10_000;

/**
 * Writes `name.mp3`, and another file whenever the broadcast changes its kind. Nothing that is there already is written
 * over: what goes on after a restart gets the next free name.
 */
export function keepBroadcast(folder: string, name: string): BroadcastKeeper {
  const files: string[] = [];
  let file: FileHandle | null = null;
  let current = '';
  return {
    files,
    async keep(bytes, extension) {
      // It comes from the broadcaster's own word.
      const safe = /^[a-z0-9]{1,8}$/.test(extension) ? extension : 'bin';
      try {
        if (!file || safe !== current) {
          await file?.close();
          file = null;
          const made = await openFree(folder, name, safe);
          file = made.file;
          files.push(made.path);
          current = safe;
        }
        await file.writeFile(bytes);
      } catch (cause) {
        const why = reasonIn(cause);
        throw new WriteError(`The broadcast can't be kept in ${folder}: ${why}.`, { cause });
      }
    },
    async close() {
      await file?.close();
      file = null;
    },
  };
}

async function openFree(folder: string, name: string, extension: string): Promise<{ file: FileHandle; path: string }> {
  for (let copy = 1; ; copy++) {
    const path = join(folder, `${name}${copy === 1 ? '' : `-${copy}`}.${extension}`);
    try {
      return { file: await open(path, 'wx', 0o644), path };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || copy >= MOST_FILES) throw error;
    }
  }
}
