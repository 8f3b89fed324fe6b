import { isNobody } from './junk.js';

/** What the folders that a file lies in say of it. */
export interface FolderReading {
  artist?: string;
  album?: string;
}

/** Folders that sort files rather than name music. */
const SORTING =
  /^(?:my )?(?:music|musik|musique|música|musica|audio|sounds?|songs?|tracks?|tunes?|mp3s?|flacs?|wavs?|lossless|downloads?|desktop|documents|dropbox|google drive|onedrive|icloud.*|itunes.*|media|library|libraries|collection|crates?|playlists?|inbox|new|neu|old|alt|promos?|promotional|incoming|todo|sorted|unsorted|to sort|sets?|dj.?sets?|mixes|mixtapes|dj|djing|usb.*|sd|backup.*|archive.*|temp|tmp|misc|various|other|compilations?|samplers?|singles?|albums?|eps?|vinyl.*|cds?|digital|beatport.*|bandcamp.*|soundcloud.*|youtube.*|juno.*|traxsource.*|rekordbox.*|serato.*|traktor.*|contents|warm.?up|peak.?time|closing|opening|party|wedding|radio|live|edits|remixes|bootlegs|acapellas?|tools|unknown.*|[a-z0-9#]|\d+|\d{4}[-_. ]\d{1,2}(?:[-_. ]\d{1,2})?|(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)?\d\d)?|january|february|march|april|may|june|july|august|september|october|november|december)$/i;
const GENRES =
  /^(?:(?:deep|tech|acid|afro|future|progressive|electro|french|vocal|soulful|funky|tribal|minimal|melodic|dub|hard|uk|liquid|jump.?up|classic|old.?school|raw|industrial|chicago|detroit|italo|organic|latin|indie|dark|psy|goa|speed|happy|jazz|nu|synth|post|drum)(?:\s*&\s*|\s)?)*(?:house|techno|trance|electronica?|electro|edm|dance|disco|funk|soul|jazz|blues|rock|pop|punk|metal|indie|folk|country|classical|reggae|dub|dancehall|ska|hip.?hop|rap|trap|r&b|rnb|grime|garage|ukg|dubstep|breaks?|breakbeat|jungle|dnb|drum ?(?:and|&|n) ?bass|bass|hardcore|hardstyle|gabber|idm|ambient|chill.?out|downtempo|lo.?fi|latin|world|afrobeats?|amapiano|minimal|progressive|tech|deep|acid|wave|synthwave|psytrance|soundtracks?|ost|bangers|classics)$/i;
export const isSorting = (folder: string): boolean => SORTING.test(folder) || GENRES.test(folder);

/** Below these nothing names music: `/home/me`, `/media/me/DISK`, `/Volumes/DISK`. */
const ROOTS =
  /^(?:\/(?:home|Users)\/[^/]+|\/(?:run\/)?media\/[^/]+\/[^/]+|\/media\/[^/]+|\/mnt\/[^/]+|\/Volumes\/[^/]+|[A-Za-z]:\/Users\/[^/]+|[A-Za-z]:|\/(?:tmp|var|srv|opt|data))(?=\/|$)/;

/** The folders of a path, nearest first, from below the user's own or the disk. */
export function foldersOf(path: string): string[] {
  const plain = path.replaceAll('\\', '/');
  const below = plain.replace(ROOTS, '');
  return below.split('/').slice(0, -1).filter(Boolean).reverse();
}

const DISC = /^(?:cd|disc|disk|lp|vinyl|side|volume|vol\.?|part)\s*[-_.]?\s*(?:\d{1,2}|[a-d])$/i;
/** `(1999)`, `[1999]`, `1999 - `, and what is said of format and number. */
const withoutYear = (album: string): string =>
  album
    .replace(/^[([]?(?:19|20)\d\d[)\]]?\s*[-–—._ ]\s*(?=\S)/, '')
    .replace(
      /(?:\s*[([](?:(?:19|20)\d\d|flac|mp3|wav|web|vinyl|cd|ep|lp|320|v0|[A-Z]{2,}[- ]?\d{2,}[A-Z\d]*)(?:[ ,-]+[\w ]*)?[)\]])+$/i,
      '',
    )
    .trim();

/**
 * `Artist/Album/02 Title` and `Artist - Album (1999)/02 Title`. Only for a file with a number, which is one of a row: a
 * crate named `Friday/Warm up` is no artist's, and a wrong artist is worse than none.
 */
export function readFolders(folders: readonly string[], numbered: boolean): FolderReading {
  if (!numbered) return {};
  const [nearest = '', above = ''] = folders.map(tidy).filter((folder) => !DISC.test(folder));
  if (nearest === '' || isSorting(nearest)) return {};
  const pair = withoutYear(nearest).split(/\s+[-–—]\s+/);
  if (pair.length >= 2) {
    const [artist = '', ...album] = pair;
    return {
      ...(isNobody(artist) ? {} : { artist }),
      album: album.filter((part) => !/^(19|20)\d\d$/.test(part)).join(' - ') || artist,
    };
  }
  const album = withoutYear(nearest);
  if (above === '' || isSorting(above)) return {};
  if (isNobody(above)) return { album };
  return { artist: above, album };
}

/** A name without spaces uses underscores for them. */
const tidy = (folder: string): string => (folder.includes(' ') ? folder : folder.replaceAll('_', ' ')).trim();
