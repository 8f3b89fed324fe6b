/** The program, for programs. What it takes to bring parts of your own stands in `tracklistify/ports`. */

import { parseTracklist as parse } from './domain/schema.js';
import type { Tracklist } from './domain/tracklist.js';
import type { Surroundings, Tracklistify } from './tracklistify.js';
import { createTracklistify as create } from './wiring/create.js';

export type * from './domain/claim.js';
export * from './domain/errors.js';
export type * from './domain/events.js';
export type * from './domain/match.js';
export type * from './domain/suggestion.js';
export * from './domain/time.js';
export * from './domain/track.js';
export * from './domain/tracklist.js';
export type * from './tracklistify.js';

/** Opens the house to a program, with the user's own settings unless others are handed in. */
export const createTracklistify: (around?: Surroundings) => Tracklistify = create;

/** Reads a saved tracklist. Throws SourceError with what is wrong, and where; `name` is what the sentence calls it. */
export const parseTracklist: (text: string, name?: string) => Tracklist = (text, name = 'This text') =>
  parse(text, name);
