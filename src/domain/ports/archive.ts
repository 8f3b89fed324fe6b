import type { Correction } from '../correction.js';
import type { SourceInfo, Tracklist } from '../tracklist.js';

/** What tells a mix from all others: its sound, where that is known, and the place that it was last found at. */
export type MixOf = Pick<SourceInfo, 'id' | 'location'>;

/** Every mix that was identified. */
export interface MixArchive {
  /** What a person has said of this mix, whatever has become of the files that it was said in. */
  corrections(mix: MixOf): Promise<Correction[]>;
  /**
   * Keeps a result: beside what is known of other mixes, and in place of an earlier one of this mix that knows no more. `before`
   * is what it was until its owner changed it.
   */
  keep(tracklist: Tracklist, before?: Tracklist): Promise<void>;
  /** What a mix was before and after it was changed last; null where that isn't known. It is forgotten when `done` is called. */
  lastChange(mix: MixOf): Promise<{ before: Tracklist; after: Tracklist; done(): Promise<void> } | null>;
}
