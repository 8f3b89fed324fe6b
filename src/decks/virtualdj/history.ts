import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Claim, ClaimList } from '../../domain/claim.js';
import { SourceError } from '../../domain/errors.js';
import { withoutMediaExtension } from '../../domain/file-name.js';
import { given } from '../../domain/given.js';
import { readName } from '../../domain/names/read-name.js';
import type { Context } from '../../domain/ports/context.js';
import { reasonIn } from '../../domain/system-words.js';
import type { Track } from '../../domain/track.js';
import { linesOf } from '../lines.js';
import { isFolder } from './collection.js';
import { placeIn } from './place.js';
import { type Listed, listedIn } from './playlist.js';

/** A track is listed some while after it was started, and the time of day is told in minutes. */
const SLACK = 90;
/** After such a time without a track, in seconds, another set begins: a file holds all of a day. */
const PAUSE = 2 * 3600;
const DAY = 24 * 3600;
/** So far a time may be behind the one before it without being of the next day. */
const LATE = 3600;

/** The sets of a `History/YYYY-MM-DD.m3u`, of a `tracklist.txt`, or of the folder with all of them. */
export async function history(path: string, context: Context): Promise<ClaimList[]> {
  const files = (await isFolder(path)) ? await filesIn(path, context) : [path];
  const lists: ClaimList[] = [];
  for (const file of files) {
    context.signal.throwIfAborted();
    const lines = await linesOf(file, context.signal);
    const sets = /\.txt$/i.test(file) ? setsOfText(lines) : setsOf(claimsOf(listedIn(lines), basename(file)));
    lists.push(...sets.map(listOf));
  }
  if (lists.length === 0) throw new SourceError(`"${path}" names no track that was played.`);
  return lists;
}

function listOf(claims: Claim[]): ClaimList {
  const isTimed = claims.some(({ at }) => at !== null);
  return {
    kind: 'history',
    by: isTimed ? 'VirtualDJ history' : 'VirtualDJ playlist',
    clock: isTimed ? 'world' : null,
    slack: isTimed ? SLACK : 0,
    claims,
  };
}

/** Those of a day are named after it; older ones lie in folders of years and months. The text says the same again. */
async function filesIn(folder: string, { emit }: Context): Promise<string[]> {
  const history = basename(folder) === 'History' ? folder : join(folder, 'History');
  try {
    const names = await readdir(history, { recursive: true });
    return names
      .filter((name) => /(?:^|[\\/])\d{4}-\d\d-\d\d[^\\/]*\.m3u$/i.test(name))
      .sort((a, b) => (basename(a) < basename(b) ? -1 : 1))
      .map((name) => join(history, name));
  } catch (cause) {
    emit({ type: 'warning', message: `"${history}" can't be read: ${reasonIn(cause)}.` });
    return [];
  }
}

function claimsOf(listed: readonly Listed[], name: string): Claim[] {
  const clock = new Clock(/^(\d{4})-(\d\d)-(\d\d)/.exec(name));
  return listed.map((one) => {
    const told = clock.at(one.time);
    return { track: trackOf(one), at: one.playedAt ?? told };
  });
}

function trackOf({ path, title, version, artists = [], duration }: Listed): Track {
  const { file } = placeIn(path);
  const stem = withoutMediaExtension(path.split(/[\\/]/).at(-1) ?? '');
  const named = title === undefined ? readName(stem) : artists.length > 0 ? { title, artists } : readName(title);
  return given<Track>({
    title: named.title || stem,
    version: version ?? ('version' in named ? named.version : undefined),
    artists: named.artists,
    duration,
    file: file ?? undefined,
  });
}

/** `VirtualDJ History 2024/06/10`, and then `21:39 : Artist - Title` for each track. */
function setsOfText(lines: readonly string[]): Claim[][] {
  const sets: Claim[][] = [];
  let clock = new Clock(null);
  for (const line of lines) {
    const heading = /^VirtualDJ History (\d{4})\/(\d\d)\/(\d\d)/.exec(line);
    if (heading) {
      clock = new Clock(heading);
      sets.push([]);
      continue;
    }
    const [, time, name = ''] = /^(\d\d:\d\d(?::\d\d)?) : (\S.*)$/.exec(line) ?? [];
    if (time === undefined) continue;
    const { title, version, artists } = readName(name.trim());
    if (title === '') continue;
    if (sets.length === 0) sets.push([]);
    sets.at(-1)!.push({ track: given<Track>({ title, version, artists }), at: clock.at(time) });
  }
  return sets.flatMap(setsOf);
}

function setsOf(claims: readonly Claim[]): Claim[][] {
  const sets: Claim[][] = [];
  let last: number | null = null;
  for (const claim of claims) {
    const isNew = last !== null && claim.at !== null && claim.at - last > PAUSE;
    if (isNew || sets.length === 0) sets.push([]);
    sets.at(-1)!.push(claim);
    last = claim.at ?? last;
  }
  return sets;
}

/** Times of day, by this machine's own, in the order in which they were written: one that is much earlier is of the next day. */
class Clock {
  readonly #day: Date | null;
  #nights = 0;
  #last = 0;

  constructor(date: RegExpExecArray | null) {
    const [, year, month, day] = (date ?? []).map(Number);
    this.#day = date ? new Date(year!, month! - 1, day) : null;
  }

  /** Seconds since 1970; null where nobody knows the day. */
  at(time: string | undefined): number | null {
    const [, hours, minutes, seconds = '0'] = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(time ?? '') ?? [];
    if (hours === undefined || !this.#day) return null;
    const ofDay = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    if (!(ofDay < DAY)) return null;
    if (ofDay < this.#last - LATE) this.#nights++;
    this.#last = ofDay;
    const start = new Date(this.#day);
    start.setDate(start.getDate() + this.#nights);
    start.setHours(Number(hours), Number(minutes), Number(seconds));
    return start.getTime() / 1000;
  }
}
