/** More than any track has of anything. */
const MOST = 20_000;

/**
 * Hands out the rows that belong to a track, of rows that are sorted by the tracks' numbers, so that two tables are gone through
 * side by side and neither has to be kept. It may be asked for ascending numbers only.
 */
export function inStep<Row extends { track: number }>(rows: Iterator<Row>): (track: number) => Row[] {
  let next = rows.next();
  return (track) => {
    const found: Row[] = [];
    while (!next.done && next.value.track <= track) {
      if (next.value.track === track && found.length < MOST) found.push(next.value);
      next = rows.next();
    }
    return found;
  };
}
