import type { Correction } from '../correction.js';
import type { MixSound } from '../mix-sound.js';
import type { Recurrence } from '../phantoms.js';
import type { SourceInfo, Tracklist } from '../tracklist.js';

/** What tells a mix from all others: its sound, where that is known, and the place that it was last found at. */
export type MixOf = Pick<SourceInfo, 'id' | 'location'>;

export interface KeptAbout {
  /** What had been said of the mix, as far as it was known where the result was made: all that there is when absent. */
  known?: readonly Correction[];
  /** What it was until its owner changed it just now. */
  before?: Tracklist;
  /** What it sounds like, where that was heard. */
  sound?: MixSound | null;
}

/** Every mix that was identified. */
export interface MixArchive {
  /** What a person has said of this mix, whatever has become of the files that it was said in. */
  corrections(mix: MixOf): Promise<Correction[]>;
  /** How names came up in the other mixes. */
  recurrence(mix: MixOf): Promise<Recurrence>;
  /**
   * Keeps a result: beside what is known of other mixes, and in place of an earlier one of this mix that knows no more. What was
   * said of the mix and isn't in the result was taken back if whoever made it knew of it, and else stays.
   */
  keep(tracklist: Tracklist, about?: KeptAbout): Promise<void>;
  /** What a mix was before and after it was changed last; null where that isn't known. It is forgotten when `done` is called. */
  lastChange(mix: MixOf): Promise<{ before: Tracklist; after: Tracklist; done(): Promise<void> } | null>;
}

/** The archive as it is mended. */
export interface MixChanging {
  /**
   * Changes a tracklist that is kept, by the number of its mix: the state that stands when it is written, so that `change` may be
   * asked more than once. What its owner wants can be undone afterwards; what was found can't. Null where there is no such mix.
   */
  change(
    mix: string,
    change: (tracklist: Tracklist) => Tracklist,
    how?: { by?: 'owner' | 'finding' },
  ): Promise<{ before: Tracklist; after: Tracklist } | null>;
}
