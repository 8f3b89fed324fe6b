import { ENGINE_RATE, ENGINE_VERSION, reprint, TrackPrinter } from '../../fingerprint/index.js';
import { ownEar } from './own-ear.js';
import type { Engine } from './printing.js';

/** The engine in `src/fingerprint`, as the library uses it. */
export function ownEngine(): Engine {
  return {
    version: String(ENGINE_VERSION),
    rate: ENGINE_RATE,
    newPrinter: () => new TrackPrinter(),
    newEar: () => ownEar(ENGINE_RATE),
    reprint,
  };
}
