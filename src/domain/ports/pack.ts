import type { Span } from '../span.js';
import type { AudioSource } from './source.js';

export interface PackRequest {
  source: AudioSource;
  /** Parts of the mix, ascending and apart: they come one after the other. */
  stretches: readonly Span[];
  /** What the service takes at most. A long mix is packed tighter for it; one that is too long even so is refused. */
  maxBytes: number;
  signal: AbortSignal;
}

/** Mono, and small: a file for services that take a mix whole. */
export interface PackedAudio {
  readonly path: string;
  readonly bytes: number;
  readonly seconds: number;
  /** As a file's name ends, without the dot, and its type as HTTP calls it. */
  readonly extension: string;
  readonly contentType: string;
  /** The stretches as they really are in it: the last one ends where the sound does. */
  readonly stretches: readonly Span[];
  /** Needs no `this`. */
  readonly remove: () => Promise<void>;
}

export type PackAudio = (request: PackRequest) => Promise<PackedAudio>;
