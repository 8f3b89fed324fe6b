export { ENGINE_RATE, ENGINE_VERSION, POSITIONS_PER_SECOND } from './constants.js';
export type { FoundLine } from './found-line.js';
export { MixMatcher } from './matcher.js';
export { TrackPrinter } from './printer.js';
export type { PostingVisitor, PrintIndex, TrackPrint } from './types.js';
