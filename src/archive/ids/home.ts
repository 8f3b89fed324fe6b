import type { MixSound } from '../../domain/mix-sound.js';
import type { MixChanging, MixOf } from '../../domain/ports/archive.js';
import type { KeptMix } from '../kept.js';
import type { Mixes } from '../mixes.js';
import type { Ids } from './ids.js';

/** What is asked of the archive. */
export interface Home extends Pick<MixChanging, 'change'> {
  readonly ids: Ids;
  read(): Promise<Mixes>;
  get(id: string): Promise<KeptMix | null>;
  sound(mix: KeptMix): Promise<MixSound | null>;
  /** What a mix goes by in the archive, also one that isn't kept yet. */
  idOf(mix: MixOf): Promise<string>;
}
