import { stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, win32 } from 'node:path';
import * as z from 'zod';
import type { ClaimList } from '../../domain/claim.js';
import { SourceError } from '../../domain/errors.js';
import { given } from '../../domain/given.js';
import { readPath } from '../../domain/names/read-name.js';
import type { Context } from '../../domain/ports/context.js';
import type { DeckReader, DeckTools, DeckTrack } from '../../domain/ports/deck.js';
import type { Track } from '../../domain/track.js';
import { inStep } from '../in-step.js';
import { keyOfEngine } from '../keys.js';
import { sessionsOf } from '../sessions.js';
import { column, openSqlite, type Sqlite } from '../sqlite.js';
import { dateIn, filled, positive } from '../values.js';
import { performanceIn } from './performance.js';
import { playlistsIn } from './playlists.js';

const TITLE = 'Engine DJ';
const COLLECTION = 'm.db';
const HISTORY = 'hm.db';
/** Versions of its tables: the first of these came with Engine DJ 2.0, the second with 4.1. */
const KNOWN_MAJORS = [2, 3];
/** By so many seconds a play may have been heard before or after the moment that is noted of it. */
const SLACK = 30;

export const engineReader = (tools: DeckTools): DeckReader => ({
  async *collection(path, context) {
    const { db, library } = await openLibrary(path, COLLECTION, tools, context);
    try {
      yield* tracksIn(db, library);
    } finally {
      await db.close();
    }
  },
  async history(path, context) {
    const { db, library } = await openLibrary(path, HISTORY, tools, context);
    try {
      db.expect(TITLE, 'Historylist', 'HistorylistEntity');
      return sessionsIn(db, library);
    } finally {
      await db.close();
    }
  },
});

/** A database of an `Engine Library` folder, from which its tracks' paths count. */
async function openLibrary(path: string, name: string, tools: DeckTools, context: Context) {
  const isFolder = (await stat(path).catch(() => null))?.isDirectory() ?? false;
  const around = basename(path).toLowerCase() === 'database2' ? path : join(path, 'Database2');
  const file = isFolder ? join(around, name) : path;
  const db = await openSqlite(file, tools, context);
  try {
    db.expect(TITLE, 'Information', 'Track');
    refuseOtherVersions(db);
    return { db, library: dirname(dirname(file)) };
  } catch (error) {
    await db.close();
    throw error;
  }
}

const versionRow = z.object({ schemaVersionMajor: z.number(), schemaVersionMinor: z.number() });

function refuseOtherVersions(db: Sqlite): void {
  const query = `SELECT ${db.pick('Information', 'i', ['schemaVersionMajor', 'schemaVersionMinor'])} FROM Information i LIMIT 1`;
  const [version] = [...db.rows('versions', query, versionRow)];
  if (version && KNOWN_MAJORS.includes(version.schemaVersionMajor)) return;
  const said = version ? `${version.schemaVersionMajor}.${version.schemaVersionMinor}` : 'that it does not tell';
  throw new SourceError(
    `"${db.path}" has tables of version ${said}, and only ${KNOWN_MAJORS.join(' and ')} are known here: those of Engine DJ 2 to 5. ` +
      'An older library is brought up to date by opening it in Engine DJ.',
  );
}

const FIELDS = [
  ...['id', 'path', 'title', 'artist', 'remixer', 'album', 'label', 'genre', 'comment', 'year', 'length', 'bpm'],
  ...['bpmAnalyzed', 'key', 'uri', 'streamingSource'],
];
const BLOBS = ['trackData', 'beatData', 'quickCues', 'loops'] as const;
const trackRow = z.object({
  id: z.number(),
  path: column.text,
  title: column.text,
  artist: column.text,
  remixer: column.text,
  album: column.text,
  label: column.text,
  genre: column.text,
  comment: column.text,
  year: column.number,
  length: column.number,
  bpm: column.number,
  bpmAnalyzed: column.number,
  key: column.number,
  uri: column.text,
  streamingSource: column.text,
});
type TrackRow = z.output<typeof trackRow>;
const analysedRow = trackRow.extend({
  trackData: column.bytes,
  beatData: column.bytes,
  quickCues: column.bytes,
  loops: column.bytes,
});

