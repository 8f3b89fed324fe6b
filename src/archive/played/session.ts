import type { ClaimList } from '../../domain/claim.js';
import { keyNumber } from '../../domain/musical-key.js';
import { nameHash, trackHashes } from '../../files/name-hash.js';
import type { MixSummary } from '../summary.js';

/** A track of a mix or a session, as far as it is counted. */
export interface Play {
  /** Hash of the recording's name; 0 for what nobody knows, which comes between others all the same. */
  name: number;
  bpm?: number;
  key?: number;
  label?: { what: string; hash: number };
  genre?: { what: string; hash: number };
  /** How long it played before the next one took over. */
  seconds?: number;
}

export interface Session {
  /** When it was played or kept, in epoch milliseconds; null where nobody knows. */
  at: number | null;
  plays: Play[];
}

export type GenreOf = (name: number) => string | undefined;

export function sessionOfMix({ played, firstKept }: MixSummary, genreOf: GenreOf): Session {
  const plays = played.map((one, at): Play => {
    const next = played[at + 1];
    if (one.title === '') return { name: 0 };
    return playOf(one, genreOf, next && next.start - one.start);
  });
  return { at: Date.parse(firstKept), plays };
}

/** What is known of a play's track, whoever says so. */
export interface Told {
  title: string;
  artists: string[];
  version?: string;
  label?: string;
  genres?: string[];
  bpm?: number;
  key?: string;
}

/** Shorter is a sample, longer a gap. */
const SHORTEST = 30;
const LONGEST = 1200;

export function playOf(told: Told, genreOf: GenreOf, seconds?: number): Play {
  const { name } = trackHashes(told);
  const key = told.key === undefined ? undefined : keyNumber(told.key);
  const genre = told.genres?.[0] ?? genreOf(name);
  return {
    name,
    ...(told.bpm !== undefined && { bpm: told.bpm }),
    ...(key !== undefined && { key }),
    ...(told.label !== undefined && { label: { what: told.label, hash: nameHash(told.label) } }),
    ...(genre !== undefined && { genre: { what: genre, hash: nameHash(genre) } }),
    ...(seconds !== undefined && seconds >= SHORTEST && seconds <= LONGEST && { seconds }),
  };
}

/** A session of a DJ program's history. */
export function sessionOfClaims({ claims, clock }: ClaimList, genreOf: GenreOf): Session {
  const first = clock === 'world' ? claims.find(({ at }) => at !== null)?.at : null;
  const plays = claims.map(({ track, at }, index): Play => {
    const next = claims[index + 1]?.at ?? null;
    if (track.title === '') return { name: 0 };
    return playOf(track, genreOf, at === null || next === null ? undefined : next - at);
  });
  return { at: first === null || first === undefined ? null : first * 1000, plays };
}
