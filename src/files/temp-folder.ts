import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SourceError } from '../domain/errors.js';
import { own, sweep, TEMP_PREFIX } from './temp-owner.js';

export interface TempFolder {
  readonly path: string;
  /** Needs no `this`; harmless when called again. */
  readonly remove: () => Promise<void>;
}

/** Folders of this process that are there. */
const present = new Set<string>();
/** Where this process has looked for what others left. */
const swept = new Map<string, Promise<void>>();

/** A folder that only this user can look into; removed by `remove`, or by `removeTempFolders` where that wasn't called. */
export async function makeTempFolder(parent: string): Promise<TempFolder> {
  if (!swept.has(parent)) swept.set(parent, sweep(parent, Date.now()));
  await swept.get(parent);
  const path = await make(parent);
  present.add(path);
  return {
    path,
    async remove() {
      await rm(path, { recursive: true, force: true });
      present.delete(path);
    },
  };
}

async function make(parent: string): Promise<string> {
  let path = '';
  try {
    path = await mkdtemp(join(parent, TEMP_PREFIX));
    await own(path);
    return path;
  } catch (cause) {
    if (path) await rm(path, { recursive: true, force: true });
    const { code = '' } = cause as NodeJS.ErrnoException;
    const why =
      code === 'ENOSPC' ? 'the disk is full' : code === 'ENOENT' ? "it doesn't exist" : "it can't be written to";
    throw new SourceError(
      `There is no room for temporary files in "${parent}": ${why}. Set TMPDIR to another folder.`,
      {
        cause,
      },
    );
  }
}

/** All that are there still, at once: for the moment in which the process ends. */
export function removeTempFolders(): void {
  for (const path of present) rmSync(path, { recursive: true, force: true });
}
