import { isrcOf } from '../domain/isrc.js';
import { oneLine } from '../domain/text.js';
import { quoted } from './cue.js';

/** A file that a mix was cut into. */
interface CutFile {
  file: string;
  seconds: number;
  artist: string;
  title: string;
  isrc?: string;
}

/** A number of two digits. */
const MOST_TRACKS = 99;

/** Lists that play the pieces of a mix in order: a playlist, and a CUE sheet that burns them as one disc. */
export function sheetsOf(pieces: readonly CutFile[], mix: { title: string; artist: string }, baseName: string) {
  const sheets = [{ name: `${baseName}.m3u8`, content: playlistOf(pieces) }];
  // More wouldn't be one sheet, and no disc holds them.
  if (pieces.length <= MOST_TRACKS) sheets.push({ name: `${baseName}.cue`, content: cueOf(pieces, mix) });
  return sheets;
}

function playlistOf(pieces: readonly CutFile[]): string {
  const lines = pieces.flatMap(({ file, seconds, artist, title }) => [
    `#EXTINF:${Math.round(seconds)},${oneLine([artist, title].filter(Boolean).join(' - '))}`,
    // A name that begins like a comment would be one.
    file.startsWith('#') ? `./${file}` : file,
  ]);
  return ['#EXTM3U', ...lines].map((line) => `${line}\n`).join('');
}

function cueOf(pieces: readonly CutFile[], { title, artist }: { title: string; artist: string }): string {
  const lines = pieces.flatMap((piece, i) => {
    const code = isrcOf(piece.isrc);
    return [
      `FILE ${quoted(piece.file)} ${/\.mp3$/i.test(piece.file) ? 'MP3' : /\.aiff$/i.test(piece.file) ? 'AIFF' : 'WAVE'}`,
      `  TRACK ${String(i + 1).padStart(2, '0')} AUDIO`,
      `    TITLE ${quoted(oneLine(piece.title))}`,
      ...(piece.artist ? [`    PERFORMER ${quoted(oneLine(piece.artist))}`] : []),
      ...(code ? [`    ISRC ${code}`] : []),
      '    INDEX 01 00:00:00',
    ];
  });
  const head = [...(artist ? [`PERFORMER ${quoted(oneLine(artist))}`] : []), `TITLE ${quoted(oneLine(title))}`];
  return [...head, ...lines].map((line) => `${line}\n`).join('');
}
