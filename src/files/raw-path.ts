import { isUtf8 } from 'node:buffer';
import { lstat, readdir } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';

/** What Node puts in the place of bytes that are no UTF-8. */
const LOST = '\ufffd';

/**
 * A file's name on Linux is bytes; to Node it is text, in which bytes that are no UTF-8 have become `\ufffd`. This finds
 * the bytes again by reading the folders on the way: the path itself when it is plain text or when nothing fits.
 */
export async function rawPath(path: string): Promise<string | Buffer> {
  if (!path.includes(LOST) || (await exists(path))) return path;
  let found: string | Buffer = sep;
  for (const part of resolve(path).split(sep).filter(Boolean)) {
    const names = part.includes(LOST) ? await namesIn(found).catch(() => []) : [part];
    const fit = names.find((name) => name.toString() === part);
    if (fit === undefined) return path;
    found = joinRaw(found, fit);
  }
  return found;
}

/**
 * The names in a folder in order, as bytes where they are no UTF-8. Several may read the same: `rawPath` finds the first of
 * those, which is the one that is plain text if there is one.
 */
export async function namesIn(folder: string | Buffer): Promise<(string | Buffer)[]> {
  const texts = (await readdir(folder)).sort();
  if (!texts.some((text) => text.includes(LOST))) return texts;
  const names = (await readdir(folder, { encoding: 'buffer' })).map((bytes) => {
    const name = isUtf8(bytes) ? bytes.toString() : bytes;
    return { name, bytes, text: name.toString() };
  });
  const inOrder = names.sort(
    (a, b) =>
      (a.text < b.text ? -1 : a.text > b.text ? 1 : 0) ||
      Number(typeof a.name !== 'string') - Number(typeof b.name !== 'string') ||
      Buffer.compare(a.bytes, b.bytes),
  );
  return inOrder.map(({ name }) => name);
}

export function joinRaw(folder: string | Buffer, name: string | Buffer): string | Buffer {
  if (typeof folder === 'string' && typeof name === 'string') return join(folder, name);
  const start = Buffer.from(folder);
  const between = start.at(-1) === sep.charCodeAt(0) ? '' : sep;
  return Buffer.concat([start, Buffer.from(between), Buffer.from(name)]);
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );
