import type { Track } from '../track.js';
import type { Context } from './context.js';

export interface Resolution {
  /** What the service knows of the track, its names as the service writes them among it; facts never replace what is measured. */
  track: Partial<Track>;
  /** How well the answer fits the question, from 0 (contradicts) to 1; null where it says nothing about that. */
  agreement: number | null;
}

export interface Resolver {
  readonly name: string;
  /** Resolvers whose facts about a track it is asked with, where they are asked as well. */
  readonly after?: readonly string[];
  resolve(track: Track, context: Context): Promise<Resolution | null>;
  /** What it has answered before, without asking anybody; null when nothing is kept. */
  recall?(track: Track, context: Context): Promise<Resolution | null>;
}
