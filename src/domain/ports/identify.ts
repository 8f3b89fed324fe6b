import type { Emit } from '../events.js';
import type { Match } from '../match.js';
import type { SourceInfo } from '../tracklist.js';
import type { Context } from './context.js';

export interface Sample {
  mixTime: number;
  duration: number;
  rate: number;
  pcm: Int16Array;
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
}

export type Identifier = SampleIdentifier | MixIdentifier;
