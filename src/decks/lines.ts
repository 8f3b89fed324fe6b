import { SourceError } from '../domain/errors.js';
import { textOfList } from '../domain/list-text.js';
import { reasonIn } from '../domain/system-words.js';
import { bytesOf, openStream } from '../files/open-stream.js';

/** Years of playing every day take a tenth of it. */
const LONGEST = 20 * 2 ** 20;

/** The lines of a list that a DJ program has written, in whatever encoding its system has. */
export async function linesOf(path: string, signal: AbortSignal): Promise<string[]> {
  let bytes: Buffer | null;
  try {
    bytes = await bytesOf(() => openStream(path), LONGEST, signal);
  } catch (cause) {
    signal.throwIfAborted();
    throw new SourceError(`"${path}" can't be read: ${reasonIn(cause)}.`, { cause });
  }
  if (bytes === null)
    throw new SourceError(`"${path}" is too large for a list of tracks: more than ${LONGEST / 2 ** 20} MB.`);
  return textOfList(bytes)
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/);
}
