import { isUtf8 } from 'node:buffer';

/** What stands for bytes that are no UTF-8. */
const LOST = '\ufffd';
/** Where comments are, but for behind a large picture. */
export const COMMENTS_WITHIN = 256 * 1024;
const LONGEST_KEY = 40;
/** Bytes: longer ones are no names. */
const LONGEST = 4000;
/** More than any file has of names. */
const MOST = 500;

/** Whether comments, which are to be UTF-8, have been written by a program that knows its own system's letters only. */
export const hasLost = (tags: object): boolean => JSON.stringify(tags).includes(LOST);

/** The same tags with what was lost as Windows-1252: the comments that a file's first bytes hold say which bytes those were. */
export function withLost<Tags extends object>(tags: Tags, head: Uint8Array): Tags {
  const letters = inComments(Buffer.from(head));
  const mended = Object.entries(tags).map(([key, value]) => {
    if (Array.isArray(value)) return [key, value.map((one) => letters.get(one) ?? one)];
    return [key, (typeof value === 'string' && letters.get(value)) || value];
  });
  return Object.fromEntries(mended) as Tags;
}

/** By what UTF-8 made of them. A comment is its length in four bytes, its name, `=` and its text. */
function inComments(head: Buffer): Map<string, string> {
  const letters = new Map<string, string>();
  for (let equals = head.indexOf('='); equals >= 0 && letters.size < MOST; equals = head.indexOf('=', equals + 1)) {
    for (let start = equals - 1; start >= Math.max(4, equals - LONGEST_KEY); start--) {
      const end = start + head.readUInt32LE(start - 4);
      if (end <= equals || end > Math.min(head.length, equals + LONGEST)) continue;
      const bytes = head.subarray(equals + 1, end);
      if (!isUtf8(bytes)) letters.set(new TextDecoder().decode(bytes), new TextDecoder('windows-1252').decode(bytes));
      break;
    }
  }
  return letters;
}
