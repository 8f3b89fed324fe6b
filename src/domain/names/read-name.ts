import { withoutMediaExtension } from '../file-name.js';
import { fold } from '../recording.js';
import { foldersOf, readFolders } from './folders.js';
import { isNobody, withoutJunk } from './junk.js';
import { mayBeSide, splitPrefix } from './prefix.js';
import { isVersion, splitVersion } from './version.js';

/** What a file's name says of the music in it. */
export interface NameReading {
  title: string;
  version?: string;
  /** At most one, as it is written: who is in `A & B feat. C` isn't taken apart, since `Above & Beyond` is one. */
  artists: string[];
  album?: string;
  label?: string;
  catalogueNumber?: string;
  bpm?: number;
  key?: string;
}

/**
 * Reads a file's name, without its extension, and the folders around it (nearest first). The rules are few and careful,
 * because a wrong artist is worse than none:
 *
 * - Artist and title are told apart by a hyphen or dash with a space on both sides, and by nothing else; a name written without
 *   spaces may use `_` for them. The first part is the artist and the last the title.
 * - What stands before is taken off where it can hardly be a name: padded and punctuated track numbers, sides of a record, a
 *   DJ's key and tempo. `99 Problems`, `808 State` and `A1 - Title` stay whole.
 * - What sites and rippers add goes (see `junk.ts`); a bracket that names a version is the version; square ones behind
 *   `Artist - Title` are the label or its number.
 * - Folders count only for a file with a number and no artist (see `folders.ts`).
 */
export function readName(stem: string, folders: readonly string[] = []): NameReading {
  const whole = spaced(clean(stem));
  const { rest, numbered, bpm, key } = splitPrefix(withoutJunk(whole));
  const extra = { ...(bpm === undefined ? {} : { bpm }), ...(key === undefined ? {} : { key }) };
  if (mayBeSide(rest)) {
    const album = readFolders(folders, true);
    if (!album.artist) return { ...tidyTitle(rest), ...extra, artists: [] };
    return {
      ...tidyTitle(rest.replace(/^A1(?:\s+[-–—])?\s+/, '')),
      ...extra,
      ...withAlbum(album.album),
      artists: [album.artist],
    };
  }
  const around = readFolders(folders, numbered || startsWithTrack(rest));
  const parts = partsOf(rest, numbered, whole !== clean(stem));
  const read = readParts(parts, around, folders);
  if (read.title === '') return { title: whole || clean(stem), artists: [] };
  return { ...read, ...extra };
}

/** The same from a path. */
export function readPath(path: string): NameReading {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return readName(withoutMediaExtension(name), foldersOf(path));
}

/** Untagged names are long or deep only when somebody means harm; nobody reads past this. */
const LONGEST = 1_000;

const clean = (text: string): string =>
  text
    .slice(0, LONGEST)
    .replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .normalize('NFC');

/** A name without spaces uses something else for them. */
function spaced(name: string): string {
  if (name.includes(' ')) return name.replaceAll('_-_', ' - ');
  const decoded = /%20/.test(name) ? name.replaceAll('%20', ' ') : name;
  if (decoded.includes('_')) return decoded.replaceAll('_', ' ').replace(/\s+/g, ' ').trim();
  return decoded.includes('+-+') ? decoded.replaceAll('+', ' ') : decoded;
}

const startsWithTrack = (name: string): boolean => /^(?:1\d|2\d|30)\s+[\p{L}\d]/u.test(name);

function partsOf(name: string, numbered: boolean, wasSpaced: boolean): string[] {
  const parts = name
    .replace(/\s+-{2,}\s+/g, ' - ')
    .split(/\s+[-–—−－‐]\s+/)
    .map((part) => part.trim())
    .filter(Boolean);
  if (parts.length > 1 || !wasSpaced) return parts;
  return inScene(name, numbered) ?? parts;
}

/**
 * `01-artist_name-title_name-GROUP`: where underscores stand for spaces a hyphen between them parts; beside a single letter it is part of a name
 * (`jay-z`, `a-ha`, `x-press`). The last of three is who released it, when it is short and one word.
 */
function inScene(name: string, numbered: boolean): string[] | null {
  const parts: string[] = [];
  for (const part of name.split('-')) {
    const last = parts.at(-1);
    if (last !== undefined && (part.length < 2 || last.length < 2)) parts[parts.length - 1] = `${last}-${part}`;
    else parts.push(part);
  }
  if (parts.length === 2) return parts;
  if (parts.length < 3 || !numbered) return null;
  return /^[a-z\d]{2,10}$/i.test(parts.at(-1)!) ? parts.slice(0, -1) : parts;
}

