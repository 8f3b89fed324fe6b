export * from './domain/errors.js';
export type * from './domain/events.js';
export type * from './domain/match.js';
export type * from './domain/ports.js';
export * from './domain/time.js';
export * from './domain/track.js';
export * from './domain/tracklist.js';
