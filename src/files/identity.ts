import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Tells a file or a folder whatever way leads to it. */
export async function identityOf(path: string | Buffer): Promise<string> {
  const { dev, ino } = await stat(path, { bigint: true });
  return `${dev}:${ino}`;
}

/** Whether two paths lead to one file: by links, or by letters that a disk takes for the same. Nothing is no file. */
export async function isSameFile(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all([a, b].map((path) => identityOf(path).catch(() => null)));
  return one !== null && one === other;
}

/** The identities of all folders that a file or folder lies in. */
export async function foldersAbove(path: string): Promise<Set<string>> {
  const above = new Set<string>();
  let folder = await realpath(path).catch(() => path);
  for (let up = dirname(folder); up !== folder; up = dirname(folder)) {
    folder = up;
    const identity = await identityOf(folder).catch(() => null);
    if (identity !== null) above.add(identity);
  }
  return above;
}
