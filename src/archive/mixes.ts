import type { MixOf } from '../domain/ports/archive.js';
import type { Tracklist } from '../domain/tracklist.js';
import { type Figures, type FiguresWanted, figuresOf } from './figures.js';
import { isSame, keysOf } from './kept.js';
import { sameList } from './same-list.js';
import { type Hit, searchArchive } from './search.js';
import { type NamedMix, selectMixes } from './select.js';
import type { MixSummary } from './summary.js';

/** All mixes as they were at one moment, and what can be asked of them without opening any. */
export class Mixes {
  /** The latest first. */
  readonly all: readonly MixSummary[];
  /** Numbers of those that can't be read. */
  readonly damaged: readonly string[];

  constructor(all: readonly MixSummary[], damaged: readonly string[]) {
    this.all = all;
    this.damaged = damaged;
  }

  /** Where something was played. */
  search(words: string): Hit[] {
    return searchArchive(this.all, words);
  }

  figures(wanted: FiguresWanted): Figures {
    return figuresOf(this.all, wanted);
  }

  /** Those that are this very mix. */
  of(mix: MixOf): MixSummary[] {
    const keys = keysOf(mix);
    return this.all.filter((one) => isSame(one, keys));
  }

  /** The one that a list is of for certain, though it tells neither a sound nor a place of it. */
  withList(list: Tracklist): MixSummary | undefined {
    return this.of(list.source).length > 0 ? undefined : sameList(this.all, list);
  }

  /** The mixes that the user means. */
  select(named: NamedMix): MixSummary[] {
    return selectMixes(this.all, named);
  }
}
