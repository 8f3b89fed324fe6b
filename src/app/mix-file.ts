import { SourceError, ValidationError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import { clock } from '../domain/time.js';
import type { Tracklist } from '../domain/tracklist.js';

/** The file of a mix that something is made of. */
export interface MixFile {
  /** Absolute. */
  path: string;
  /** Seconds; null where that isn't told. */
  duration: number | null;
}

/** A tracklist is of this file when their lengths differ by no more: players and decoders differ about the end. */
const SAME_LENGTH = 5;

/**
 * How long the mix is, by its file. Says so where a tracklist is hardly of this file, and throws where nothing of it can be; `flag` is
 * how the right file is named, `instead` what else can be done where there is no entry.
 */
export function lengthFor(tracklist: Tracklist, mix: MixFile, emit: Emit, flag: string, instead: string): number {
  const duration = mix.duration ?? tracklist.duration;
  if (tracklist.entries.length === 0) throw new ValidationError(`There is no entry in this tracklist${instead}`);
  if (mix.duration === null || tracklist.duration === 0) return duration;
  if (tracklist.entries.every(({ start }) => start >= duration)) {
    throw new SourceError(`${mix.path} ends before the first entry begins: name the mix with ${flag}.`);
  }
  if (Math.abs(mix.duration - tracklist.duration) > SAME_LENGTH) {
    const message = `${mix.path} lasts ${clock(mix.duration)}, and the tracklist is of a mix of ${clock(tracklist.duration)}: see whether they belong together.`;
    emit({ type: 'warning', message });
  }
  return duration;
}
