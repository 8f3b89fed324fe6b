import type { Track } from '../track.js';
import type { Context } from './context.js';
import type { PackedAudio } from './pack.js';

/** Where a service keeps music of the user's own, to recognise it besides everybody's. */
export interface Shelf {
  /** For messages: `the bucket "My music" of ACRCloud`. */
  readonly title: string;
  /** The library's numbers of the tracks that are there already. Nothing is charged for asking. */
  published(context: Context): Promise<ReadonlySet<string>>;
  /** Puts one there, once, however often that is tried; it calls `context.spend` before. */
  publish(id: string, track: Track, sound: PackedAudio, context: Context): Promise<void>;
}
