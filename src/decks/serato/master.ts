import * as z from 'zod';
import type { ClaimList } from '../../domain/claim.js';
import { given } from '../../domain/given.js';
import { classicKey } from '../../domain/musical-key.js';
import { readPath } from '../../domain/names/read-name.js';
import type { Context } from '../../domain/ports/context.js';
import type { DeckTools } from '../../domain/ports/deck.js';
import type { Track } from '../../domain/track.js';
import { isPlainView } from '../plain-view.js';
import { column, openSqlite, type Sqlite, short } from '../sqlite.js';
import { dateIn, filled, positive } from '../values.js';
import { pathOn } from './paths.js';
import { listOf, type Play } from './sessions.js';

export async function masterHistory(path: string, tools: DeckTools, context: Context): Promise<ClaimList[]> {
  const db = await openSqlite(path, tools, context);
  try {
    db.expect('Serato', 'history_entry');
    return sessionsIn(db);
  } finally {
    await db.close();
  }
}

const FIELDS = [
  ...[
    'id',
    'session_id',
    'portable_id',
    'location_id',
    'file_name',
    'artist',
    'name',
    'album',
    'genre',
    'bpm',
    'key',
    'year',
  ],
  ...['length_sec', 'start_time', 'end_time', 'deck'],
];
const entryRow = z.object({
  id: z.number(),
  session_id: z.number(),
  portable_id: column.text,
  location_id: column.number,
  file_name: column.text,
  artist: column.text,
  name: column.text,
  album: column.text,
  genre: column.text,
  bpm: column.number,
  key: column.text,
  year: column.text,
  length_sec: column.number,
  start_time: column.number,
  end_time: column.number,
  deck: column.text,
});
type EntryRow = z.output<typeof entryRow>;

function sessionsIn(db: Sqlite): ClaimList[] {
  const roots = rootsIn(db);
  const sessions = new Map<number, Play[]>();
  const query = `SELECT ${db.pick('history_entry', 'e', FIELDS)} FROM history_entry e ORDER BY e."session_id" DESC, e."start_time", e.id`;
  for (const row of db.plays(query, entryRow)) {
    const play = playOf(row, roots.get(row.location_id ?? Number.NaN));
    if (!play) continue;
    const plays = sessions.get(row.session_id) ?? [];
    plays.push(play);
    sessions.set(row.session_id, plays);
  }
  return [...sessions.values()]
    .reverse()
    .map(listOf)
    .filter(({ claims }) => claims.length > 0);
}

function playOf(row: EntryRow, root: string | undefined): Play | null {
  const named = row.name === '' ? readPath(row.portable_id || row.file_name) : { title: row.name, artists: [] };
  if (named.title === '') return null;
  const track = given<Track>({
    title: named.title,
    artists: row.artist === '' ? named.artists : [row.artist],
    album: filled(row.album),
    genres: row.genre === '' ? undefined : [row.genre],
    releaseDate: dateIn(row.year),
    bpm: positive(row.bpm),
    key: classicKey(row.key),
    duration: positive(row.length_sec),
    file: root !== undefined && row.portable_id !== '' ? pathOn(root, row.portable_id) : undefined,
  });
  const [loaded, ended] = [positive(row.start_time), positive(row.end_time)];
  return {
    row: row.id,
    track,
    loaded,
    // −1 while it is on the deck.
    unloaded: loaded !== undefined && ended !== undefined && ended >= loaded ? ended : undefined,
    deck: Number.parseInt(row.deck, 10) || undefined,
    // It has a mark for that, which isn't to be trusted; how long it was on the deck is.
    played: true,
  };
}

const PLACES = 'location_connections';
const placeRow = z.object({ location_id: z.number(), database_uri: column.text });

/** The roots of the disks from which its tracks' paths begin, by the disks' numbers. */
function rootsIn(db: Sqlite): Map<number, string> {
  // Serato has a view of that name.
  if (db.columnsOf(PLACES).size === 0 && !isPlainView(db, PLACES)) return new Map();
  const query = `SELECT location_id, ${short('database_uri')} AS database_uri FROM ${PLACES} LIMIT 1000`;
  const places = [...db.rows('disks', query, placeRow)].filter(({ database_uri }) => database_uri !== '');
  return new Map(places.map(({ location_id, database_uri }) => [location_id, rootOf(database_uri)]));
}

/** `/Volumes/X/_Serato_/Library/location.sqlite` is on the disk `/Volumes/X`; the others are on the one with the system. */
function rootOf(database: string): string {
  const [, outer] = /^(.*?[\\/])_Serato_[\\/]/.exec(database) ?? [];
  if (outer !== undefined) return outer;
  const [drive] = /^[A-Za-z]:\\/.exec(database) ?? [];
  return drive ?? '/';
}
