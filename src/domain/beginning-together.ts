/**
 * Things by when they begin, in order, as chapters: what begins less than `shortest` after the first of a chapter is in it, and so is
 * what would last less than that until `end`. The one rule of all formats; each says by itself what is too short for it.
 */
export function beginningTogether<T>(
  all: readonly T[],
  startOf: (one: T, index: number) => number,
  { shortest, end }: { shortest: number; end: number },
): Array<[T, ...T[]]> {
  const chapters: Array<{ start: number; things: [T, ...T[]] }> = [];
  for (const [i, thing] of all.entries()) {
    const start = startOf(thing, i);
    const last = chapters.at(-1);
    if (last && (start - last.start < shortest || end - start < shortest)) last.things.push(thing);
    else chapters.push({ start, things: [thing] });
  }
  return chapters.map(({ things }) => things);
}
