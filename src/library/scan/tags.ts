import { isrcOf } from '../../domain/isrc.js';
import { isNobody, isNoTitle, withoutSites } from '../../domain/names/junk.js';
import { type NameReading, readName, readPath } from '../../domain/names/read-name.js';
import { splitVersion } from '../../domain/names/version.js';
import { fold } from '../../domain/recording.js';
import { fullTitle, type Track } from '../../domain/track.js';
import type { CommonTags } from '../tags/parse.js';

/** What a file says about itself; its name fills what its tags leave open. */
export interface Tags extends Omit<Track, 'duration' | 'ids' | 'urls' | 'artwork' | 'file'> {
  /** On an album of several artists. */
  compilation?: true;
  /** By the names of services. */
  ids?: Record<string, string>;
  /** What of the name the tags don't say. */
  untold?: Untold[];
}

export type Untold = 'title' | 'artists';

/** Grows when files yield more than before, so that those in the library are read again by the next `library add`. */
export const TAGS_VERSION = 3;

/**
 * What the tags say, and where they say nothing, what the file's name does. Tags are believed before names, but for what rippers
 * write when nobody knows ("Track 01", "Unknown Artist"), and for a title that holds the artist beside an empty artist.
 */
export function tagsFrom(common: CommonTags, path: string): Tags {
  const named = readPath(path);
  const said = namesOf(common);
  const tags: Tags = { ...names(said, named) };
  const album = withoutSites(clean(common.album));
  const genres = distinct(common.genre ?? []);
  // The name's own label and number belong to the piece that the name is about.
  const own = fold(named.title) === fold(tags.title) ? named : undefined;
  const rest = {
    album: album || (said.title === '' && said.artists.length === 0 ? named.album : undefined),
    label: distinct(common.label ?? [])[0] ?? own?.label,
    releaseDate: dateOf(common),
    isrc: common.isrc?.map(isrcOf).find((isrc) => isrc !== undefined),
    key: keyOf(common.key) ?? own?.key,
    catalogueNumber: distinct(common.catalognumber ?? [])[0] ?? own?.catalogueNumber,
  };
  for (const [key, value] of Object.entries(rest)) if (value) tags[key as keyof typeof rest] = value;
  if (genres.length > 0) tags.genres = genres;
  const remixers = distinct(common.remixer ?? []);
  if (remixers.length > 0) tags.remixers = remixers;
  const bpm = bpmOf(common.bpm) ?? own?.bpm;
  if (bpm) tags.bpm = bpm;
  if (common.compilation || /^(various( artists?)?|va|v a|diverse)$/.test(fold(common.albumartist ?? '')))
    tags.compilation = true;
  const ids = idsIn(common);
  if (Object.keys(ids).length > 0) tags.ids = ids;
  return tags;
}

/** What of a name such tags leave to the file's own name, and to whoever knows the sound. */
export function untoldIn(common: CommonTags): Untold[] {
  const { title, artists } = namesOf(common);
  // "Artist - Title" in the title's tag says both.
  const whole = title !== '' && readName(title).artists.length > 0;
  return [
    ...(title === '' ? (['title'] as const) : []),
    ...(artists.length > 0 || whole ? [] : (['artists'] as const)),
  ];
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** As programs write them that name files by their sound. */
function idsIn({ acoustid_id: acoustid, musicbrainz_recordingid: musicbrainz }: CommonTags): Record<string, string> {
  const told = Object.entries({ acoustid, musicbrainz }).map(([name, id]) => [name, clean(id).toLowerCase()] as const);
  return Object.fromEntries(told.filter(([, id]) => UUID.test(id)));
}

/** Artists and title as the tags have them; empty where they say that nobody knows. */
function namesOf(common: CommonTags): { title: string; artists: string[] } {
  const title = withoutSites(clean(common.title));
  const artists = distinct(common.artists ?? [common.artist ?? ''])
    .map(withoutSites)
    .filter((artist) => !isNobody(artist));
  // A number is a title of somebody's ("22", "99"), but by itself only the track's.
  const none = isNoTitle(title) || (artists.length === 0 && /^\d{1,3}$/.test(title));
  return { title: none ? '' : title, artists };
}

function names(
  said: { title: string; artists: string[] },
  named: NameReading,
): Pick<Tags, 'title' | 'version' | 'artists'> {
  const { title, artists } = said;
  if (title === '') return { ...nameBeside(artists, named), artists: artists.length > 0 ? artists : named.artists };
  if (artists.length > 0) return { ...splitVersion(withoutArtist(title, artists)), artists };
  // The title tag says it all: "Artist - Title".
  const whole = readName(title);
  if (whole.artists.length > 0) return namesIn(whole);
  // The file name's artist is about the same piece only where the titles agree.
  const split = splitVersion(title);
  const agrees = [named.title, fullTitle(named)].some(
    (name) => fold(name) === fold(title) || fold(name) === fold(split.title),
  );
  return { ...split, artists: agrees ? named.artists : [] };
}

/** The name's title, for music whose artist is told: the whole name where that begins with somebody else. */
function nameBeside(artists: readonly string[], named: NameReading): Pick<Tags, 'title' | 'version'> {
  const [other] = named.artists;
  const known = artists.map(fold);
  if (artists.length === 0 || other === undefined || known.some((artist) => fold(other).includes(artist)))
    return titleIn(named);
  // Title - Artist.
  if (known.includes(fold(named.title))) return { title: other };
  return { ...titleIn(named), title: `${other} - ${named.title}` };
}

const titleIn = ({ title, version }: NameReading) => ({ title, ...(version === undefined ? {} : { version }) });
const namesIn = (reading: NameReading) => ({ ...titleIn(reading), artists: reading.artists });

/** `Artist - Title` in the title's tag, beside the same artist in its own. */
function withoutArtist(title: string, artists: readonly string[]): string {
  const [first, ...rest] = title.split(/\s+[-–—]\s+/);
  const same = rest.length > 0 && [artists.join(' & '), ...artists].some((artist) => fold(artist) === fold(first!));
  return same ? title.slice(title.indexOf(rest[0]!, first!.length)) : title;
}

function dateOf({ releasedate, date, year }: CommonTags): string | undefined {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/.exec(releasedate ?? date ?? (year ? String(year) : ''));
  if (!match || match[1] === '0000') return undefined;
  const [, y, m, d] = match;
  if (!m || m === '00') return y;
  return d && d !== '00' ? `${y}-${m}-${d}` : `${y}-${m}`;
}

/** Programs write 0 for "unknown", and hundredths; nobody plays at 20 beats a minute or at 400. */
function bpmOf(value: number | undefined): number | undefined {
  return value !== undefined && value >= 20 && value <= 400 ? Math.round(value * 100) / 100 : undefined;
}

/** A key is short in every notation; a comment in its place isn't one. */
function keyOf(value: string | undefined): string | undefined {
  const key = clean(value);
  return /^[\w#♯♭ /]{1,12}$/u.test(key) && /[A-Ga-g\d]/.test(key) ? key : undefined;
}

const clean = (text: string | undefined): string =>
  (text ?? '')
    .replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim()
    .normalize('NFC');

function distinct(values: readonly string[]): string[] {
  return [...new Set(values.map(clean).filter(Boolean))];
}
