import type { Track } from './track.js';

/** How two names relate: one recording, two versions of one piece, or different pieces. */
export type Relation = 'same' | 'version' | 'different';

/** Compares what providers call a track. ISRCs decide where both have one and they agree; else the names do. */
export function relate(a: Track, b: Track): Relation {
  if (a.isrc && a.isrc === b.isrc) return 'same';
  const left = nameOf(a);
  const right = nameOf(b);
  if (left.title !== right.title || left.title === '') return 'different';
  if (!shareArtist(left.artists, right.artists)) return 'different';
  return left.version === right.version ? 'same' : 'version';
}

/** What two titles have in common that may be of one piece, unless only an ISRC joins them. */
export const titleKey = (title: string): string => nameOf({ title, artists: [] }).title;

/** What tells recordings apart by their names alone: the same for spellings that mean the same. Empty where there is no title. */
export function recordingKey(track: Track): { name: string; work: string } {
  const { title, version, artists } = nameOf(track);
  // Some name the guests among the artists, and some don't.
  const work = title === '' ? '' : `${artists[0] ?? ''}\n${title}`;
  return { work, name: work === '' ? '' : `${work}\n${version}` };
}

interface Name {
  title: string;
  version: string;
  artists: string[];
}

/** Versions that say nothing: the recording as everybody knows it. */
const PLAIN_VERSIONS = new Set(['', 'original', 'original mix', 'original version', 'album version', 'single version']);
const isPlain = (folded: string): boolean =>
  PLAIN_VERSIONS.has(folded) || /^remaster(ed)?( \d{4})?$|^\d{4} remaster(ed)?$/.test(folded);

export const isPlainVersion = (version: string): boolean => isPlain(fold(version));

function nameOf(track: Track): Name {
  const bracket = /^(.*?)[([]([^()[\]]*)[)\]]\s*$/.exec(track.title);
  const split = bracket && !isFeature(bracket[2]!) ? bracket : versionAfterDash(track.title);
  const version = fold(track.version ?? split?.[2] ?? '');
  return {
    title: fold(withoutGuests(split?.[1] ?? track.title)),
    version: isPlain(version) ? '' : version,
    artists: track.artists.flatMap(splitArtists),
  };
}

/** `Title - Extended Mix` as the whole, the title and the version; null where nothing after a dash says which version it is. */
function versionAfterDash(title: string): [string, string, string] | null {
  const at = title.search(/\s-\s/);
  const version = title.slice(at + 3);
  if (at < 0 || !/\b(?:mix|remix|edit|version|dub|live|remaster(?:ed)?)\b/i.test(version)) return null;
  return [title, title.slice(0, at), version];
}

const FEATURE = /[([]?\b(?:feat|ft|featuring)\b\.?\s[^)\]]*[)\]]?/gi;
/** A title without `(feat. …)`, which some write there and some among the artists. */
export const withoutGuests = (title: string): string => title.replace(FEATURE, ' ');
const isFeature = (text: string): boolean => /^(?:feat|ft|featuring)\b/i.test(text);

function splitArtists(artist: string): string[] {
  return artist
    .split(/,|;|\/|&|\+| x | vs\.? | and | feat\.? | ft\.? | featuring | with /i)
    .map((name) => fold(name).replace(/^the /, ''))
    .filter(Boolean);
}

function shareArtist(a: readonly string[], b: readonly string[]): boolean {
  // A track without any artist (an untagged file) can't contradict.
  if (a.length === 0 || b.length === 0) return true;
  return a.some((name) => b.includes(name));
}

/** Case, accents, punctuation and spacing don't tell names apart; scripts are left as they are. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/['’`]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
