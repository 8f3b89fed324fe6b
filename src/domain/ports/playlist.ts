import type { Track } from '../track.js';
import type { Context } from './context.js';

/** A track as a service's playlists hold it. */
export interface PlaylistTrack {
  /** What the service calls it by. */
  uri: string;
  label: string;
}

export interface PlaylistAddress {
  id: string;
  name: string;
  url: string;
}

export interface PlaylistService {
  readonly name: string;
  readonly title: string;
  /** Null when the service has no such track. */
  find(track: Track, context: Context): Promise<PlaylistTrack | null>;
  /** The user's own playlist that carries this mark. */
  marked(mark: string, context: Context): Promise<PlaylistAddress | null>;
  /** What is in it, in order. */
  items(playlist: PlaylistAddress, context: Context): Promise<string[]>;
  /** Makes an empty, private playlist that carries the mark. */
  make(name: string, description: string, mark: string, context: Context): Promise<PlaylistAddress>;
  append(playlist: PlaylistAddress, uris: readonly string[], context: Context): Promise<void>;
  /** Takes out what is in it, and puts these in. */
  replace(playlist: PlaylistAddress, uris: readonly string[], context: Context): Promise<void>;
}
