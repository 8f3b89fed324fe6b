import { foldersOf, isSorting } from './names/folders.js';
import { isNobody, isNoTitle, withoutSites } from './names/junk.js';
import { readName } from './names/read-name.js';
import { fold } from './recording.js';
import { oneLine } from './text.js';
import { fullTitle } from './track.js';
import type { SourceInfo, Tracklist } from './tracklist.js';

/** What the user says that a mix is called. */
export interface Said {
  title?: string | undefined;
  artist?: string | undefined;
}

/** A saved tracklist under another name. */
export function called(tracklist: Tracklist, { title, artist }: Said): Tracklist {
  const said = { ...(title && { title: known(title) }), ...(artist && { artist: known(artist) }) };
  return { ...tracklist, source: { ...tracklist.source, ...said } };
}

const LONGEST = 1_000;

/** Programs and devices that write their own name where a title or an artist belongs. */
const MACHINE =
  /^(?:lav[fc]\d|lame ?\d|libvorbis|itunes|audacity|ableton|logic pro|rekordbox|traktor|serato|virtual ?dj|djay|mixxx|engine dj|cdj-|xdj-|ddj-|djm-|zoom h\d|obs\b|recorded (?:with|by|using))/i;
/** Names that recorders give, and that say only that there is a recording. One digit at a time, as `(\d+)*` takes for ever. */
const EMPTY_NAME =
  /^(?:(?:new |my |neue )?(?:mix(?:down|tape)?|set|dj ?(?:set|mix)|live ?(?:set|mix)|recording|recorded|audio|sound|output|export|bounce|master|final|untitled|unknown|test|temp|tmp|file|track|aufnahme|enregistrement|grabación)(?:[\s_-]*(?:final|new|mix|v?\d|\(\d+\)))*|(?:rec|ste|zoom|dvt?|img|vn|voice|memo)[\s_-]*\d+|\d+|\d{4}[-_. ]?\d\d[-_. ]?\d\d(?:[T _-]*\d\d[-_.:h]?\d\d(?:[-_.:m]?\d\d)?)?)$/i;

const known = (text: string | undefined): string => withoutSites(oneLine((text ?? '').slice(0, LONGEST)));
const titleIn = (text: string | undefined): string => {
  const title = known(text);
  return isNoTitle(title) || MACHINE.test(title) || EMPTY_NAME.test(title) ? '' : title;
};
const artistIn = (text: string | undefined): string => {
  const artist = known(text);
  return isNobody(artist) || MACHINE.test(artist) ? '' : artist;
};

/**
 * What a mix is called and by whom: what the user says, else its tags, else its name, else its folder's. What nobody knows stays
 * open, rather than "Various Artists".
 */
export function headingOf(info: SourceInfo, said: Said = {}): SourceInfo {
  const { title: tagTitle, artist: tagArtist, ...rest } = info;
  const artist = known(said.artist) || artistIn(tagArtist);
  const tagged = titleIn(tagTitle);
  const named = nameIn(info);
  // Whose it is by its name is so for that name, and for what the user calls it.
  const other = tagged !== '' && !known(said.title) && !fold(tagged).includes(fold(named.title));
  const nameArtist = other ? '' : named.artist;
  const whole =
    artist && nameArtist && fold(artist) !== fold(nameArtist) ? `${nameArtist} - ${named.title}` : named.title;
  const heading = { title: known(said.title) || tagged || whole, artist: artist || nameArtist };
  return {
    ...rest,
    ...(heading.title && heading.title !== info.name && { title: heading.title }),
    ...(heading.artist && { artist: heading.artist }),
  };
}

/** A file's own name, or its folder's where that says nothing. */
function nameIn({ name, kind, location }: SourceInfo): { title: string; artist: string } {
  // The page's or the station's own name: whole as it is.
  if (kind !== 'file') return { title: name, artist: '' };
  const own = pairIn(name);
  if (!EMPTY_NAME.test(own.title) || own.artist) return own;
  const [folder] = foldersOf(location);
  return folder === undefined || isSorting(folder) || EMPTY_NAME.test(folder) ? own : pairIn(folder);
}

function pairIn(name: string): { title: string; artist: string } {
  const { artists, label, catalogueNumber, ...reading } = readName(name);
  const [artist = ''] = artists;
  // `Mix - 2026-01-02` is by nobody of that name.
  if (artist && EMPTY_NAME.test(artist)) return { title: known(name), artist: '' };
  const bracket = label ?? catalogueNumber;
  return { title: `${fullTitle(reading)}${bracket ? ` [${bracket}]` : ''}`, artist };
}
