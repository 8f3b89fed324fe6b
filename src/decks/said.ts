import { shortName } from '../domain/bounded.js';
import { oneLine } from '../domain/text.js';

/** What attributes, columns and tags of DJ programs come to. They have empty texts and zeros for what isn't known. */

export function text(said: string | undefined): string | undefined {
  const line = oneLine(shortName(said ?? ''));
  return line === '' ? undefined : line;
}

/** One: who is in `A & B` isn't taken apart. */
export function names(said: string | undefined): string[] | undefined {
  const name = text(said);
  return name === undefined ? undefined : [name];
}

/** Greater than zero, and no greater than `most`. */
export function positive(said: string | undefined, most: number): number | undefined {
  const number = numberIn(said);
  return number !== undefined && number > 0 && number <= most ? number : undefined;
}

/** Of a track: its beginning is one, and no track is longer than a day. */
export function seconds(said: string | undefined): number | undefined {
  const number = numberIn(said);
  return number !== undefined && number >= 0 && number <= 86_400 ? number : undefined;
}

/** As programs write them, whatever the system's language. */
function numberIn(said: string | undefined): number | undefined {
  return said !== undefined && /^-?\d{1,15}(?:\.\d{1,20})?$/.test(said) ? Number(said) : undefined;
}

export const MOST_BPM = 1000;
export const MOST_SECONDS = 86_400;
