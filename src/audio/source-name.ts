import { basename } from 'node:path';
import { cutToBytes } from '../domain/file-name.js';
import { oneLine, withoutEnd } from '../domain/text.js';
import { extensionOf, MEDIA_EXTENSIONS } from './media-formats.js';

/** Longest name, in bytes, that leaves room for extensions and a temporary suffix in the 255 of most file systems. */
const MAX_BYTES = 180;
/** Of a title that may be megabytes long, more than ever fits. */
const LOOKED_AT = 2000;

/** A source's name for people and file names: no separator, no control character, nothing that any system reserves. */
export function safeName(text: string): string {
  const shown = oneLine(text.slice(0, LOOKED_AT).normalize('NFC')).replace(/[<>:"/\\|?*]+/g, '_');
  let name = withoutEnd(cutToBytes(shown, MAX_BYTES).replace(/^\.+/, ''), /[. ]/).trim();
  if (/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name)) name = `_${name}`;
  return name || 'mix';
}

/** A file's name without its folder and without an extension that only says how the sound is packed. */
export function nameOfFile(path: string): string {
  const base = basename(path);
  const extension = extensionOf(base);
  return safeName(MEDIA_EXTENSIONS.has(extension) ? base.slice(0, -extension.length - 1) : base);
}
