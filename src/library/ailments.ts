import { type Ailment, ailmentOf, readThrough } from './health.js';
import type { Store } from './store/store.js';

/**
 * So many bytes of prints, some 16 hours of music, are read through whenever something is added: a tenth of a second. Damage in
 * larger libraries is met when they are asked, and noted then.
 */
const READ_WHEN_ADDING = 64 * 2 ** 20;

/** What is known to be wrong with the segments of a library. */
export class Ailments {
  readonly #store: Store;
  readonly #engine: string;
  readonly #known = new Map<string, Ailment | null>();

  constructor(store: Store, engine: string) {
    this.#store = store;
    this.#engine = engine;
  }

  of(name: string): Ailment | null {
    let ailment = this.#known.get(name);
    if (ailment === undefined) {
      const segment = this.#store.state.segments.find((entry) => entry.name === name);
      if (!segment) return null;
      ailment = ailmentOf(this.#store, segment, this.#engine);
      this.#know(name, ailment);
    }
    return ailment;
  }

  /** Found elsewhere, and said there. */
  note(segment: string, ailment: Ailment): void {
    this.#known.set(segment, ailment);
  }

  /** Whether its prints are of use, as they are or written anew. */
  isUsable(segment: string): boolean {
    const ailment = this.of(segment);
    return ailment === null || ailment.kind === 'older';
  }

  /** Writes damaged lists anew, and looks for damage in prints as far as that costs next to nothing. */
  async mend(signal: AbortSignal): Promise<void> {
    if (this.#store.damaged) await this.#store.commit((state) => state);
    let bytes = 0;
    for (const segment of this.#store.state.segments.toSorted((a, b) => a.bytes - b.bytes)) {
      bytes += segment.bytes;
      if (bytes > READ_WHEN_ADDING) break;
      if (this.of(segment.name)) continue;
      const ailment = await readThrough(this.#store, segment, signal);
      if (ailment) this.#know(segment.name, ailment);
    }
  }

  #know(segment: string, ailment: Ailment | null): void {
    this.#known.set(segment, ailment);
    if (ailment?.kind !== 'damaged') return;
    this.#store.onWarning(
      `A part of the library is damaged (${ailment.message}). Its tracks are fingerprinted again when their files are added.`,
    );
  }
}
