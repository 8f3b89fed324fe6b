import type { Correction } from '../correction.js';
import type { Looked } from '../looked.js';
import type { MixSound } from '../mix-sound.js';
import type { Recurrence } from '../phantoms.js';
import type { Span } from '../span.js';
import type { Track } from '../track.js';
import type { Entry, SourceInfo, Tracklist } from '../tracklist.js';
import type { Change } from '../undo.js';

/** What tells a mix from all others: its sound, where that is known, and the place that it was last found at. */
export type MixOf = Pick<SourceInfo, 'id' | 'location'>;

export interface KeptAbout {
  /** What had been said of the mix, as far as it was known where the result was made: all that there is when absent. */
  known?: readonly Correction[];
  /** What it was until its owner changed it just now. */
  before?: Tracklist;
  /** What it sounds like, where that was heard. */
  sound?: MixSound | null;
  /** What it was compared with. */
  looked?: Omit<Looked, 'kept'>;
  /** What it was recognised as. */
  as?: Pick<KnownMix, 'id' | 'lies' | 'of' | 'parts'> | null;
}

/** A mix that is kept, as it lies in a recording that is heard now: the same one, another of the same sound, or a part of it. */
export interface KnownMix {
  /** Its number. */
  id: string;
  /** As people call it. */
  name: string;
  /** It is the very recording whose tracklist is kept. */
  isItself: boolean;
  /** Where the recording lies in it: before its beginning too, where the recording is the longer one. */
  lies: Span;
  /** The recording whose time that is told in, as the archive tells it. */
  of?: string;
  /** What is known of it, in the recording's time. */
  tracklist: Tracklist;
  /** What a person has said of it, and of the parts below, that holds for the recording. */
  corrections: Correction[];
  /** Others that are kept as mixes of their own, and are parts of this recording: halves that came before the whole. */
  parts?: KnownPart[];
}

export interface KnownPart {
  /** Its number. */
  id: string;
  name: string;
  /** What is known of it, in the recording's time. */
  tracklist: Tracklist;
  /** Where it begins in the recording. */
  at: number;
}

/** The numbers of all mixes that a recording is known as. */
export const idsOf = ({ id, parts = [] }: Pick<KnownMix, 'id' | 'parts'>): string[] => [
  id,
  ...parts.map((part) => part.id),
];

/** Every mix that was identified. */
export interface MixArchive {
  /** The mix that this is a recording of: by what it is, where that is known, else by what it sounds like. Null for a new one. */
  recognise(mix: MixOf, sound: MixSound | null): Promise<KnownMix | null>;
  /** What a person has said of this mix, whatever has become of the files that it was said in. */
  corrections(mix: MixOf): Promise<Correction[]>;
  /** How names came up in the other mixes; `known` are the numbers of those that it was recognised as. */
  recurrence(mix: MixOf, known?: readonly string[]): Promise<Recurrence>;
  /**
   * Keeps a result: beside what is known of other mixes, and in place of an earlier one of this mix that knows no more. What was
   * said of the mix and isn't in the result was taken back if whoever made it knew of it, and else stays.
   */
  keep(tracklist: Tracklist, about?: KeptAbout): Promise<void>;
  /** What the owner of a mix changed last; null where that isn't known. `undone` takes it back here, too, and forgets it. */
  lastChange(mix: MixOf): Promise<{ change: Change; undone(): Promise<void> } | null>;
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

/** An unknown of the archive, and in how many mixes it was heard so far. */
export interface SeenId {
  number: number;
  mixes: number;
}

/** An unknown without a name that turns out to be something: a service, a file of the library or a person names it. */
export interface FoundId extends SeenId {
  track: Track;
}

export interface Numbered {
  entries: Entry[];
  /** Of the archive whose numbers they are; absent where none has one. */
  numbering?: string;
  /** Of the entries, in order. */
  seen: SeenId[];
  /** What other mixes have as an unknown, and what has a name in this one. */
  found: FoundId[];
}

/** The unknowns of all mixes, by numbers that stay. */
export interface Unknowns {
  /**
   * Gives each unknown of a mix its number, the one that it has in other mixes if it is heard there; one that has got a name since
   * becomes a track. `sound` is the mix's, and `known` the one that it was recognised as.
   */
  number(
    entries: readonly Entry[],
    sound: MixSound,
    mix: MixOf & { known?: KnownMix | null },
    context: { signal: AbortSignal },
  ): Promise<Numbered>;
}
