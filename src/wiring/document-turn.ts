import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { dataFolder } from './library.js';
import type { World } from './world.js';

/** Works while nobody else on this machine changes a document, which is named by its absolute path. */
export type DocumentTurn = <T>(document: string, work: () => Promise<T>) => Promise<T>;

/** The one turn that all take who change a document: an edit, a page in a browser, whoever mends a mix in all its files. */
export async function documentTurn(world: World): Promise<DocumentTurn> {
  const turns = join(await dataFolder(world), 'turns');
  return (document, work) =>
    aloneAt(join(turns, createHash('sha256').update(document).digest('hex').slice(0, 16)), world.signal, work);
}

/** Where a turn can't be taken, as the user's folders can't be written to, the work is done all the same. */
export async function aloneAt<T>(path: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const { inTurn } = await import('../files/turn.js');
  let begun = false;
  try {
    return await inTurn(path, signal, () => {
      begun = true;
      return work();
    });
  } catch (error) {
    if (begun || signal.aborted) throw error;
    return work();
  }
}
