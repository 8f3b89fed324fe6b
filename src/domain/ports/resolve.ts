import type { Track } from '../track.js';
import type { Context } from './context.js';

export interface Resolution {
  /** The fields that it adds; never replaces what is measured. */
  track: Partial<Track>;
  /** How well the answer fits the question, from 0 (contradicts) to 1. */
  agreement: number;
}

export interface Resolver {
  readonly name: string;
  resolve(track: Track, context: Context): Promise<Resolution | null>;
}
