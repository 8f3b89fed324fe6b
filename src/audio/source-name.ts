import { basename } from 'node:path';
import { safeSourceName } from '../domain/file-name.js';
import { extensionOf, MEDIA_EXTENSIONS } from '../domain/media-extensions.js';

/** A file's name without its folder and without an extension that only says how the sound is packed. */
export function nameOfFile(path: string): string {
  const base = basename(path);
  const extension = extensionOf(base);
  return safeSourceName(MEDIA_EXTENSIONS.has(extension) ? base.slice(0, -extension.length - 1) : base);
}
