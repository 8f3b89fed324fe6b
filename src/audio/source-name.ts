import { basename } from 'node:path';
import { oneLine } from '../domain/text.js';
import { extensionOf, MEDIA_EXTENSIONS } from './media-formats.js';

/** Longest name, in bytes, that leaves room for extensions and a temporary suffix in the 255 of most file systems. */
const MAX_BYTES = 180;

/** A source's name for people and file names: no separator, no control character, nothing that any system reserves. */
export function safeName(text: string): string {
  let name = oneLine(text.normalize('NFC')).replace(/[<>:"/\\|?*]+/g, '_');
  while (Buffer.byteLength(name) > MAX_BYTES) name = [...name].slice(0, -1).join('');
  name = name
    .replace(/^\.+/, '')
    .replace(/[. ]+$/, '')
    .trim();
  if (/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name)) name = `_${name}`;
  return name || 'mix';
}

/** A file's name without its folder and without an extension that only says how the sound is packed. */
export function nameOfFile(path: string): string {
  const base = basename(path);
  const extension = extensionOf(base);
  return safeName(MEDIA_EXTENSIONS.has(extension) ? base.slice(0, -extension.length - 1) : base);
}
