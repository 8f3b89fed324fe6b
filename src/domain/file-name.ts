import { oneLine, withoutEnd } from './text.js';

/** File systems take 255 bytes a name; the rest is for `-2`, `.part12` and the extension. */
const LONGEST = 220;
/** A source's own leaves room for what is made of it. */
const LONGEST_SOURCE = 180;
/** Of a name that may be megabytes long; what is cut off afterwards needn't be gone through. */
const LOOKED_AT = 2000;

/** Windows opens a device under these names, whatever extension follows. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\s*(?:\.|$))/i;

/** What separates folders, or means something else to Windows. */
const FORBIDDEN = /[<>:"/\\|?*]/g;

/** A file name without extension that Linux, macOS and Windows take, and that leads out of no folder, from any text. */
export function safeBaseName(name: string): string {
  const kept = withoutMediaExtension(oneLine(name.slice(0, LOOKED_AT)))
    .replace(FORBIDDEN, '_')
    // Hidden on Unix, an option to many programs, or the folder above.
    .replace(/^[.\-\s]+/, '');
  return fitting(kept, LONGEST) || 'tracklist';
}

/** A source's name, for people and for file names: of what no file name holds, a run becomes one stroke. */
export function safeSourceName(text: string): string {
  const kept = oneLine(text.slice(0, LOOKED_AT).normalize('NFC'))
    .replaceAll(/[<>:"/\\|?*]+/g, '_')
    .replace(/^\.+/, '');
  return fitting(kept, LONGEST_SOURCE).trim() || 'mix';
}

/** Windows drops dots and blanks at the end, so that another name would be written than the one that is told. */
const fitting = (name: string, most: number): string =>
  withoutEnd(cutToBytes(name.replace(DEVICE, '_$1'), most), /[.\s]/);

/** To a number of bytes, never through a character that takes several. */
function cutToBytes(name: string, most: number): string {
  const utf8 = new TextEncoder();
  let bytes = 0;
  let result = '';
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(name)) {
    bytes += utf8.encode(segment).length;
    if (bytes > most) break;
    result += segment;
  }
  return result;
}

/** Takes off an ending that is known to name a kind of file, and nothing else: `Live at Nr.5` stays whole. */
export function withoutMediaExtension(name: string): string {
  return name.replace(
    /(?<=.)\.(mp[1234]|m4[abv]|aac|alac|flac|wave?|aif[cf]?|og[gav]|opus|wma|wv|ape|mpc|mp?ka|mkv|webm|mov|avi|3gp|mpe?g|ac3|ts|caf|tta|dsf|dff|amr|au|m3u8?|pls|json)$/i,
    '',
  );
}
