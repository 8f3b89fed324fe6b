import type { Beyond } from './limits.js';
import type { ParsedTags } from './parse.js';

/** What the thread that reads tags is told, one file at a time, and what it answers. */
export interface ToTagReader {
  path: string;
}

export type FromTagReader =
  | { type: 'read'; parsed: ParsedTags }
  /** Met while there is work in hand: better to be stopped. */
  | { type: 'beyond'; beyond: Beyond }
  | { type: 'failed'; message: string; code: string | undefined };
