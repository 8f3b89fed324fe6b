import { randomBytes } from 'node:crypto';
import { lstat, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { makeFolder } from './make-folder.js';
import { isRunning } from './running.js';

/** Work that takes its turn is done in seconds: whoever has been at it for so long has died, and its number is another's now. */
const ABANDONED_MS = 600_000;
/** Between two looks whether it is one's turn. */
const PAUSE_MS = 20;

/**
 * Does work of which one process of this machine at a time may do some: `path` names it. Each that wants to puts up a flag, and
 * goes ahead when it sees no other flag; of two that see each other, the one with the lower name waits and the other begins again.
 * A flag has its owner's process number in its name, so that those of the dead are nobody's hindrance.
 */
export async function inTurn<T>(path: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const folder = dirname(path);
  await makeFolder(folder);
  const prefix = `${basename(path)}.`;
  const own = `${prefix}${randomBytes(6).toString('hex')}.${process.pid}`;
  const flag = `${folder}/${own}`;
  try {
    await writeFile(flag, '');
    for (;;) {
      signal.throwIfAborted();
      const [first] = await othersIn(folder, prefix, own);
      if (first === undefined) return await work();
      if (first < own) await rm(flag, { force: true });
      await setTimeout(PAUSE_MS * (1 + Math.random()), undefined, { signal });
      if (first < own) await writeFile(flag, '');
    }
  } finally {
    await rm(flag, { force: true });
  }
}

/** Flags of processes that are there, the lowest name first. */
async function othersIn(folder: string, prefix: string, own: string): Promise<string[]> {
  const others: string[] = [];
  for (const name of await readdir(folder)) {
    if (!name.startsWith(prefix) || name === own) continue;
    const path = `${folder}/${name}`;
    const about = await lstat(path).catch(() => null);
    const isLeft = !isRunning(Number(name.slice(name.lastIndexOf('.') + 1)));
    if (!about) continue;
    if (isLeft || Date.now() - about.mtimeMs > ABANDONED_MS) await rm(path, { force: true });
    else others.push(name);
  }
  return others.sort();
}
