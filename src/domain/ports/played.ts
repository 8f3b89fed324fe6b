/** A track that was played near another one, by the hash of its name, and in how many mixes. */
export interface Neighbour {
  name: number;
  /** Right after it. */
  after: number;
  /** Right before it. */
  before: number;
  /** Two to four tracks away. */
  near: number;
}

/** Something that is played, and how often. */
export interface Favourite {
  what: string;
  /** As the columns of features have it. */
  hash: number;
  plays: number;
}

/** What a user plays, over all mixes of the archive. */
export interface Taste {
  /** ISO 8601: it counts mixes that were kept after this; null for all of them. */
  since: string | null;
  mixes: number;
  plays: number;
  /** Plays by tempo: entry n is for TEMPO_STEP beats a minute from n × TEMPO_STEP on. */
  tempos: number[];
  /** As `musical-key.ts` counts keys. */
  keys: number[];
  labels: Favourite[];
  genres: Favourite[];
  /** Seconds that a track plays: a quarter plays less than the first, half less than the second, a quarter more than the third. Null where nothing was played. */
  seconds: [number, number, number] | null;
}

/** Beats a minute. */
export const TEMPO_STEP = 2;
/** Entries of `tempos`. */
export const TEMPOS = 150;

/** What was played with what: in the archive's mixes and DJ programs' histories. */
export interface Played {
  /** Mixes and sessions that it knows. */
  readonly mixes: number;
  readonly taste: Taste;
  neighbours(name: number): Neighbour[];
}
