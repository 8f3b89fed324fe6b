import type { Hint } from '../hint.js';
import type { SourceInfo, Transfer } from '../tracklist.js';

export interface PcmRequest {
  /** Samples a second; the sound is always mono, 16 bits. */
  rate: number;
  /** Seconds of mix time; the whole mix when absent. */
  start?: number;
  end?: number;
  signal?: AbortSignal;
  /** Called when the sound breaks off or is damaged, with the second at which it happened. */
  onDamage?: (damage: { mixTime: number; message: string }) => void;
  /**
   * Is handed all of the sound as it is as well, in order: interleaved, at its own rate, and at half its level. What it returns is waited for
   * before more is handed over, and what it throws ends the decoding. For sources whose `hasFull` says so.
   */
  onFull?: (part: Int16Array, format: FullFormat) => Promise<void>;
}

export interface FullFormat {
  rate: number;
  channels: 1 | 2;
}

/** The audio of one source, opened. Decoding streams: memory doesn't grow with the mix's length. */
export interface AudioSource {
  readonly info: SourceInfo;
  /** Seconds, when the container says so. A hint: only decoding to the end tells the truth. */
  readonly duration: number | null;
  /** Whether `start` and `end` cost little, so that samples can be fetched here and there. */
  readonly seekable: boolean;
  /** Chunks of any size, in order. May be called many times, also at once. */
  pcm(request: PcmRequest): AsyncIterable<Int16Array>;
  /** What has come over the network so far; absent where nothing does. */
  transfer?(): Transfer;
  /** What is heard has to be fetched first, so nobody listens to all of it without need. */
  readonly sparing?: boolean;
  /** When a moment of the mix went out, by the broadcaster's clock: epoch milliseconds, or null when it doesn't say. */
  wallClock?(mixTime: number): number | null;
  /** What the page that it was found on says of its tracks. */
  readonly hints?: readonly Hint[];
  /** `onFull` can be asked for: the sound is decoded from a file. */
  readonly hasFull?: true;
  /** The chapters or tags of the file may name its tracks: reading them is worth another look. */
  readonly lists?: true;
  close(): Promise<void>;
}
