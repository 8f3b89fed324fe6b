import type { Catalogue } from '../catalogue/catalogue.js';
import { openSource } from '../store/open-segment.js';
import type { TrackPlace } from '../store/state.js';
import type { Store } from '../store/store.js';
import type { TrackTable } from '../store/track-table.js';

/** Tracks that have lost their names, known by their sound: the file that they are made from is told by the same print. */
export class Nameless {
  readonly #store: Store;
  readonly #bySound = new Map<string, TrackPlace[]>();

  constructor(store: Store, catalogue: Catalogue) {
    this.#store = store;
    const tables = new Map<string, TrackTable | null>();
    for (const place of catalogue.nameless) {
      const { segment, track } = place;
      const table = tables.get(segment) ?? this.#tableOf(segment);
      tables.set(segment, table);
      if (!table) continue;
      const sound = soundOf(table, track);
      this.#bySound.set(sound, [...(this.#bySound.get(sound) ?? []), place]);
    }
  }

  /** Those with the very print that a new segment's only track has. */
  likeIn(segment: string): readonly TrackPlace[] {
    if (this.#bySound.size === 0) return [];
    const table = this.#tableOf(segment);
    return (table && this.#bySound.get(soundOf(table, 0))) ?? [];
  }

  #tableOf(segment: string): TrackTable | null {
    try {
      const file = openSource(this.#store.printsPath(segment));
      file.close();
      return file.table;
    } catch {
      return null;
    }
  }
}

/** Two tracks that agree in length and in the checksum of all their peaks are the same. */
function soundOf(table: TrackTable, track: number): string {
  const { length, checksum } = table.peaksPlace(track);
  return `${table.lengths[track]}:${length}:${checksum}`;
}
