export { ENGINE_RATE, ENGINE_VERSION } from './constants.js';
export type { FoundLine } from './found-line.js';
export { type Acquaintance, NOTHING_KNOWN, PART_OF } from './holding.js';
export { PeakMatcher } from './matcher.js';
export { MixMatcher } from './mix-matcher.js';
export { type PeakChunk, PeakFinder } from './peak-finder.js';
export { reprint, TrackPrinter } from './printer.js';
export { hearTrack } from './replay.js';
