/**
 * The formats, by ffmpeg's names, that ffmpeg may recognise a file as. Each holds its own sound. Left out on purpose are
 * those that name other files or addresses (hls, concat, dash, sdp, image2 …), devices, and everything without sound.
 */
export const READABLE_FORMATS: readonly string[] = [
  ...['aac', 'ac3', 'aiff', 'amr', 'ape', 'asf', 'asf_o', 'au', 'avi', 'caf', 'dsf', 'dts', 'eac3', 'flac', 'flv'],
  ...[
    'iff',
    'loas',
    'matroska',
    'webm',
    'mov',
    'mp4',
    'mp3',
    'mpc',
    'mpc8',
    'mpeg',
    'mpegts',
    'ogg',
    'rm',
    'tak',
    'tta',
  ],
  ...['voc', 'w64', 'wav', 'wv'],
];

/** First bytes of files that people take for audio, or rename to it, and what to call them. */
const SIGNATURES: ReadonlyArray<readonly [offset: number, bytes: string, what: string]> = [
  [0, '\xff\xd8\xff', 'a JPEG picture'],
  [0, '\x89PNG', 'a PNG picture'],
  [0, 'GIF8', 'a GIF picture'],
  [8, 'WEBP', 'a WebP picture'],
  [0, '%PDF', 'a PDF document'],
  [0, 'PK\x03\x04', 'a ZIP archive: unpack it first'],
  [0, 'Rar!', 'a RAR archive: unpack it first'],
  [0, '7z\xbc\xaf', 'a 7z archive: unpack it first'],
  [0, '\x1f\x8b', 'a gzip archive: unpack it first'],
  [0, '\x7fELF', 'a program'],
  [0, 'MZ', 'a program'],
  [0, 'SQLite format 3', 'a database'],
  [0, 'MThd', 'a MIDI file: notes, not sound'],
  [0, 'ffconcat', 'a list of files for ffmpeg: name the files themselves'],
];

const TEXTS: ReadonlyArray<readonly [pattern: RegExp, what: string]> = [
  [/^\s*\{\s*"schema":\s*"tracklistify\/\d/, 'a saved tracklist: "tracklistify export" writes other formats of it'],
  [/^\s*#EXTM3U[\s\S]*#EXT-X-/, 'an HLS playlist: name the address that it came from'],
  [/^\s*#EXTM3U/, 'a playlist: read it with --from-file'],
  [/^\s*\[playlist\]/i, 'a playlist'],
  [/^\s*<(!doctype html|html)/i, 'a web page: the download probably failed'],
  [/^\s*<svg|^\s*<\?xml[\s\S]*<svg/i, 'an SVG picture'],
  [/^\s*<\?xml/, 'an XML document'],
  [/^\s*(REM|PERFORMER|TITLE|FILE|CATALOG) .*\r?\n[\s\S]*TRACK /, 'a CUE sheet: name the audio file beside it'],
];

/** What a file that ffmpeg refuses seems to be, by its first bytes; null when they say nothing. */
export function whatItIs(head: Uint8Array): string | null {
  const latin = Buffer.from(head).toString('latin1');
  for (const [offset, bytes, what] of SIGNATURES) if (latin.startsWith(bytes, offset)) return what;
  if (head.length === 0 || /[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(latin)) return null;
  const text = Buffer.from(head)
    .toString('utf8')
    .replace(/^\ufeff/, '');
  for (const [pattern, what] of TEXTS) if (pattern.test(text)) return what;
  return text.slice(0, -3).includes('\ufffd') ? null : 'plain text';
}
