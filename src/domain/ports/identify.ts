import type { SoughtClaim } from '../claim.js';
import type { Emit } from '../events.js';
import type { Match } from '../match.js';
import type { MixPrint, MixSound } from '../mix-sound.js';
import type { Span } from '../span.js';
import type { SourceInfo } from '../tracklist.js';
import type { Context } from './context.js';
import type { AudioSource } from './source.js';

export interface Sample {
  mixTime: number;
  duration: number;
  rate: number;
  pcm: Int16Array;
  /** How much faster than the recording the mix was taken to be played, where this is played back for that: 1.03. */
  playedBack?: number;
}

/** Asked about one sample at a time: the remote services. No match is an empty list, never an error. */
export interface SampleIdentifier {
  readonly kind: 'sample';
  readonly name: string;
  /** What a sample for it must be like. */
  readonly rate: number;
  readonly seconds: number;
  /** Seconds between two calls that its rate limit asks for: what a plan reckons with. */
  readonly gap?: number;
  /** Nobody has asked for it by name, and the user has heard that it fails: that is no failure of the run. */
  readonly dispensable?: boolean;
  identify(sample: Sample, context: Context): Promise<Match[]>;
  /** What it has answered about this sound before, without asking anybody; null when nothing is kept. */
  recall?(sample: Sample, context: Context): Promise<Match[] | null>;
}

/** Listens to the whole mix and follows tracks through it: the library. */
export interface MixIdentifier {
  readonly kind: 'mix';
  readonly name: string;
  readonly rate: number;
  /** `mix` is what will be heard, where that is known: a mix is no answer to itself. */
  listen(mix?: SourceInfo, emit?: Emit): MixListener;
  /**
   * Hears stretches of a mix again by what was kept of its sound, each by itself; all times are the mix's. Null where that was made
   * by another engine. Absent where it keeps nothing.
   */
  hearAgain?(sound: MixSound, stretches: readonly Span[], mix?: SourceInfo): Promise<Match[] | null>;
  /**
   * Looks in what was kept of a mix's sound for tracks that somebody says are there: so few are told from chance sooner than a whole
   * library's. One answer a claim, in their order: where it is heard, in mix time; nowhere; or null where it hasn't got the recording.
   * Null for all where the sound was kept by another engine.
   */
  hearClaims?(sound: MixSound, claims: readonly SoughtClaim[], mix?: SourceInfo): Promise<Array<Match[] | null> | null>;
}

/** Names nothing, and keeps what it hears of a mix. */
export interface Ear extends MixIdentifier {
  /** What it has kept of several stretches of one mix as that of all: each begins at so many seconds, in order; what lies before 0 is left out. */
  join(parts: ReadonlyArray<{ at: number; peaks: Uint8Array }>): Uint8Array;
}

export interface MixListener {
  /** The next stretch of the mix. Resolves when it wants more. */
  hear(pcm: Int16Array): Promise<void>;
  /** What is known so far; may still change. Cheap enough to be called every second. */
  soFar(): Match[];
  /** The mix is over: everything that is known. */
  finish(): Promise<Match[]>;
  /** The mix breaks off before its end: what is known of all that was heard, without second thoughts. */
  breakOff(): Promise<Match[]>;
  /** What it has kept of the sound that it heard, asked for at the end; an ear has it at any time. Absent where it keeps nothing. */
  print?(): MixPrint;
}

/** A mix as it is handed over whole, and what of it is worth paying for. */
export interface WholeMix {
  source: AudioSource;
  /** The part that is asked about, in mix time. */
  range: Span;
  /** Stretches that need no name any more, in any order: somebody is sure of them, or they hold no music. */
  settled: readonly Span[];
  /** Told the stretches, each as long as a sample or so, in which the service heard nothing that it knows. */
  unnamed?(stretches: readonly Span[]): void;
}

/**
 * Handed the whole mix at once: services that scan files, and bill them by their length. Asked only by its name, when the mix
 * identifiers have heard the mix and before the sample identifiers are asked; never about a broadcast, which is never whole.
 */
export interface FileIdentifier {
  readonly kind: 'file';
  readonly name: string;
  /**
   * Gives what it finds as it comes, in mix time. What it has given counts, though it should fail later. It calls
   * `context.spend` before whatever is charged, keeps what it has paid for, and notes what is under way, so that another run
   * neither pays again nor loses it.
   */
  scan(mix: WholeMix, context: Context): AsyncIterable<Match[]>;
  /** What `scan` would take, told without asking anybody; never more than `callsLeft` calls. */
  reckon(mix: WholeMix, callsLeft: number): Promise<ScanCost>;
}

export interface ScanCost {
  /** Calls of the budget: the most, and as many as such a mix usually takes. */
  calls: number;
  expected: number;
  /** Seconds that it takes, at least. */
  seconds: number;
  /** What the service bills, where that isn't calls: 62 of "minutes of audio". */
  bills?: { amount: number; unit: string };
}

export type Identifier = SampleIdentifier | MixIdentifier | FileIdentifier;
