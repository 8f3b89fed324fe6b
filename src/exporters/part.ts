import { windowText } from '../domain/time.js';
import type { Tracklist } from '../domain/tracklist.js';

/** A sentence where only a part of the mix was heard: a reader would take that for the whole. */
export const partOf = ({ window }: Tracklist): string | undefined => window && `The part from ${windowText(window)}.`;

/** For formats that have no place for the sentence. */
export const partWarning = ({ window }: Tracklist, format: string): string[] =>
  window ? [`The ${format} holds the part from ${windowText(window)}, and has no place to say so.`] : [];
