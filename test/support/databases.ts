import { copyFileSync, rmSync } from 'node:fs';
import sqlite from 'node-sqlite3-wasm';
import type { Context } from '../../src/domain/ports/context.js';

type Value = string | number | Uint8Array | null;

/** Makes a SQLite file: tables by their columns' names, and rows by their values. */
export function makeDatabase(
  path: string,
  tables: Record<string, { columns: string; rows?: Value[][] | undefined }>,
): void {
  const db = new sqlite.Database(path);
  db.exec('PRAGMA synchronous = OFF; BEGIN');
  for (const [table, { columns, rows = [] }] of Object.entries(tables)) {
    db.exec(`CREATE TABLE "${table}" (${columns})`);
    for (const row of rows) db.run(`INSERT INTO "${table}" VALUES (${row.map(() => '?').join()})`, row);
  }
  db.exec('COMMIT');
  db.close();
}

/** A file as it lies there while its program runs: what `sql` did is in the log beside it alone. */
export function makeUnfinished(path: string, sql: string): void {
  const db = new sqlite.Database(`${path}.live`);
  db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0');
  db.exec(sql);
  for (const end of ['', '-wal']) copyFileSync(`${path}.live${end}`, path + end);
  db.close();
  rmSync(`${path}.live`);
}

/** A context that keeps what it is told. */
export function listening(signal = new AbortController().signal): Context & { said: string[] } {
  const said: string[] = [];
  return { signal, said, emit: (event) => void (event.type === 'warning' && said.push(event.message)) };
}
