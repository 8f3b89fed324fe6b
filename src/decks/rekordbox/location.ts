import type { DeckTrack } from '../../domain/ports/deck.js';

const PREFIX = /^file:\/\/(?:localhost)?/i;
const DRIVE = /^\/?([A-Za-z]):[\\/]/;
/** Some programs write two strokes where one stands for the root. */
const ROOT = /^\/\/(?=(?:Users|Volumes|home|media|mnt|private|run)\/)/;

/**
 * What rekordbox calls a track's place: `file://localhost/C:/My%20Music/a.mp3`. It is no address by the rules for those: `#` and
 * `?` stand in it as they are. What it streams has no path: `file://localhostspotify:track:…`.
 */
export function placeIn(location: string): Pick<DeckTrack, 'file' | 'streamed'> {
  const rest = location.replace(PREFIX, '');
  const file = isPath(rest) ? pathIn(decoded(rest)) : null;
  return file === null ? { file, streamed: rest } : { file };
}

/** As the path's own system writes it; null for what is none. */
export function pathIn(text: string): string | null {
  if (!isPath(text)) return null;
  if (DRIVE.test(text)) return text.replace(/^\//, '').replaceAll('/', '\\');
  const rooted = text.replace(ROOT, '/');
  return rooted.startsWith('//') ? rooted.replaceAll('/', '\\') : rooted;
}

const isPath = (text: string): boolean => text.startsWith('/') || DRIVE.test(text);

/** The other way round. Each name is encoded whole; strokes and a drive's colon stay. Throws URIError for half a surrogate pair. */
export function locationOf(file: string): string {
  const isWindows = /^[A-Za-z]:[\\/]|^\\\\/.test(file);
  const path = isWindows ? file.replaceAll('\\', '/') : file;
  const [, drive = '', below = path] = /^([A-Za-z]:)(.*)$/s.exec(isWindows ? path : '') ?? [];
  const encoded = below.split('/').map((name) => encodeURIComponent(name).replaceAll("'", '%27'));
  return `file://localhost${drive && `/${drive}`}${encoded.join('/')}`;
}

/** `%` may stand for itself, and bytes that are no UTF-8 stay as they are. */
function decoded(text: string): string {
  return text.replace(/(?:%[\da-f]{2})+/gi, (bytes) => {
    try {
      return decodeURIComponent(bytes);
    } catch {
      return bytes.replace(/%[0-7][\da-f]/gi, decodeURIComponent);
    }
  });
}
