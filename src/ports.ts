/** The interfaces for a source, an identifier or anything else of your own. */

export type * from './domain/claim.js';
export type * from './domain/events.js';
export type * from './domain/hint.js';
export type * from './domain/match.js';
export type * from './domain/ports/analyse.js';
export type * from './domain/ports/cache.js';
export type * from './domain/ports/clock.js';
export type * from './domain/ports/context.js';
export type * from './domain/ports/deck.js';
export type * from './domain/ports/enrich.js';
export type * from './domain/ports/export.js';
export type * from './domain/ports/identify.js';
export type * from './domain/ports/journal.js';
export type * from './domain/ports/live.js';
export type * from './domain/ports/outputs.js';
export type * from './domain/ports/pace.js';
export type * from './domain/ports/playlist.js';
export type * from './domain/ports/resolve.js';
export type * from './domain/ports/source.js';
export type { Track } from './domain/track.js';
export type * from './domain/tracklist.js';