function* tracksIn(db: Sqlite, library: string): Generator<DeckTrack> {
  const listsOf = inStep(playlistsIn(db));
  // From version 3 on what was analysed is in a table of its own.
  const isApart = db.columnsOf('PerformanceData').size > 0;
  const [table, join] = isApart
    ? (['PerformanceData', 'LEFT JOIN PerformanceData p ON p.trackId = t.id'] as const)
    : (['Track', ''] as const);
  const query = `SELECT ${db.pick('Track', 't', FIELDS)}, ${db.pick(table, isApart ? 'p' : 't', BLOBS)}
    FROM Track t ${join} ORDER BY t.id`;
  let damaged = 0;
  for (const row of db.rows('tracks', query, analysedRow)) {
    const lists = listsOf(row.id).map(({ name }) => name);
    const place = placeOf(row, library);
    if (place === null) continue;
    const { cues, grid, isDamaged } = performanceIn(row);
    if (isDamaged) damaged++;
    yield {
      ...place,
      ...factsOf(row),
      ...given({
        genre: filled(row.genre),
        comment: filled(row.comment),
        grid: all(grid),
        cues: all(cues),
        crates: all([...new Set(lists)]),
      }),
    };
  }
  if (damaged > 0)
    db.warn(
      `In "${db.path}" beats or cues of ${damaged} ${damaged === 1 ? 'track' : 'tracks'} are damaged; the tracks are used without them.`,
    );
}

function placeOf(
  { path, uri, streamingSource }: TrackRow,
  library: string,
): Pick<DeckTrack, 'file' | 'streamed'> | null {
  if (streamingSource !== '' || (path === '' && uri !== '')) return { file: null, streamed: uri || streamingSource };
  if (path === '') return null;
  return { file: isAbsolute(path) || win32.isAbsolute(path) ? path : join(library, path) };
}

type Facts = Pick<
  DeckTrack,
  'title' | 'artists' | 'remixers' | 'album' | 'label' | 'releaseDate' | 'bpm' | 'key' | 'duration'
>;

const factsOf = (row: TrackRow): Facts =>
  given<Facts>({
    title: filled(row.title),
    artists: row.artist === '' ? undefined : [row.artist],
    remixers: row.remixer === '' ? undefined : [row.remixer],
    album: filled(row.album),
    label: filled(row.label),
    releaseDate: row.year === null ? undefined : dateIn(String(row.year)),
    bpm: positive(row.bpmAnalyzed) ?? positive(row.bpm),
    key: row.key === null ? undefined : keyOfEngine(row.key),
    duration: positive(row.length),
  });

const all = <T>(list: T[]): T[] | undefined => (list.length > 0 ? list : undefined);

const playRow = trackRow.extend({ list: z.number(), played: column.number });

function sessionsIn(db: Sqlite, library: string): ClaimList[] {
  const isDeleted = db.columnsOf('Historylist').has('isDeleted') ? 'AND coalesce(h."isDeleted", 0) = 0' : '';
  const query = `SELECT e."listId" AS list, e."startTime" AS played, ${db.pick('Track', 't', FIELDS)}
    FROM HistorylistEntity e JOIN Historylist h ON h.id = e."listId" JOIN Track t ON t.id = e."trackId"
    WHERE 1 ${isDeleted} ORDER BY e."listId" DESC, e."startTime", e.id`;
  return sessionsOf(
    db.plays(query, playRow),
    (row) => ({ track: trackOf(row, library), at: positive(row.played) ?? null }),
    { title: TITLE, slack: SLACK },
  );
}

function trackOf(row: TrackRow, library: string): Track {
  const { title, artists = [], ...facts } = factsOf(row);
  const named = title === undefined ? readPath(row.path || row.uri) : { title, artists };
  const file = placeOf(row, library)?.file;
  return { ...named, ...facts, ...(file && { file }) };
}
