/**
 * The number that answers for this one, by what each was merged into. Of those that were merged into each other, as two people may do
 * at once, the lowest answers for all: else each would stand for the other.
 */
export function answersFor(number: number, intoOf: (number: number) => number | undefined): number {
  const way = [number];
  for (let into = intoOf(number); into !== undefined; into = intoOf(into)) {
    const met = way.indexOf(into);
    if (met >= 0) return Math.min(...way.slice(met));
    way.push(into);
  }
  return way.at(-1)!;
}
