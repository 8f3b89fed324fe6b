import { createHash, randomBytes } from 'node:crypto';
import { lstat, readdir, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isRunning } from './running.js';

const NAME = /^\.tracklistify-([0-9a-f]{8})-(\d+)-[0-9a-f]{12}\.tmp$/;
/** Nobody writes one file for so long, as far as that can be told of another machine's processes. */
const ABANDONED_MS = 86_400_000;

/** A name in this folder for a file that gets its own one when it is whole. It tells who writes it. */
export function temporaryIn(folder: string, pid = process.pid): string {
  return join(folder, `.tracklistify-${here()}-${pid}-${randomBytes(6).toString('hex')}.tmp`);
}

/** Removes what runs that were killed have left in this folder; never what a process that is alive may be writing. */
export async function sweepTemporaries(folder: string, now = Date.now()): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const [, place, pid] = NAME.exec(name) ?? [];
    if (place === undefined) continue;
    const path = join(folder, name);
    try {
      const isLeft = place === here() ? !isRunning(Number(pid)) : false;
      if (isLeft || now - (await lstat(path)).mtimeMs > ABANDONED_MS) await unlink(path);
    } catch {
      // Somebody else was quicker, or it isn't ours to remove.
    }
  }
}

/** A folder may be shared, and another machine's processes can't be asked for by their numbers. */
const here = (): string => createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
