import type { CallBudget } from '../../domain/call-budget.js';
import type { Knowledge, Looked } from '../../domain/looked.js';
import type { MixSound } from '../../domain/mix-sound.js';
import type { Recurrence } from '../../domain/phantoms.js';
import type { Unknowns } from '../../domain/ports/archive.js';
import type { Context } from '../../domain/ports/context.js';
import type { MixIdentifier, SampleIdentifier } from '../../domain/ports/identify.js';
import type { AudioSource } from '../../domain/ports/source.js';
import type { Tracklist } from '../../domain/tracklist.js';
import type { Mended } from '../mending.js';

/** A mix of the archive, as far as looking at it again takes. */
export interface MixToRetry {
  /** Its number. */
  id: string;
  /** What is kept of it now; null where that can't be read. */
  read(): Promise<{ tracklist: Tracklist; kept: string } | null>;
  sound(): Promise<MixSound | null>;
  /** Keeps a sound that there was none of. */
  keepSound(tracklist: Tracklist, sound: MixSound): Promise<void>;
  /** How names came up in other mixes. */
  recurrence?: Recurrence;
  /** What it was compared with last. */
  looked: Looked | undefined;
  note(looked: Looked): Promise<void>;
  /** Puts what was found into the archive and into its files. */
  mend(change: (tracklist: Tracklist) => Tracklist): Promise<Mended | null>;
  /** The mix itself, where it may be opened and is what it was; else rejects with why. */
  open(tracklist: Tracklist, context: Context): Promise<AudioSource>;
}

/** Whom a mix is compared with, and what that is by now. */
export interface RetryWith {
  /** Where nothing is known of a mix, a first sound is kept by this one. */
  ear: MixIdentifier;
  libraries: readonly MixIdentifier[];
  knowledge: Knowledge;
  services: readonly SampleIdentifier[];
  /** Gives unknowns of mixes that were kept before there were numbers theirs, and a name where they have got one since. */
  unknowns?: Unknowns;
  /** Of all mixes together. */
  calls: CallBudget;
  /** Milliseconds after which a service may know by now what it didn't. */
  askAgainAfter: number;
  /** Epoch milliseconds. */
  now: () => number;
}
