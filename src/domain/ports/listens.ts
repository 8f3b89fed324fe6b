import type { Track } from '../track.js';
import type { Context } from './context.js';

/** A track that a person has really heard. */
export interface Listen {
  /** Seconds since 1970, of when it began. */
  listenedAt: number;
  track: Track;
}

/** A service that keeps what a user has heard. */
export interface ListenKeeper {
  readonly title: string;
  /**
   * Tells it of all of them, and resolves to those that it refuses for good. Where this throws, nobody knows which it has taken: the
   * same listens told again, with the same times and names, come to the same as if they had been told once.
   */
  submit(listens: readonly Listen[], context: Context): Promise<Listen[]>;
}

/** A listen, and what of a broadcast it is. */
export interface NotedListen extends Listen {
  /** Seconds of mix time. */
  start: number;
  end: number;
  /** The service has it, or has refused it for good. */
  told: boolean;
}

/** What was noted of one broadcast, kept from session to session, so that nothing is told as two listens. */
export interface ListenBook {
  read(): Promise<NotedListen[]>;
  write(listens: readonly NotedListen[]): Promise<void>;
}
