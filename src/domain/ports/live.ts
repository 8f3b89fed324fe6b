import type { SourceInfo, Transfer } from '../tracklist.js';

/** The latest stretch of a broadcast, kept on disk within a size limit: what comes in at one end goes at the other. */
export interface Spool {
  /** Samples a second. */
  readonly rate: number;
  append(mixTime: number, pcm: Int16Array): Promise<void>;
  /** What it still has of this stretch, from its first sample on: null when that is gone, or isn't whole. */
  read(start: number, end: number): Promise<Int16Array | null>;
  close(): Promise<void>;
}

/** A broadcast that goes on while it is listened to. */
export interface LiveSource {
  readonly info: SourceInfo;
  /**
   * Parts in order, as they come, without end unless the broadcast ends. Survives dropped connections and restarted
   * servers by itself; throws when there is nothing to hope for any more. To be called once.
   */
  follow(request: LiveRequest): AsyncIterable<LivePart>;
  transfer?(): Transfer;
  close(): Promise<void>;
}

export interface LiveRequest {
  /** Samples a second; the sound is always mono, 16 bits. */
  rate: number;
  signal: AbortSignal;
  /** Told what is done about a failure that may pass: reconnecting, skipping. One sentence. */
  onTrouble?: (message: string) => void;
  /**
   * Takes the broadcast's own bytes before they are decoded, so that they can be kept. `extension` is that of a file which may
   * hold them (`mp3`, `ts`); another one than before begins another file.
   */
  keep?: (bytes: Uint8Array, extension: string) => Promise<void>;
}

/** `mixTime` is in seconds from the first sound. It goes on through gaps, so that it stays the listener's time. */
export type LivePart =
  | {
      type: 'sound';
      mixTime: number;
      pcm: Int16Array;
      /** When its first sample went out, by the broadcaster's clock: epoch milliseconds. */
      wallClock?: number;
    }
  /** Sound is lost: the next part begins `seconds` later. */
  | { type: 'gap'; mixTime: number; seconds: number; reason: string }
  /** What the station says that is on. A hint, and often late, an advertisement or the name of the show. */
  | { type: 'title'; mixTime: number; title: string };
