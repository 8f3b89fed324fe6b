import { basename } from 'node:path';
import { extensionOf, MEDIA_EXTENSIONS } from './media-formats.js';

/** Longest part of a name, in bytes, that leaves room for extensions and a temporary suffix in 255. */
const MAX_BYTES = 180;

/** A source's name for people and file names: no separator, no control character, nothing that any system reserves. */
export function safeName(text: string): string {
  let name = text
    .normalize('NFC')
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, ' ')
    .replace(/[<>:"/\\|?*]+/g, '_')
    .trim();
  while (Buffer.byteLength(name) > MAX_BYTES) name = [...name].slice(0, -1).join('');
  name = name.replace(/[. ]+$/, '').replace(/^\.+/, '');
  if (/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name)) name = `_${name}`;
  return name || 'mix';
}

/** A file's name without its folder and without an extension that only says how the sound is packed. */
export function nameOfFile(path: string): string {
  const base = basename(path);
  const extension = extensionOf(base);
  return safeName(MEDIA_EXTENSIONS.has(extension) ? base.slice(0, -extension.length - 1) : base);
}
