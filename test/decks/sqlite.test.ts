import { appendFileSync, copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { column, openSqlite, type Sqlite } from '../../src/decks/sqlite.js';
import { SourceError } from '../../src/domain/errors.js';
import { listening, makeDatabase, makeUnfinished } from '../support/databases.js';
import { tempFolder } from '../support/temp.js';

let folder: string;
let temp: string;
let path: string;
beforeEach(() => {
  folder = tempFolder();
  temp = tempFolder();
  path = join(folder, 'set.db');
});

const row = z.object({ id: z.number(), name: column.text, bpm: column.number });
const read = (db: Sqlite) => [...db.rows('tracks', 'SELECT id, name, bpm FROM tracks', row)];
const open = (context = listening(), more = {}) => openSqlite(path, { tempFolder: temp }, context, more);
const tracks = (count: number) => ({
  tracks: {
    columns: 'id INTEGER PRIMARY KEY, name TEXT, bpm REAL',
    rows: Array.from({ length: count }, (_, at) => [at + 1, ` Track ${at + 1} `.padEnd(400), 120.5]),
  },
});

describe('a SQLite database', () => {
  it('is read from a copy, which goes when it is closed', async () => {
    makeDatabase(path, tracks(2));
    const before = readFileSync(path);
    const db = await open();
    expect(readdirSync(temp)).toHaveLength(1);
    expect(read(db)).toEqual([
      { id: 1, name: 'Track 1', bpm: 120.5 },
      { id: 2, name: 'Track 2', bpm: 120.5 },
    ]);
    await db.close();
    expect(readdirSync(temp)).toEqual([]);
    expect(readdirSync(folder)).toEqual(['set.db']);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('is read with what its program, which is running, has not put into it yet', async () => {
    makeUnfinished(path, "CREATE TABLE tracks (id, name, bpm); INSERT INTO tracks VALUES (7, 'in the log', 99)");
    const db = await open();
    expect(read(db)).toEqual([{ id: 7, name: 'in the log', bpm: 99 }]);
    await db.close();
    expect(readdirSync(folder).sort()).toEqual(['set.db', 'set.db-wal']);
  });

  it('has no value that is longer than any of a track', async () => {
    const db = new sqlite.Database(path);
    db.exec(`CREATE TABLE tracks (id INTEGER PRIMARY KEY, name TEXT, bpm REAL);
      INSERT INTO tracks VALUES (1, printf('%.*c', ${5 * 2 ** 20}, 'x'), 120), (2, 'short', zeroblob(${5 * 2 ** 20}))`);
    db.close();
    const copy = await open();
    const query = `SELECT id, ${copy.pick('tracks', 't', ['name', 'bpm'])} FROM tracks t ORDER BY id`;
    expect([...copy.rows('tracks', query, row)]).toEqual([
      { id: 1, name: '', bpm: 120 },
      { id: 2, name: 'short', bpm: null },
    ]);
    await copy.close();
  });

  it('tells of so many plays only, and says that there are more', async () => {
    const db = new sqlite.Database(path);
    db.exec(`CREATE TABLE tracks (id INTEGER PRIMARY KEY, name TEXT, bpm REAL);
      WITH RECURSIVE c (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM c WHERE id <= 100000) INSERT INTO tracks (id) SELECT id FROM c`);
    db.close();
    const context = listening();
    const copy = await open(context);
    let plays = 0;
    for (const _ of copy.plays('SELECT id, name, bpm FROM tracks', row)) plays++;
    expect(plays).toBe(100_000);
    expect(context.said).toEqual([`"${path}" has more than 100000 plays; the earliest ones aren't read.`]);
    await copy.close();
  });

  it('is copied again when it changes meanwhile, and given up when it goes on changing', async () => {
    makeDatabase(path, tracks(1));
    let times = 0;
    const copyWhileWritten = (until: number) => async (from: string, to: string) => {
      copyFileSync(from, to);
      if (++times <= until) appendFileSync(from, Buffer.alloc(4096));
    };
    const db = await open(listening(), { copy: copyWhileWritten(1) });
    expect(times).toBe(2);
    await db.close();
    times = 0;
    const given = open(listening(), { copy: copyWhileWritten(9) });
    await expect(given).rejects.toThrow(`"${path}" changes while it is read: close the program`);
    expect(readdirSync(temp)).toEqual([]);
  });

  it('that is none is refused by its name', async () => {
    const cases: [content: string | Buffer, says: string][] = [
      ['', `"${path}" is empty.`],
      [
        Buffer.alloc(8192, 0x5a),
        `"${path}" is no SQLite database, though it has the name of one: it is damaged or encrypted.`,
      ],
      [Buffer.from(`SQLite format 3\0${'x'.repeat(5000)}`), `"${path}" is damaged and can't be opened:`],
    ];
    for (const [content, says] of cases) {
      writeFileSync(path, content);
      const refused = open();
      await expect(refused).rejects.toThrow(says);
      await expect(refused).rejects.toBeInstanceOf(SourceError);
    }
    path = join(folder, 'gone.db');
    await expect(open()).rejects.toThrow(`"${path}" can't be read: there is no such file or folder.`);
    expect(readdirSync(temp)).toEqual([]);
  });

  it('that is cut off is read as far as it goes, and that is said', async () => {
    makeDatabase(path, tracks(500));
    const whole = readFileSync(path);
    writeFileSync(path, whole.subarray(0, whole.length / 2));
    const context = listening();
    const db = await open(context);
    const found = read(db);
    await db.close();
    expect(found.length).toBeGreaterThan(200);
    expect(context.said).toEqual([
      `"${path}" is damaged in its tracks, behind the first ${found.length}: database disk image is malformed. The rest of it is used.`,
    ]);
  });

  it('of another program is told apart by its tables, among which no view counts', async () => {
    makeDatabase(path, tracks(1));
    const db = await open();
    db.expect('Wax', 'tracks');
    expect(() => db.expect('Wax', 'tracks', 'crates')).toThrow(
      `"${path}" is a SQLite database, but none of Wax: it has no table "crates".`,
    );
    await db.close();
    makeUnfinished(
      path,
      'CREATE VIEW tracks AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id FROM n) SELECT * FROM n',
    );
    const other = await open();
    expect(() => other.expect('Wax', 'tracks')).toThrow('no table "tracks"');
    await other.close();
  });

  it('of another version has what it lacks left empty', async () => {
    makeDatabase(path, tracks(1));
    const db = await open();
    const query = `SELECT ${db.pick('tracks', 't', ['id', 'colour'])} FROM tracks t`;
    expect([...db.rows('tracks', query, z.object({ id: z.number(), colour: column.text }))]).toEqual([
      { id: 1, colour: '' },
    ]);
    await db.close();
  });

  it('with rows that say nothing usable is read without them, which is said', async () => {
    makeDatabase(path, {
      tracks: {
        columns: 'id, name, bpm',
        rows: [
          ['x', 'lost', 1],
          [2, 3, 'fast'],
        ],
      },
    });
    const context = listening();
    const db = await open(context);
    expect(read(db)).toEqual([{ id: 2, name: '', bpm: null }]);
    await db.close();
    expect(context.said).toEqual([`Left out of the tracks in "${path}": 1 that can't be used.`]);
  });

  it('is let go when the run is ended', async () => {
    makeDatabase(path, tracks(3));
    const ending = new AbortController();
    const db = await open(listening(ending.signal));
    const rows = db.rows('tracks', 'SELECT id, name, bpm FROM tracks', row);
    expect(rows.next().done).toBe(false);
    ending.abort();
    expect(() => rows.next()).toThrow(/abort/);
    await db.close();
    expect(readdirSync(temp)).toEqual([]);
  });
});
