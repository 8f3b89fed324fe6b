import { answering } from '../../../app/ids.js';
import type { IdSummary } from '../../../archive/ids/kept-id.js';
import type { MixSummary, Played } from '../../../archive/summary.js';
import { lengthOf } from '../../../domain/span.js';

/** Where an ID was heard. */
export interface Sighting {
  mix: MixSummary;
  played: Played;
}

export interface SeenId {
  id: IdSummary;
  sightings: Sighting[];
  /** In how many mixes. */
  mixes: number;
  /** Days on which the first and the last of them were identified; empty where there is none. */
  first: string;
  last: string;
  /** Seconds. */
  longest: number;
}

/** Every ID that stands for itself, with what is known of where it was heard: the most often seen first. */
export function seenIds(ids: readonly IdSummary[], mixes: readonly MixSummary[]): SeenId[] {
  const goesBy = new Map(ids.map(({ number }) => [number, answering(ids, number)]));
  const found = new Map<number, Sighting[]>();
  for (const mix of mixes) {
    for (const played of mix.played) {
      if (played.number === undefined) continue;
      const number = goesBy.get(played.number) ?? played.number;
      found.set(number, [...(found.get(number) ?? []), { mix, played }]);
    }
  }
  return ids
    .filter(({ into }) => into === undefined)
    .map((id) => seenOf(id, found.get(id.number) ?? []))
    .sort((a, b) => b.mixes - a.mixes || a.id.number - b.id.number);
}

function seenOf(id: IdSummary, sightings: Sighting[]): SeenId {
  const days = sightings.map(({ mix }) => mix.createdAt.slice(0, 10)).sort();
  return {
    id,
    sightings,
    mixes: new Set(sightings.map(({ mix }) => mix.id)).size,
    first: days[0] ?? '',
    last: days.at(-1) ?? '',
    longest: Math.max(0, ...sightings.map(({ played }) => lengthOf(played))),
  };
}
