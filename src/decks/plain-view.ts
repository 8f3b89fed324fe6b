import * as z from 'zod';
import { column, type Sqlite, short } from './sqlite.js';

/** Of a view's definition. */
const LONGEST = 4000;
/** Of small tables, so that all their rows together are soon gone through. */
const MOST_TABLES = 3;
const MOST_ROWS = 100;

/** Names in and without quotes, and the signs between them. What a view's definition has besides, texts and comments too, is nothing plain. */
const TOKEN = /\s*(?:("(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|[A-Za-z_]\w*)|([.,=()*]))\s*/y;
const BEFORE_TABLE = /^(?:FROM|JOIN)$/i;
/** What a bracket is opened after, where it is no function's. */
const BEFORE_BRACKET = /^(?:ON|AND|OR|WHERE|USING|\()$/i;
const MORE_THAN_A_JOIN = /^(?:WITH|RECURSIVE|UNION|INTERSECT|EXCEPT|VALUES|GROUP|ORDER|OVER|LIKE|GLOB|REGEXP|MATCH)$/i;

const viewRow = z.object({ sql: column.text });
const countRow = z.object({ rows: z.number() });

/**
 * Whether a view does no more than to put a few small tables together. What a view may compute besides, nobody can stop: it may have no
 * end, and take all the memory.
 */
export function isPlainView(db: Sqlite, name: string): boolean {
  const query = `SELECT ${short('sql')} AS sql FROM sqlite_schema WHERE type = 'view' AND name = ?`;
  const [view] = [...db.rows('views', query, viewRow, name)];
  const tables = view && view.sql.length <= LONGEST ? joinedIn(view.sql) : null;
  return tables?.every((table) => isSmall(db, table)) ?? false;
}

/** The tables that a view's definition joins; null where it does more. */
function joinedIn(sql: string): string[] | null {
  const [head] = /^CREATE\s+VIEW\b[^(]*?\bAS\b(?=\s+SELECT\b)/i.exec(sql) ?? [];
  const tokens = head === undefined ? null : tokensIn(sql.slice(head.length));
  if (tokens?.filter((token) => /^SELECT$/i.test(token)).length !== 1) return null;
  const from = tokens.findIndex((token) => /^FROM$/i.test(token));
  const isMore = tokens.some((token, at) => {
    if (token === '(') return !BEFORE_BRACKET.test(tokens[at - 1] ?? '');
    // A second table behind a comma would be joined with every row of the first.
    return MORE_THAN_A_JOIN.test(token) || (token === ',' && at > from);
  });
  const tables = tokens.flatMap((token, at) => (BEFORE_TABLE.test(token) ? (tokens[at + 1] ?? '') : []));
  return isMore || tables.length > MOST_TABLES ? null : tables.map((table) => table.replace(/^["`[]|["`\]]$/g, ''));
}

function tokensIn(sql: string): string[] | null {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let at = 0; at < sql.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(sql);
    if (!found) return null;
    tokens.push(found[1] ?? found[2]!);
  }
  return tokens;
}

/** A table, and no other view. */
function isSmall(db: Sqlite, table: string): boolean {
  if (db.columnsOf(table).size === 0) return false;
  const query = `SELECT count(*) AS rows FROM (SELECT 1 FROM "${table.replaceAll('"', '""')}" LIMIT ${MOST_ROWS + 1})`;
  const [counted] = [...db.rows('tables', query, countRow)];
  return counted !== undefined && counted.rows <= MOST_ROWS;
}
