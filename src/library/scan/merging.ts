import type { Catalogue } from '../catalogue/catalogue.js';
import type { SegmentEntry } from '../store/manifest.js';
import { FORMAT } from '../store/segment-format.js';
import { replaceSegments } from '../store/state.js';
import type { Store } from '../store/store.js';
import { dueMerge, settlingMerge } from '../store/tiers.js';
import type { Engine } from '../workshop/printing.js';
import type { Workshop } from '../workshop/workshop.js';

/** Keeps the number of segments small, in the background while tracks are added and thoroughly at the end. */
export class Merging {
  readonly #store: Store;
  readonly #catalogue: Catalogue;
  readonly #engine: Engine;
  readonly #workshop: Workshop;
  /** Whether a segment's prints are of use; nothing is merged with damage. */
  readonly #usable: (segment: string) => boolean;
  readonly #damaged = new Set<string>();
  #running: Promise<void> | null = null;
  #failure: unknown = null;

  constructor(
    store: Store,
    catalogue: Catalogue,
    engine: Engine,
    workshop: Workshop,
    usable: (segment: string) => boolean,
  ) {
    this.#usable = usable;
    this.#store = store;
    this.#catalogue = catalogue;
    this.#engine = engine;
    this.#workshop = workshop;
  }

  /** Begins a merge if one is due and none is running. */
  consider(): void {
    this.#running ??= this.#mergeWhile(dueMerge)
      .catch((error) => {
        this.#failure = error;
      })
      .finally(() => {
        this.#running = null;
      });
  }

  /** Merges until only few segments are left. */
  async settle(signal: AbortSignal): Promise<void> {
    await this.#running;
    if (this.#failure) throw this.#failure;
    await this.#mergeWhile((segments, changes) => (signal.aborted ? null : settlingMerge(segments, changes)));
  }

  async #mergeWhile(due: typeof dueMerge): Promise<void> {
    for (;;) {
      const { segments, changes } = this.#store.state;
      const nameless = new Set(this.#catalogue.nameless.map(({ segment }) => segment));
      const ours = segments.filter(
        ({ name, engine, format }) =>
          engine === this.#engine.version &&
          format <= FORMAT &&
          !this.#damaged.has(name) &&
          !nameless.has(name) &&
          this.#usable(name),
      );
      const inputs = due(ours, changes);
      if (!inputs) return;
      await this.#merge(inputs);
    }
  }

  async #merge(inputs: readonly SegmentEntry[]): Promise<void> {
    const before = this.#store.state.changes;
    const output = await this.#store.newSegment();
    const { entry, absorbed, damaged } = await this.#workshop.merge({
      folder: this.#store.folder,
      engine: this.#engine.version,
      output,
      inputs: inputs.map(({ name }) => ({ name, removed: [...(before.removed.get(name) ?? [])] })),
      changed: [...before.records.values()],
    });
    if (damaged) {
      // Gone because another process has merged it, or damaged indeed.
      if (await this.#store.refresh()) return;
      this.#damaged.add(damaged.name);
      this.#store.onWarning(
        `A part of the library is damaged (${damaged.message}). Run 'tracklistify library verify --repair'.`,
      );
      return;
    }
    const published = await this.#store.commit((state) =>
      replaceSegments(state, { inputs, before, output: entry, absorbed }),
    );
    if (!published) await this.#store.discard(output);
    this.#catalogue.follow(this.#store.state);
  }
}
