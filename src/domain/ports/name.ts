import type { Track } from '../track.js';
import type { Context } from './context.js';

/** A recording from its first to its last second, as services are asked about it that know no stretches. */
export interface WholeRecording {
  /** Chromaprint of its first two minutes. */
  fingerprint: string;
  /** Seconds of all of it. */
  duration: number;
}

/** What a service knows by the sound; without a title where nobody has named it there yet. */
export interface Naming extends Pick<Track, 'version' | 'isrc'> {
  title?: string;
  artists: string[];
  /** By the names of services: its own id of the sound among them. */
  ids: Record<string, string>;
}

/** A recording that its owner has named, as it is handed on to a service. */
export interface Submission extends WholeRecording {
  track: Track;
  /** As its file's name ends: `mp3`. */
  format?: string;
}

export interface Submitted {
  /** By which the service can be asked about it. */
  id: string;
  /** Whether it has been taken in by now. */
  imported: boolean;
}

/** Names whole files. */
export interface Namer {
  readonly name: string;
  readonly title: string;
  /** As many as it takes in one call. */
  readonly together: number;
  /**
   * In their order; null for what it doesn't know. Where it fails, nobody hears what it has answered by then, but that is kept, and
   * isn't asked again.
   */
  lookUp(recordings: readonly WholeRecording[], context: Context): Promise<(Naming | null)[]>;
  /** Absent where it takes nothing from this user. In their order; null for what it passed over. */
  submit?(recordings: readonly Submission[], context: Context): Promise<(Submitted | null)[]>;
}
