import { ENGINE_RATE } from './constants.js';
import type { FoundLine } from './found-line.js';
import { PeakMatcher } from './matcher.js';
import { PeakFinder } from './peak-finder.js';
import type { PrintIndex } from './types.js';

/** Follows the tracks of an index through a mix, all in one thread: mono sound at ENGINE_RATE in, lines out. */
export class MixMatcher {
  readonly #finder = new PeakFinder();
  readonly #matcher: PeakMatcher;

  constructor(index: PrintIndex) {
    this.#matcher = new PeakMatcher(index);
  }

  /** The next stretch of the mix. Takes a third of a millisecond for each of its seconds; hand it over in chunks of up to 20 s. */
  push(pcm: Int16Array): void {
    for (let at = 0; at < pcm.length; at += ENGINE_RATE) {
      this.#matcher.push(this.#finder.push(pcm.subarray(at, at + ENGINE_RATE)));
    }
  }

  soFar(): FoundLine[] {
    return this.#matcher.soFar();
  }

  finish(): FoundLine[] {
    return this.#matcher.finish(this.#finder.finish());
  }
}
