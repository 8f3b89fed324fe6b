import type { Claim, ClaimList } from '../domain/claim.js';

/** The sessions of a program's history, told newest first as one row a play: a list for each, earliest first. */
export function sessionsOf<Row extends { list: number }>(
  rows: Iterable<Row>,
  claimOf: (row: Row) => Claim,
  { title, slack }: { title: string; slack: number },
): ClaimList[] {
  const sessions = new Map<number, Claim[]>();
  for (const row of rows) {
    const claims = sessions.get(row.list) ?? [];
    claims.push(claimOf(row));
    sessions.set(row.list, claims);
  }
  return [...sessions.values()].reverse().map((claims) => ({
    kind: 'history',
    by: `${title} history`,
    clock: claims.some(({ at }) => at !== null) ? 'world' : null,
    slack,
    claims,
  }));
}
