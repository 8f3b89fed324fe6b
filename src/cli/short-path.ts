import { isAbsolute, relative } from 'node:path';

/** A path as somebody in `cwd` would write it: relative below it, else absolute. */
export function shortPath(cwd: string, path: string): string {
  const short = relative(cwd, path);
  if (short === '') return '.';
  return short.startsWith('..') || isAbsolute(short) ? path : short;
}
