import { basename, extname } from 'node:path';
import type { CommonTags } from '../tags/parse.js';

/** What a file says about itself; its name fills what its tags leave open. */
export interface Tags {
  title: string;
  version?: string;
  artists: string[];
  album?: string;
  label?: string;
  releaseDate?: string;
  isrc?: string;
  genres?: string[];
  bpm?: number;
  key?: string;
  remixers?: string[];
  catalogueNumber?: string;
}

/** Grows when files yield more than before, so that those in the library are read again by the next `library add`. */
export const TAGS_VERSION = 1;

export function tagsFrom(common: CommonTags, path: string): Tags {
  const named = fromFileName(path);
  const artists = distinct(common.artists ?? [common.artist ?? '']);
  const fullTitle = clean(common.title);
  const split = splitVersion(fullTitle || named.title);
  const tags: Tags = {
    ...split,
    // A title without an artist: the file name's artist is about the same piece only where the titles agree.
    artists: artists.length > 0 ? artists : !fullTitle || fullTitle === named.title ? named.artists : [],
  };
  const genres = distinct(common.genre ?? []);
  const rest = {
    album: clean(common.album),
    label: distinct(common.label ?? [])[0],
    releaseDate: dateOf(common),
    isrc: isrcOf(common.isrc ?? []),
    key: keyOf(common.key),
    catalogueNumber: distinct(common.catalognumber ?? [])[0],
  };
  for (const [key, value] of Object.entries(rest)) if (value) tags[key as keyof typeof rest] = value;
  if (genres.length > 0) tags.genres = genres;
  const remixers = distinct(common.remixer ?? []);
  if (remixers.length > 0) tags.remixers = remixers;
  const bpm = bpmOf(common.bpm);
  if (bpm) tags.bpm = bpm;
  return tags;
}

/** Words that make a bracket at the end of a title say which version it is, rather than who sings or what it's about. */
const VERSION =
  /\b(mix|remix|re-?mixed|edit|version|vip|dub|rework|re-?edit|bootleg|mashup|remaster(ed)?|instrumental|a\s?cappella|acapella|live|acoustic|unplugged|demo|radio|club|extended|original|reprise|refix|flip|cut|take)\b/i;

/** `Strings (Extended Mix)` → `Strings`, `Extended Mix`. Only the last bracket, and only if it names a version. */
export function splitVersion(title: string): { title: string; version?: string } {
  const match = /^(.*\S)\s*[([]([^()[\]]+)[)\]]$/.exec(title);
  if (!match || !VERSION.test(match[2]!)) return { title };
  return { title: match[1]!, version: match[2]!.trim() };
}

/** `03 - Artist - Title.mp3`, `Artist_-_Title.mp3`, `Title.mp3`. */
export function fromFileName(path: string): { title: string; artists: string[] } {
  let name = clean(basename(path, extname(path)));
  if (!name.includes(' ')) name = name.replaceAll('_', ' ');
  const parts = name
    .replace(/^(?:[a-z]?\d{1,3}(?:\s*[.)_-]\s*|\s+-\s+)|\d{1,2}-\d{1,2}\s+)(?=\S)/i, '')
    .split(/\s+[-–—]\s+/)
    .filter(Boolean);
  if (parts.length < 2) return { title: parts[0] || name || basename(path), artists: [] };
  return { artists: [parts[0]!], title: parts.slice(1).join(' - ') };
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

/** ISO 3901: two letters, three letters or digits, seven digits; often written with hyphens. */
function isrcOf(values: readonly string[]): string | undefined {
  const plain = values.map((value) => value.replace(/[\s-]/g, '').toUpperCase());
  return plain.find((value) => /^[A-Z]{2}[A-Z0-9]{3}\d{7}$/.test(value));
}

const clean = (text: string | undefined): string =>
  (text ?? '')
    .replace(/[\u0000-\u001f\u007f]+/g, ' ')
    .trim()
    .normalize('NFC');

function distinct(values: readonly string[]): string[] {
  return [...new Set(values.map(clean).filter(Boolean))];
}
