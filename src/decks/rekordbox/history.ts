import { basename } from 'node:path';
import type { ClaimList } from '../../domain/claim.js';
import { SourceError } from '../../domain/errors.js';
import { textOfList } from '../../domain/list-text.js';
import type { Context } from '../../domain/ports/context.js';
import { reasonIn } from '../../domain/system-words.js';
import { bytesOf, openStream } from '../../files/open-stream.js';
import { Damage } from '../damage.js';
import { claimsOfList } from './list.js';
import { claimsOfRecording } from './recording.js';

const LONGEST = 20 * 2 ** 20;

/** What was played, by a list that was exported as text, or by the sheet that rekordbox writes beside a recording. */
export async function history(path: string, context: Context): Promise<ClaimList[]> {
  const lines = (await textIn(path, context.signal)).replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
  const damage = new Damage(path, context.emit);
  const list = /\.cue$/i.test(path) ? claimsOfRecording(lines, damage) : claimsOfList(lines, basename(path), damage);
  damage.end();
  if (list.claims.length === 0) throw new SourceError(`"${path}" names no track.`);
  return [list];
}

async function textIn(path: string, signal: AbortSignal): Promise<string> {
  let bytes: Buffer | null;
  try {
    bytes = await bytesOf(() => openStream(path), LONGEST, signal);
  } catch (cause) {
    signal.throwIfAborted();
    throw new SourceError(`"${path}" can't be read: ${reasonIn(cause)}.`, { cause });
  }
  if (bytes === null) throw new SourceError(`"${path}" is too large to be a list of what was played.`);
  return textOfList(bytes);
}
