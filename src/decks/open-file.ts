import { type FileHandle, open, stat } from 'node:fs/promises';
import { SourceError } from '../domain/errors.js';
import { reasonIn } from '../domain/system-words.js';

/** A file of a DJ program's, to be read. What is none is looked at before it is opened: a pipe would be waited for without an end. */
export async function openFile(path: string): Promise<FileHandle> {
  try {
    if ((await stat(path)).isFile()) return await open(path);
  } catch (cause) {
    throw new SourceError(`"${path}" can't be read: ${reasonIn(cause)}.`, { cause });
  }
  throw new SourceError(`"${path}" is no file.`);
}
