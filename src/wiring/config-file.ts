import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UsageError, WriteError } from '../domain/errors.js';
import { reasonIn } from '../domain/system-words.js';
import { makeFolder } from '../files/make-folder.js';
import { replaceFile } from '../files/place.js';
import { sweepTemporaries } from '../files/temporary.js';

/** Readable by its owner only, since keys may be put into it. */
export async function writeConfig(file: string, content: string, force: boolean): Promise<void> {
  const there = await lstat(file).catch(() => null);
  if (there && !force) throw new UsageError(`There is a config file already: ${file}. --force replaces it.`);
  try {
    await makeFolder(dirname(file));
    await sweepTemporaries(dirname(file));
    await replaceFile(file, content, { mode: 0o600 });
  } catch (cause) {
    throw new WriteError(
      `Can't write the config file ${file}: ${reasonIn(cause)}. --config writes it to another place.`,
      { cause },
    );
  }
}
