import { type Favourite, type Neighbour, type Taste, TEMPO_STEP, TEMPOS } from '../../domain/ports/played.js';
import type { Play, Session } from './session.js';

/** Tracks to either side that are near. */
const NEAR = 3;
/** Labels and genres that are told apart: of more, nobody has favourites. */
const MOST = 200;

/** What was played near what, by the hashes of names: a mix counts once for a pair, in the closest way that it has it. */
export function neighboursIn(sessions: readonly Session[]): Map<number, Neighbour[]> {
  const all = new Map<number, Map<number, Neighbour>>();
  for (const { plays } of sessions) {
    for (const [name, near] of nearIn(plays)) {
      const known = all.get(name) ?? new Map<number, Neighbour>();
      all.set(name, known);
      for (const [other, how] of near) {
        const counts = known.get(other) ?? { name: other, after: 0, before: 0, near: 0 };
        counts[how]++;
        known.set(other, counts);
      }
    }
  }
  return new Map([...all].map(([name, near]) => [name, [...near.values()]]));
}

type How = 'after' | 'before' | 'near';

function nearIn(plays: readonly Play[]): Map<number, Map<number, How>> {
  const found = new Map<number, Map<number, How>>();
  // The closest first: it stays.
  for (let distance = 1; distance <= NEAR; distance++) {
    for (let at = 0; at + distance < plays.length; at++) {
      const [one, other] = [plays[at]!.name, plays[at + distance]!.name];
      if (one === 0 || other === 0 || one === other) continue;
      note(found, one, other, distance === 1 ? 'after' : 'near');
      note(found, other, one, distance === 1 ? 'before' : 'near');
    }
  }
  return found;
}

function note(found: Map<number, Map<number, How>>, one: number, other: number, how: How): void {
  const near = found.get(one) ?? new Map<number, How>();
  found.set(one, near);
  const before = near.get(other);
  // Where both orders occur in one mix, having followed says more.
  if (before === undefined || (before === 'before' && how === 'after')) near.set(other, how);
}

export function tasteIn(sessions: readonly Session[], since: string | null): Taste {
  const counted = sessions.filter(({ at }) => since === null || (at !== null && at > Date.parse(since)));
  const plays = counted.flatMap((session) => session.plays).filter(({ name }) => name !== 0);
  const tempos = new Array<number>(TEMPOS).fill(0);
  const keys = new Array<number>(24).fill(0);
  for (const { bpm, key } of plays) {
    const step = Math.floor((bpm ?? -1) / TEMPO_STEP);
    if (step >= 0 && step < TEMPOS) tempos[step]!++;
    if (key !== undefined) keys[key]!++;
  }
  const seconds = plays.flatMap((play) => play.seconds ?? []).sort((a, b) => a - b);
  const at = (share: number): number => seconds[Math.floor(share * (seconds.length - 1))]!;
  return {
    since,
    mixes: counted.length,
    plays: plays.length,
    tempos,
    keys,
    labels: favourites(plays.flatMap(({ label }) => label ?? [])),
    genres: favourites(plays.flatMap(({ genre }) => genre ?? [])),
    seconds: seconds.length > 0 ? [at(0.25), at(0.5), at(0.75)] : null,
  };
}

function favourites(named: ReadonlyArray<{ what: string; hash: number }>): Favourite[] {
  const counts = new Map<number, Favourite>();
  for (const { what, hash } of named) {
    const known = counts.get(hash);
    if (known) known.plays++;
    else if (hash !== 0) counts.set(hash, { what, hash, plays: 1 });
  }
  return [...counts.values()].sort((a, b) => b.plays - a.plays || (a.what < b.what ? -1 : 1)).slice(0, MOST);
}
