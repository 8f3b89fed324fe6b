import type { FeatureTrack } from './ports/features.js';

/** What speaks for playing one track after another. */
export const FACTORS = ['tempo', 'key', 'energy', 'timbre', 'genre', 'label', 'mixed', 'taste'] as const;
export type Factor = (typeof FACTORS)[number];

/** How much each counts against the others; 0 switches it off. */
export type Weights = Readonly<Record<Factor, number>>;

export const WEIGHTS: Weights = {
  tempo: 1,
  key: 0.8,
  energy: 0.6,
  timbre: 0.6,
  genre: 0.6,
  label: 0.4,
  mixed: 0.8,
  taste: 0.2,
};

/** How the energy of a set runs. */
export const ARCS = ['rise', 'fall', 'wave', 'flat'] as const;
export type Arc = (typeof ARCS)[number];

/** Why a track fits: `128.0 → 129.2 BPM, +0.9 %`. */
export interface Reason {
  factor: Factor;
  /** From 0 to 1. */
  score: number;
  text: string;
}

/** What is known of a track's sound; what nobody knows is absent. */
export interface Sounding {
  bpm?: number;
  /** As tags have it: `Am`. */
  key?: string;
  camelot?: string;
  /** From 1 to 10. */
  energy?: number;
}

export interface Suggestion extends Sounding {
  track: FeatureTrack;
  /** Seconds. */
  duration: number;
  /** From 0 to 1: how well it follows what is before it. */
  score: number;
  /** What counted, the best first; what is unknown isn't here. */
  reasons: Reason[];
  /** In a set or a path: when it begins, in seconds of the set. */
  start?: number;
  /** When it has played for as long as it does there, which may be before it is over. */
  end?: number;
}

/** The name and version of the JSON document. */
export const SUGGESTIONS_SCHEMA = 'tracklistify/suggestions-1';

export interface Suggestions {
  schema: typeof SUGGESTIONS_SCHEMA;
  /** What could follow, the best first; or, in order, the tracks of a path or a set. */
  kind: 'next' | 'path' | 'set';
  /** What it goes on from; null for a set that begins anywhere. */
  from: (Sounding & { title: string; artists: string[]; version?: string; file?: string }) | null;
  tracks: Suggestion[];
  /** Seconds that a path or a set takes, overlaps taken off. */
  length?: number;
  /** What a reader should know, such as that nobody knows the energy of any track. */
  notes: string[];
}
