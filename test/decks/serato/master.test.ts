import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { serato } from '../../../src/decks/serato/deck.js';
import { listening, makeDatabase, makeUnfinished } from '../../support/databases.js';
import { tempFolder } from '../../support/temp.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = tempFolder();
  path = join(folder, 'master.sqlite');
});

/** What Serato 4 has, without columns that aren't read, and with a trigger that calls what only Serato can. */
const SCHEMA = `
  CREATE TABLE history_session (id INTEGER PRIMARY KEY, start_time INTEGER, end_time INTEGER, name TEXT);
  CREATE TABLE history_entry (id INTEGER PRIMARY KEY, session_id INTEGER, file_name TEXT, portable_id TEXT, location_id INTEGER,
    artist TEXT, name TEXT, album TEXT, genre TEXT, bpm REAL, key TEXT, year TEXT, length_sec INTEGER, start_time INTEGER,
    end_time INTEGER, played INTEGER, deck TEXT);
  CREATE TABLE location (id INTEGER PRIMARY KEY, path TEXT);
  CREATE TABLE connection (location_id INTEGER, database_uri TEXT);
  CREATE VIEW location_connections AS SELECT l.id AS location_id, c.database_uri FROM location l LEFT JOIN connection c ON l.id = c.location_id;
  INSERT INTO location VALUES (1, ''), (2, ''), (3, '');
  INSERT INTO connection VALUES (1, '/Users/ann/Library/Application Support/Serato/Library/root.sqlite'),
    (2, '/Volumes/Stick/_Serato_/Library/location.sqlite');
`;
const TRIGGER = 'CREATE TRIGGER told AFTER INSERT ON history_entry BEGIN SELECT serato_private(new.id); END;';
const START = 1718048000;

async function history(said = listening()) {
  const temp = tempFolder();
  const reader = await serato.load({ tempFolder: temp });
  const lists = await reader.history!(path, said);
  expect(readdirSync(temp)).toEqual([]);
  return lists;
}

describe("Serato 4's database", () => {
  it('tells what was played, a list for each session, also while Serato runs', async () => {
    makeUnfinished(
      path,
      `${SCHEMA} INSERT INTO history_entry VALUES
        (1, 7, 'sea.mp3', 'Users/ann/Music/sea.mp3', 1, 'Ann Orr', 'Sea & Sky', 'Shore', 'House', 124, '8A', '2012', 372, ${START}, ${START + 300}, 0, '1'),
        (2, 7, 'tried.mp3', 'tried.mp3', 1, 'Bo', 'Only tried', '', '', 0, '', '', 200, ${START + 100}, ${START + 110}, 1, '2'),
        (3, 7, 'Cy - Cloud.flac', 'Sets/Cy - Cloud.flac', 2, '', '', NULL, NULL, NULL, NULL, NULL, NULL, ${START + 200}, -1, 1, '2'),
        (4, 8, 'x.mp3', 'x.mp3', 3, 'Di', 'Elsewhere', '', '', NULL, '', '', NULL, ${START + 90000}, -1, 1, '1');
      ${TRIGGER}`,
    );
    const said = listening();
    const [first, second] = await history(said);
    expect(first).toMatchObject({ kind: 'history', by: 'Serato history', clock: 'world' });
    expect(first!.claims.map(({ track }) => track)).toEqual([
      {
        ...{
          title: 'Sea & Sky',
          artists: ['Ann Orr'],
          album: 'Shore',
          genres: ['House'],
          releaseDate: '2012',
          bpm: 124,
        },
        ...{ key: 'Am', duration: 372, file: '/Users/ann/Music/sea.mp3' },
      },
      { title: 'Cloud', artists: ['Cy'], file: '/Volumes/Stick/Sets/Cy - Cloud.flac' },
    ]);
    // It was heard between its load and when the one before was taken off.
    const [, cloud] = first!.claims;
    expect(cloud!.at! - first!.slack).toBeLessThanOrEqual(START + 200);
    expect(cloud!.at! + first!.slack).toBeGreaterThanOrEqual(START + 300);
    // A disk that it doesn't know any more.
    expect(second!.claims.map(({ track }) => track)).toEqual([{ title: 'Elsewhere', artists: ['Di'] }]);
    expect(said.said).toEqual([]);
  });

  it.each([
    'WITH RECURSIVE n(location_id) AS (SELECT 1 UNION ALL SELECT location_id FROM n) SELECT location_id, NULL AS database_uri FROM n WHERE 0',
    'SELECT l.id AS location_id, hex(zeroblob(400000000)) AS database_uri FROM location l',
    'SELECT a.id AS location_id, d.database_uri FROM location a JOIN location b JOIN location c JOIN connection d',
    'SELECT a.id AS location_id, a.path AS database_uri FROM location a, location b',
    'SELECT location_id, database_uri FROM (SELECT location_id, database_uri FROM connection)',
    'SELECT location_id, database_uri FROM other',
    'SELECT h.id AS location_id, h.name AS database_uri FROM history_entry h',
  ])('has its disks left out where finding them might take for ever: %s', async (view) => {
    const rows = Array.from({ length: 101 }, (_, i) => `(${i + 1}, 7, 'a.mp3', 'a.mp3', 1, ${START + i * 300})`);
    makeUnfinished(
      path,
      `${SCHEMA.replace(/CREATE VIEW [^;]*;/, `CREATE VIEW location_connections AS ${view};`)}
       CREATE VIEW other AS SELECT * FROM connection;
       INSERT INTO history_entry (id, session_id, name, portable_id, location_id, start_time) VALUES ${rows.join()};`,
    );
    const [list] = await history();
    expect(list!.claims).toHaveLength(101);
    expect(list!.claims[0]!.track).toEqual({ title: 'a.mp3', artists: [] });
  });

  it('is owned by its name, for its histories', async () => {
    expect(serato.owns({ path, isFolder: false, head: Buffer.alloc(0) })).toEqual({ history: true });
    makeDatabase(path, { other: { columns: 'id' } });
    await expect(history()).rejects.toThrow(`"${path}" is a SQLite database, but none of Serato: it has no table`);
  });
});