function readParts(
  given: readonly string[],
  around: { artist?: string; album?: string },
  folders: readonly string[],
): NameReading {
  let parts = [...given];
  let album = around.album;
  // VA - Album - 03 - Artist - Title
  if (parts.length > 1 && isNobody(parts[0]!)) parts = parts.slice(1);
  const at = parts.findIndex((part, i) => i > 0 && i < parts.length - 1 && /^(?:[A-H]?\d{1,2}|\d-\d{2})$/.test(part));
  const inside = at < 0 ? parts.findIndex((part, i) => i > 0 && /^0\d\s+\S/.test(part)) : -1;
  if (at > 0) {
    const [before, after] = [parts.slice(0, at), parts.slice(at + 1)];
    if (before.length > 1 || after.length > 1) album = before.at(-1);
    parts = after.length > 1 ? after : [before[0]!, ...after];
  } else if (inside > 0) {
    const after = parts[inside]!.replace(/^0\d\s+/, '');
    album = inside > 1 || parts.length > inside + 1 ? parts[inside - 1] : album;
    parts = parts.length > inside + 1 ? [after, ...parts.slice(inside + 1)] : [parts[0]!, after];
  }
  const { rest, ...tail } = splitTail(parts);
  const more = { ...withAlbum(album), ...tail };
  if (rest.length === 1) {
    const title = tidyTitle(withoutTrack(rest[0]!, around));
    return { ...title, ...more, artists: around.artist ? [around.artist] : [] };
  }
  return { ...nameOf(rest, around, folders), ...more };
}

const withAlbum = (album: string | undefined) => (album ? { album } : {});

/** `12 Title` in an album's folder: there the others have numbers, too. */
function withoutTrack(name: string, { artist }: { artist?: string }): string {
  return artist && startsWithTrack(name) ? name.replace(/^\d\d\s+/, '') : name;
}

function nameOf(parts: readonly string[], around: { artist?: string }, folders: readonly string[]): NameReading {
  const [first = '', ...others] = parts;
  const last = others.at(-1)!;
  const same = (text: string): boolean => around.artist !== undefined && fold(text) === fold(around.artist);
  // Title - Artist, in that artist's folder.
  if (others.length === 1 && same(last) && !same(first)) return { ...tidyTitle(first), artists: [last] };
  // Artist - Album - Title, in that album's folder.
  const inAlbum =
    others.length > 1 && folders.some((folder) => fold(folder) !== '' && fold(folder).endsWith(fold(others[0]!)));
  const names = inAlbum ? others.slice(1) : others;
  return { ...tidyTitle(names.join(' - ')), artists: [first], ...(inAlbum ? { album: others[0]! } : {}) };
}

/** A version that is a part by itself, and the label behind `Artist - Title`. */
function splitTail(parts: readonly string[]): {
  rest: string[];
  version?: string;
  label?: string;
  catalogueNumber?: string;
} {
  const rest = [...parts];
  const found: { version?: string; label?: string; catalogueNumber?: string } = {};
  if (rest.length > 1) {
    const bracket = /^(.*\S)\s*\[([^[\]]+)\]$/.exec(rest.at(-1)!);
    if (bracket && isLabel(bracket[2]!)) {
      rest[rest.length - 1] = bracket[1]!;
      const name = bracket[2]!.trim();
      if (/^[A-Z]{2,}[A-Z\d]*[ -]?\d{2,}[A-Z]*$/.test(name)) found.catalogueNumber = name;
      else found.label = name;
    }
  }
  if (rest.length > 1 && isVersion(rest.at(-1)!, rest.length)) found.version = rest.pop()!;
  return { rest, ...found };
}

/** What stands in square brackets behind a title and is no label's name. */
const NO_LABEL =
  /^(?:(?:19|20)\d\d|\d+|explicit|clean|dirty|intro|outro|interlude|bonus(?: track)?|unreleased|id|part \w+|pt\.? ?\w+|vol\.? ?\w+|disc \d+|(?:feat|ft|featuring|with|prod|from|theme|aka)\b.*|.*\b(?:bpm|soundtrack|ost)\b.*)$/i;

function isLabel(text: string): boolean {
  return !NO_LABEL.test(text.trim()) && splitVersion(`x (${text})`).version === undefined && /\p{L}/u.test(text);
}

function tidyTitle(text: string): { title: string; version?: string } {
  return splitVersion(text.trim());
}
