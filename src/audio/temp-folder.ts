import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

export interface TempFolder {
  readonly path: string;
  /** Needs no `this`; harmless when called again. */
  readonly remove: () => Promise<void>;
}

/** A folder that only this user can look into; removed by `remove`, or when the program ends without having called it. */
export async function makeTempFolder(parent: string): Promise<TempFolder> {
  const path = await mkdtemp(join(parent, 'tracklistify-'));
  const atExit = (): void => rmSync(path, { recursive: true, force: true });
  process.once('exit', atExit);
  return {
    path,
    async remove() {
      await rm(path, { recursive: true, force: true });
      process.removeListener('exit', atExit);
    },
  };
}
