import type { Heard } from '../../domain/heard.js';
import type { Features } from '../../domain/ports/features.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import type { Facts } from '../facts/facts.js';
import { withFacts } from '../facts/fill.js';
import { isMix } from '../mixes.js';
import { pathsOf, type TrackRecord } from '../store/records.js';
import { diskError, type Store } from '../store/store.js';
import { openFeatures, renewFeatures } from './features.js';
import { HeardShelf } from './shelf.js';

/** What was heard of a library's tracks, and of other sounds. */
export class HeardTracks extends HeardShelf {
  readonly #store: Store;
  readonly #catalogue: Catalogue;
  readonly #sync: () => Promise<void>;
  readonly #longest: number;
  readonly #facts: Facts;
  /** What was put here since the columns were made. */
  readonly #fresh = new Set<string>();

  /** `sync` brings the catalogue up to what is published; recordings longer than `longest` seconds are mixes. What
   * tags don't say, `facts` may. */
  constructor(store: Store, catalogue: Catalogue, sync: () => Promise<void>, longest: number, facts: Facts) {
    super(store.folder, store.onWarning);
    this.#store = store;
    this.#catalogue = catalogue;
    this.#sync = sync;
    this.#longest = longest;
    this.#facts = facts;
  }

  override async put(id: string, heard: Heard): Promise<void> {
    await super.put(id, heard);
    this.#fresh.add(id);
  }

  /** What is known of every track's sound, for reckoning with it: of the library as it is now. */
  async features(): Promise<Features> {
    for (;;) {
      await this.#store.refresh();
      const ready = openFeatures({
        folder: this.#store.folder,
        manifest: this.#store.number,
        facts: this.#facts.stamp(),
      });
      if (ready) return ready;
      await this.renew();
    }
  }

  /** Brings what `features` reads up to date: after tracks were heard. */
  async renew(): Promise<void> {
    await this.#sync();
    const { folder, number: manifest } = this.#store;
    const facts = this.#facts.stamp();
    const records = this.#catalogue.all().map(({ record }) => withFacts(record, this.#facts.of(pathsOf(record))));
    const isMixHere = (record: TrackRecord): boolean => isMix(record, this.#longest);
    await renewFeatures({ folder, manifest, facts, shelf: this, fresh: this.#fresh, isMix: isMixHere }, records).catch(
      (error) => {
        throw diskError(folder, error);
      },
    );
    this.#fresh.clear();
  }
}
