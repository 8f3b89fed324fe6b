import { plain } from './text.js';
import type { Track } from './track.js';

export interface Link {
  /** Of the site. */
  title: string;
  url: string;
}

/**
 * The address that each site's own search field leads to, which is all that is publicly known of it. Nobody is asked: a
 * reader who follows one of these asks.
 */
const SITES: ReadonlyArray<[title: string, address: (words: string) => string]> = [
  ['Bandcamp', (words) => `https://bandcamp.com/search?q=${words}&item_type=t`],
  ['Beatport', (words) => `https://www.beatport.com/search?q=${words}`],
  ['Discogs', (words) => `https://www.discogs.com/search/?q=${words}&type=all`],
  ['YouTube', (words) => `https://www.youtube.com/results?search_query=${words}`],
  ['Spotify', (words) => `https://open.spotify.com/search/${words}`],
];

/** Longer ones find nothing, and some sites refuse them. */
const LONGEST = 160;
/** Longer addresses aren't taken by every browser and server. */
const LONGEST_ADDRESS = 2048;
/** Said of recordings that have no version, and in no title. */
const NO_VERSION = /^(original|main|album|full length)( (mix|version))?$/i;

/** Searches for a track on every site; none where it has no name. */
export function searchesFor(track: Track): Link[] {
  const words = encodeURIComponent(wordsFor(track));
  return words === '' ? [] : SITES.map(([title, address]) => ({ title, url: address(words) }));
}

/** What a person would type: names without brackets, the version and who made it, each said once. */
export function wordsFor({ artists, title, version = '', remixers = [] }: Track): string {
  const known = (text: string): string => ` ${typed(text).toLowerCase()} `;
  const said = known(`${title} ${version}`);
  const makers = remixers.map(typed).filter((name) => name !== '' && !said.includes(` ${name.toLowerCase()} `));
  const kind = NO_VERSION.test(version.trim()) ? '' : version || (makers.length > 0 ? 'Remix' : '');
  const isSaid = kind === '' || known(title).includes(known(kind));
  const all = typed([...artists, title, ...makers, isSaid ? '' : kind].join(' '));
  // A path of dots alone leads elsewhere.
  return /[^\s.]/.test(all) ? shortened(all) : '';
}

/** Signs that search fields take for orders become blanks: quotes, brackets, and a minus or plus before a word. */
function typed(text: string): string {
  const words = plain(text)
    .replace(/[()[\]{}<>"“”„]/g, ' ')
    .split(/\s+/)
    .map((word) => word.replace(/^[-+–—]+/, ''));
  return words.filter(Boolean).join(' ');
}

function shortened(words: string): string {
  if (words.length <= LONGEST) return words;
  const cut = words.slice(0, LONGEST + 1);
  const end = cut.lastIndexOf(' ');
  // No half of a character that takes two places.
  return end > 0 ? cut.slice(0, end) : cut.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, '');
}

/** How services are written whose names don't come from their keys by a capital alone. */
const WRITTEN: Readonly<Record<string, string>> = {
  youtube: 'YouTube',
  musicbrainz: 'MusicBrainz',
  lastfm: 'Last.fm',
  applemusic: 'Apple Music',
  apple_music: 'Apple Music',
  itunes: 'iTunes',
  acrcloud: 'ACRCloud',
  audd: 'AudD',
};

/** The addresses that services told, as far as they are of the web: a saved tracklist may have been given any. */
export function directLinks(track: Track): Link[] {
  return Object.entries(track.urls ?? {}).flatMap(([key, told]) => {
    const url = webAddress(told);
    return url === null ? [] : [{ title: WRITTEN[key.toLowerCase()] ?? titleOf(key, url), url: url.href }];
  });
}

/** The key with a capital; what is no service's name is called by where it leads. */
function titleOf(key: string, url: URL): string {
  return /^[a-z0-9][a-z0-9 ]{0,29}$/i.test(key) ? key.charAt(0).toUpperCase() + key.slice(1) : url.hostname;
}

/** An address of the web that anybody may be led to; null for anything else. */
export function webAddress(told: string): URL | null {
  if (!URL.canParse(told)) return null;
  const url = new URL(told);
  const isPlain = (url.protocol === 'https:' || url.protocol === 'http:') && url.username + url.password === '';
  return isPlain && url.href.length <= LONGEST_ADDRESS ? url : null;
}
