import { isAbsolute, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { plain } from '../domain/text.js';

export const isUrl = (location: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(location);

/** How a file in `folder` names another one: relative when that lies below the folder, so that both can move together. */
export function pathFrom(folder: string, file: string): string {
  const below = relative(folder, resolve(file));
  if (below === '' || below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below)) return resolve(file);
  return sep === '\\' ? below.replaceAll(sep, '/') : below;
}

/** One line of a playlist that leads to a file or an address, for a playlist that is written to `folder`. */
export function playlistLine(location: string, folder: string): string {
  if (isUrl(location)) return plain(location.replace(/[\s\p{Cc}]/gu, (character) => encodeURIComponent(character)));
  const path = pathFrom(folder, location);
  // A line can't hold a path with a line break, and players cut blanks off its end: a file URL says both.
  if (plain(path) !== path || /\s$/.test(path)) return pathToFileURL(resolve(location)).href;
  // Read as a comment, as an option, as a scheme, or cut: not when it visibly is a path.
  return /^(#|-|\s|[^/]*:)/.test(path) && !isAbsolute(path) ? `./${path}` : path;
}
