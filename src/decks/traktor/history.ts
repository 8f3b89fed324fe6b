import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Claim, ClaimList } from '../../domain/claim.js';
import { SourceError } from '../../domain/errors.js';
import { readPath } from '../../domain/names/read-name.js';
import type { Context } from '../../domain/ports/context.js';
import { reasonIn } from '../../domain/system-words.js';
import type { Track } from '../../domain/track.js';
import { isFolder } from './collection.js';
import { isSystemDisk, keyOf, locationIn, pathOf, sameKey } from './location.js';
import { type NmlAttributes, type NmlList, type NmlListed, type NmlTrack, readNml } from './nml.js';

/**
 * A play gets its time when it has lasted so long: of 190 histories, the last one's time and length reach past the moment
 * at which the file was written by up to 10.24 s, and by more than 8 s in 35.
 */
const TIMED_AFTER = 10;
/** So far from that it was at times. */
const SLACK = 5;
/** A night has hundreds, a collection that keeps its history too has many nights. */
const MOST = 100_000;
/** Of all that is kept of those: their names and paths come to a third of this. */
const MOST_LETTERS = 40_000_000;

/** The sessions of a history file, or of all that are in a folder. */
export async function history(path: string, context: Context): Promise<ClaimList[]> {
  const lists: ClaimList[] = [];
  for (const file of await filesAt(path)) lists.push(...(await sessionsIn(file, context)));
  return lists;
}

async function filesAt(path: string): Promise<string[]> {
  if (!(await isFolder(path))) return [path];
  const folder = basename(path) === 'History' ? path : join(path, 'History');
  const names = await readdir(folder).catch((error: unknown) => {
    throw new SourceError(`"${folder}" can't be read: ${reasonIn(error)}.`, { cause: error });
  });
  // By their names, which begin with the date.
  const files = names.filter((name) => /^[^.].*\.nml$/i.test(name)).sort();
  return files.map((name) => join(folder, name));
}

async function sessionsIn(file: string, context: Context): Promise<ClaimList[]> {
  const { tracks, sessions, systemDisks } = await read(file, context);
  const claimOf = (listed: Play): Claim => {
    const known = tracks.get(sameKey(listed.key));
    const location = known?.location ?? locationIn(listed.key);
    return { track: trackOf(pathOf(location, systemDisks), known?.about), ...timesOf(listed.played) };
  };
  return sessions
    .map((listed) => listed.filter(isHeard).map(claimOf))
    .filter((claims) => claims.length > 0)
    .map((claims) => {
      const isTimed = claims.some(({ at }) => at !== null);
      return { kind: 'history', by: 'Traktor history', clock: isTimed ? 'world' : null, slack: SLACK, claims };
    });
}

/** What is kept of a track: its cues and beats say nothing of when it was played. */
type Known = Pick<NmlTrack, 'location'> & { about: Omit<NmlTrack['about'], 'cues' | 'grid' | 'comment' | 'volume'> };
type Play = Pick<NmlListed, 'key'> & { played: NmlAttributes };

interface Read {
  tracks: Map<string, Known>;
  sessions: Play[][];
  systemDisks: Set<string>;
}

async function read(file: string, context: Context): Promise<Read> {
  const [tracks, sessions, systemDisks] = [new Map<string, Known>(), new Map<NmlList, Play[]>(), new Set<string>()];
  const all = (): Read => ({ tracks, sessions: [...sessions.values()], systemDisks });
  let [count, letters] = [0, 0];
  for await (const items of readNml(file, context)) {
    for (const item of items) {
      const kept = item.kind === 'track' ? knownOf(item) : playOf(item);
      letters += JSON.stringify(kept).length;
      if (++count > MOST || letters > MOST_LETTERS) {
        const most = count > MOST ? `${MOST} tracks and plays` : `${count - 1} tracks and plays of usual length`;
        context.emit({ type: 'warning', message: `"${file}" holds more than ${most}; the rest isn't read.` });
        return all();
      }
      const location = item.kind === 'track' ? item.location : locationIn(item.key);
      if (isSystemDisk(location)) systemDisks.add(location.volume);
      if ('location' in kept) tracks.set(sameKey(keyOf(kept.location)), kept);
      else if (item.kind === 'listed' && item.list.type === 'PROTOCOL') {
        const session = sessions.get(item.list);
        if (session) session.push(kept);
        else sessions.set(item.list, [kept]);
      }
    }
  }
  return all();
}

function knownOf({ location, about }: NmlTrack): Known {
  const { cues: _, grid: __, comment: ___, volume: ____, ...rest } = about;
  return { location, about: rest };
}

function playOf({ key, played = {} }: NmlListed): Play {
  const { STARTDATE, STARTTIME, DURATION, PLAYEDPUBLIC } = played;
  return { key, played: { STARTDATE, STARTTIME, DURATION, PLAYEDPUBLIC } };
}

/** What was only listened to in the headphones isn't; the oldest histories don't say. */
const isHeard = ({ played }: Play): boolean => played.PLAYEDPUBLIC !== '0';

/** Traktor writes the time that the clock on the wall showed: the year, month and day in two bytes and one and one, and the seconds of that day. */
function timesOf({ STARTDATE, STARTTIME, DURATION }: NmlAttributes): Pick<Claim, 'at' | 'until'> {
  const [date, second, duration] = [Number(STARTDATE ?? 0), Number(STARTTIME ?? 0), Number(DURATION ?? 0)];
  const [year, month, day] = [date >> 16, (date >> 8) & 255, date & 255];
  const isDate = year >= 1990 && year < 2200 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
  if (!isDate || !(second >= 0 && second < 86_401)) return { at: null };
  const at = new Date(year, month - 1, day, 0, 0, second).getTime() / 1000 - TIMED_AFTER;
  return { at, ...(duration > 0 && duration < 86_400 && { until: at + duration }) };
}

function trackOf(file: string | null, about: Known['about'] | undefined): Track {
  const { title, artists, remixers, album, label, genre, releaseDate, bpm, key, duration } = about ?? {};
  // Traktor shows the file's name where a tag is empty, and so does this.
  const named = title ? { title, artists: artists ?? [] } : readPath(file ?? '');
  return {
    title: named.title,
    artists: named.artists,
    ...(remixers && { remixers }),
    ...(album && { album }),
    ...(label && { label }),
    ...(genre && { genres: [genre] }),
    ...(releaseDate && { releaseDate }),
    ...(bpm && { bpm }),
    ...(key && { key }),
    ...(duration && { duration }),
    ...(file && { file }),
  };
}
