import { basename } from 'node:path';
import type { ClaimList } from '../../domain/claim.js';
import { SourceError } from '../../domain/errors.js';
import type { Context } from '../../domain/ports/context.js';
import { Damage } from '../damage.js';
import { linesOf } from '../lines.js';
import { claimsOfList } from './list.js';
import { claimsOfRecording } from './recording.js';

/** What was played, by a list that was exported as text, or by the sheet that rekordbox writes beside a recording. */
export async function history(path: string, context: Context): Promise<ClaimList[]> {
  const lines = await linesOf(path, context.signal);
  const damage = new Damage(path, context.emit);
  const list = /\.cue$/i.test(path) ? claimsOfRecording(lines, damage) : claimsOfList(lines, basename(path), damage);
  damage.end();
  if (list.claims.length === 0) throw new SourceError(`"${path}" names no track.`);
  return [list];
}
