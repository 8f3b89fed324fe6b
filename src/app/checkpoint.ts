import type { Emit } from '../domain/events.js';
import type { Tracklist } from '../domain/tracklist.js';

/** Milliseconds of work that a crash may cost. */
const EVERY_MS = 60_000;
/** Calls whose answers a crash may leave out of the document; the cache has them all the same. */
const EVERY_CALLS = 10;

export type SaveTracklist = (tracklist: Tracklist) => Promise<void>;

/** Writes what is known now and then, so that not even a crash or a power cut leaves nothing. */
export class Checkpoint {
  readonly #save: SaveTracklist | undefined;
  readonly #now: () => number;
  #last: number;
  #calls = 0;

  constructor(save: SaveTracklist | undefined, now: () => number) {
    this.#save = save;
    this.#now = now;
    this.#last = now();
  }

  /** Told what happens. */
  readonly note: Emit = (event) => {
    if (event.type === 'call' && event.outcome !== 'cached') this.#calls++;
  };

  /** Saves what `make` returns, if it's time. A failure is the final writing's to tell. */
  async saveIfDue(make: () => Tracklist): Promise<void> {
    if (!this.#save || (this.#calls < EVERY_CALLS && this.#now() - this.#last < EVERY_MS)) return;
    const tracklist = make();
    // Without a track there is nothing to lose, and perhaps a better result of an earlier run on the disk.
    if (tracklist.entries.some((entry) => entry.kind === 'track')) await this.#save(tracklist).catch(() => undefined);
    this.#calls = 0;
    this.#last = this.#now();
  }
}
