/** What programs may build on: the use case, the domain, and the ports that sources, identifiers and the rest fill. */

export { type Identified, type IdentifyRun, identify } from './app/identify.js';
export * from './domain/errors.js';
export type * from './domain/events.js';
export type * from './domain/match.js';
export * from './domain/time.js';
export * from './domain/track.js';
export * from './domain/tracklist.js';
export type * from './ports.js';
