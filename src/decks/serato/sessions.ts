import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Claim, ClaimList } from '../../domain/claim.js';
import { SourceError } from '../../domain/errors.js';
import { classicKey } from '../../domain/musical-key.js';
import { readPath } from '../../domain/names/read-name.js';
import type { Context } from '../../domain/ports/context.js';
import { reasonIn } from '../../domain/system-words.js';
import type { Track } from '../../domain/track.js';
import { chunksIn, chunksOf, textIn } from './chunks.js';

/** Shorter ones were looked at. */
const SHORTEST = 30;
/** Where it may have begun anywhere in so many seconds or more, only its order is told. */
const WIDEST = 1200;
/** A night has hundreds. */
const MOST_PLAYS = 5000;

export interface Play {
  row: number | undefined;
  track: Track;
  /** When the deck was loaded with it, and with the next one. */
  loaded: number | undefined;
  unloaded: number | undefined;
  deck: number | undefined;
  played: boolean;
}

/** The sessions of a `_Serato_` folder, or one of them. */
export async function history(path: string, context: Context): Promise<ClaimList[]> {
  const lists: ClaimList[] = [];
  for (const file of await sessionsAt(path)) {
    const list = listOf(await playsIn(file, context));
    if (list.claims.length > 0) lists.push(list);
  }
  return lists;
}

async function sessionsAt(path: string): Promise<string[]> {
  const reading = async (): Promise<string[]> => {
    if (!(await stat(path)).isDirectory()) return [path];
    const folder = join(path, 'History', 'Sessions');
    const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    return names
      .filter((name) => /^\d+\.session$/i.test(name))
      .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
      .map((name) => join(folder, name));
  };
  return reading().catch((error: unknown) => {
    throw new SourceError(`"${path}" can't be read: ${reasonIn(error)}.`, { cause: error });
  });
}

async function playsIn(path: string, context: Context): Promise<Play[]> {
  // A row is written anew when more is known of it.
  const plays = new Map<number | string, Play>();
  for await (const { tag, data } of chunksIn(path, 'oent', context)) {
    const fields = tag === 'oent' ? chunksOf(data).find((chunk) => chunk.tag === 'adat') : undefined;
    const play = fields && playOf(fieldsIn(fields.data));
    if (play) plays.set(play.row ?? `unnumbered ${plays.size}`, play);
    if (plays.size >= MOST_PLAYS) {
      context.emit({ type: 'warning', message: `"${path}" has more than ${MOST_PLAYS} plays; the rest isn't read.` });
      break;
    }
  }
  return [...plays.values()];
}

/** A number, a length and so many bytes each. */
function fieldsIn(data: Buffer): Map<number, Buffer> {
  const fields = new Map<number, Buffer>();
  for (let at = 0; at + 8 <= data.length; ) {
    const end = at + 8 + data.readUInt32BE(at + 4);
    if (end > data.length) break;
    fields.set(data.readUInt32BE(at), data.subarray(at + 8, end));
    at = end;
  }
  return fields;
}

function playOf(fields: ReadonlyMap<number, Buffer>): Play | null {
  const text = (id: number): string => textIn(fields.get(id) ?? Buffer.alloc(0)).trim();
  const number = (id: number): number | undefined => {
    const data = fields.get(id);
    return data && data.length > 0 && data.length <= 4 ? data.readUIntBE(0, data.length) : undefined;
  };
  const [file, title, artist, bpm, key] = [text(2), text(6), text(7), number(15) ?? 0, classicKey(text(51))];
  if (file === '' && title === '') return null;
  // Serato shows the file's name where a tag is empty, and so does this.
  const named = title ? { title, artists: artist ? [artist] : [] } : readPath(file);
  const track: Track = {
    title: named.title,
    artists: named.artists,
    ...(text(8) && { album: text(8) }),
    ...(text(9) && { genres: [text(9)] }),
    ...(text(21) && { label: text(21) }),
    ...(/^(?:19|20)\d\d$/.test(text(23)) && { releaseDate: text(23) }),
    ...(bpm > 0 && bpm <= 1000 && { bpm }),
    ...(key && { key }),
    ...(file && { file }),
  };
  const [loaded, length] = [number(28) || undefined, number(45)];
  const ended = number(29) || (loaded !== undefined && length ? loaded + length : undefined);
  return {
    row: number(1),
    track,
    loaded,
    unloaded: ended !== undefined && loaded !== undefined && ended >= loaded ? ended : undefined,
    deck: number(31),
    // What isn't said is taken for played, as in a session of a version that has no such field.
    played: number(50) !== 0 && number(39) !== 1,
  };
}

/**
 * Serato says when a deck was loaded and with what next, not when the track was heard. That was no earlier than it was loaded
 * and no later than the one before it was taken off, so it is told for the middle of the two, and how far it may lie off.
 */
export function listOf(plays: readonly Play[]): ClaimList {
  const counted = plays
    .filter(
      ({ played, loaded, unloaded }) => played && (loaded === undefined || (unloaded ?? Infinity) - loaded >= SHORTEST),
    )
    .sort((a, b) => (a.loaded ?? 0) - (b.loaded ?? 0));
  let slack = 0;
  const claims = counted.map((play, i): Claim => {
    const { track, loaded, unloaded } = play;
    if (loaded === undefined) return { track, at: null };
    const before = counted[i - 1];
    const lastly = (unloaded ?? Infinity) - SHORTEST;
    const latest = Math.min(lastly, Math.max(loaded + SHORTEST, before?.unloaded ?? lastly));
    const half = (latest - loaded) / 2;
    if (!(half <= WIDEST / 2)) return { track, at: null };
    slack = Math.max(slack, half);
    return { track, at: loaded + half, ...(unloaded !== undefined && { until: unloaded }) };
  });
  const timed = claims.some(({ at }) => at !== null);
  return {
    kind: 'history',
    by: 'Serato history',
    clock: timed ? 'world' : null,
    slack,
    claims,
  };
}
