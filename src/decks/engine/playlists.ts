import * as z from 'zod';
import { shortName } from '../../domain/bounded.js';
import { column, type Sqlite, short } from '../sqlite.js';

const listRow = z.object({ id: z.number(), title: column.text.transform(shortName), parent: column.number });
const memberRow = z.object({ track: z.number(), list: z.number() });
const uuidRow = z.object({ uuid: column.text });

/** Nobody has made more. */
const MOST_LISTS = 20_000;
/** Nobody puts folders into folders more often. */
const DEEPEST = 32;

/** What playlists a track is in, by the tracks' numbers. */
export function* playlistsIn(db: Sqlite): Generator<{ track: number; name: string }> {
  if (db.columnsOf('Playlist').size === 0 || db.columnsOf('PlaylistEntity').size === 0) return;
  const lists = new Map<number, z.output<typeof listRow>>();
  const query = `SELECT id, ${short('title')} AS title, "parentListId" AS parent FROM Playlist LIMIT ${MOST_LISTS}`;
  for (const list of db.rows('playlists', query, listRow)) lists.set(list.id, list);
  const names = new Map<number, string>();
  for (const id of lists.keys()) names.set(id, pathOf(id, lists));

  // Which lists a track is in depends on no order, so the chain of a list's entries need not be followed. A list may hold tracks of
  // another disk, whose numbers are others'.
  const uuids = db.rows(
    'versions',
    `SELECT ${db.pick('Information', 'i', ['uuid'])} FROM Information i LIMIT 1`,
    uuidRow,
  );
  const [{ uuid } = { uuid: '' }] = [...uuids];
  const isOurs = db.columnsOf('PlaylistEntity').has('databaseUuid') && uuid !== '';
  const members = `SELECT "trackId" AS track, "listId" AS list FROM PlaylistEntity
    ${isOurs ? `WHERE coalesce("databaseUuid", '') IN ('', ?)` : ''} ORDER BY "trackId"`;
  for (const { track, list } of db.rows('playlists', members, memberRow, ...(isOurs ? [uuid] : []))) {
    const name = names.get(list);
    if (name) yield { track, name };
  }
}

/** With its folders around it: `Peak time/Techno`. Parents of a damaged file may lead round in a circle. */
function pathOf(id: number, lists: ReadonlyMap<number, z.output<typeof listRow>>): string {
  const titles: string[] = [];
  const seen = new Set<number>();
  for (
    let list = lists.get(id);
    list && !seen.has(list.id) && seen.size < DEEPEST;
    list = lists.get(list.parent ?? 0)
  ) {
    seen.add(list.id);
    titles.unshift(list.title);
  }
  return shortName(titles.join('/'));
}
