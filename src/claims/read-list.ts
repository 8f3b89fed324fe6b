import * as z from 'zod';
import type { Claim, ClaimList } from '../domain/claim.js';
import { claimsIn, trackNamed } from '../domain/claim-lines.js';
import { isNamed, sheetOf } from '../domain/cue-sheet.js';
import { textOfList } from '../domain/list-text.js';
import { parseTracklist } from '../domain/schema.js';
import { jsonOrUndefined, oneLine } from '../domain/text.js';
import { chapterClaims, GENERIC } from './chapters.js';

/** Times of lists are whole seconds, mostly, and taken by ear. */
const SLACK = 30;
/** More than any list holds that somebody made. */
const MOST = 5000;
const LONGEST_NAME = 300;

/** What a file holds that says what is in a mix: a CUE sheet, chapters, what yt-dlp writes beside a download, or plain lines. */
export function listsIn(bytes: Uint8Array, name: string): ClaimList[] {
  if (isBinary(bytes)) return [];
  const text = textOfList(bytes).replace(/^\ufeff/, '');
  const lists = /^\s*\{/.test(text)
    ? inJson(text, name)
    : /^#EXTM3U/.test(text)
      ? inPlaylist(text, name)
      : inText(text, name);
  return lists.filter(({ claims }) => claims.length > 0);
}

/** Text has no zeros, but for UTF-16, which says so at its beginning. */
const isBinary = (bytes: Uint8Array): boolean =>
  bytes.subarray(0, 4096).includes(0) && !(bytes[0]! + bytes[1]! === 0xfe + 0xff && bytes[0]! >= 0xfe);

function inText(text: string, by: string): ClaimList[] {
  const isSheet = /^[ \t]*(?:TRACK +\d|FILE )/im.test(text) && /^[ \t]*INDEX +01 /im.test(text);
  if (isSheet) return [sheetList(text, by)];
  const { claims } = claimsIn(text);
  return [{ kind: 'list', by, clock: clockOf(claims), slack: SLACK, claims }];
}

/** A sheet of several files, as of an album, says nothing of when they begin in a mix. */
export function sheetList(text: string, by: string): ClaimList {
  const { tracks, files } = sheetOf(text);
  const claims = tracks.slice(0, MOST).flatMap(({ title, performer, start }): Claim[] => {
    if (!isNamed(title) || (!performer && GENERIC.test(title))) return [];
    const named = performer ? { title, artists: [performer] } : trackNamed(title);
    return named ? [{ track: named, at: files > 1 ? null : (start ?? null) }] : [];
  });
  return { kind: 'cue', by, clock: clockOf(claims), slack: SLACK, claims };
}

/** `#EXTINF:263,Ann Orr - Sea`: an order, and no times. */
function inPlaylist(text: string, by: string): ClaimList[] {
  const names = text
    .split(/\r\n?|\n/, 2 * MOST)
    .flatMap((line) => /^#EXTINF:[^,]{0,200},(.{1,300})/.exec(line)?.[1] ?? []);
  const claims = names.flatMap((name): Claim[] => {
    const track = trackNamed(oneLine(name));
    return track ? [{ track, at: null }] : [];
  });
  return [{ kind: 'list', by, clock: null, slack: 0, claims }];
}

const seconds = z.number().min(0).max(1e9);
const text = z.string().catch('');
/** Podcasting 2.0 says `startTime`, yt-dlp `start_time`. */
const chapter = z.object({
  startTime: seconds.optional().catch(undefined),
  start_time: seconds.optional().catch(undefined),
  title: text,
});
const comment = z.object({ text, start_time: seconds.nullable().optional().catch(null) });
const page = z.object({
  chapters: z.array(z.unknown()).nullable().catch(null).optional(),
  description: text.optional(),
  comments: z.array(z.unknown()).nullable().catch(null).optional(),
});

function inJson(json: string, name: string): ClaimList[] {
  const value = jsonOrUndefined(json);
  if (typeof (value as { schema?: unknown } | null)?.schema === 'string') return [ofTracklist(json, name)];
  const parsed = page.safeParse(value);
  if (!parsed.success) return [];
  const { chapters, description = '', comments } = parsed.data;
  const marks = (chapters ?? []).slice(0, MOST).flatMap((one) => {
    const read = chapter.safeParse(one);
    if (!read.success) return [];
    const start = read.data.startTime ?? read.data.start_time;
    return start === undefined ? [] : [{ start, title: read.data.title }];
  });
  const described = claimsIn(description).claims;
  return [
    { ...chapterClaims(marks), by: `chapters in ${name}` },
    // Without times it is prose, in which a dash stands between anything.
    ...(clockOf(described)
      ? [
          {
            kind: 'description',
            by: `description in ${name}`,
            clock: 'mix',
            slack: SLACK,
            claims: timed(described),
          } as const,
        ]
      : []),
    {
      kind: 'comment',
      by: `comments in ${name}`,
      clock: 'mix',
      slack: SLACK,
      claims: (comments ?? []).slice(0, MOST).flatMap(commented),
    },
  ];
}

/** What a listener wrote at a place, or with a time. */
function commented(one: unknown): Claim[] {
  const read = comment.safeParse(one);
  if (!read.success) return [];
  const { claims } = claimsIn(read.data.text.slice(0, 20 * LONGEST_NAME));
  const place = read.data.start_time ?? null;
  // Most comments are praise: only what looks like `Artist - Title` is a claim.
  return claims
    .map((claim) => ({ ...claim, at: claim.at ?? place }))
    .filter(({ at, track }) => at !== null && track.artists.length > 0);
}

/** A tracklist of ours that somebody names: as of another recording of the same set. */
function ofTracklist(json: string, name: string): ClaimList {
  const { entries } = parseTracklist(json, name);
  const claims = entries.flatMap(({ track, start, end }): Claim[] => (track ? [{ track, at: start, until: end }] : []));
  return { kind: 'list', by: name, clock: 'mix', slack: SLACK, claims };
}

const timed = (claims: readonly Claim[]): Claim[] => claims.filter(({ at }) => at !== null);

/** Where some of a list have no time, they stand between those that have. */
const clockOf = (claims: readonly Claim[]): ClaimList['clock'] => (claims.some(({ at }) => at !== null) ? 'mix' : null);
