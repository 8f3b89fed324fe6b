import { resolve, win32 } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A playlist of a million tracks has this many bytes. */
export const LONGEST_PLAYLIST = 64 * 2 ** 20;

/** The local files of an M3U playlist in that folder; web addresses in it are left out. */
export function filesListed(bytes: Buffer, folder: string): string[] {
  const utf8 = bytes.toString('utf8');
  // Without a replacement it is UTF-8; older programs wrote one byte a letter.
  const text = utf8.includes('\ufffd') ? bytes.toString('latin1') : utf8;
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  const paths = lines.flatMap((line) => {
    const entry = line.trim();
    if (entry === '' || entry.startsWith('#')) return [];
    if (/^file:\/\//i.test(entry)) return fromAddress(entry);
    if (/^[a-z][a-z0-9+.-]+:\/\//i.test(entry)) return [];
    // Of a list from another system, whose drive may be this one's folder by another name.
    return [isOnDrive(entry) ? entry : resolve(folder, entry)];
  });
  return [...new Set(paths)];
}

const isOnDrive = (path: string): boolean => /^[a-z]:/i.test(path) && win32.isAbsolute(path);

function fromAddress(address: string): string[] {
  try {
    return [fileURLToPath(address)];
  } catch {
    return [];
  }
}
