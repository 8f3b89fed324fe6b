import { resolve } from 'node:path';
import { FormatError } from '../../domain/errors.js';
import { rawPath } from '../../files/raw-path.js';
import { kindOf, readHead } from '../media-file.js';
import { whatItIs } from '../media-formats.js';
import { isAddress } from './location.js';

/**
 * What a look at a source tells without starting or asking anything: throws the sentence for one that is missing, a
 * folder or empty; `doubtful` for a file that begins like something else than sound. Pipes and addresses aren't touched.
 */
export async function firstLook(location: string, cwd: string): Promise<'fine' | 'doubtful'> {
  if (location === '-' || isAddress(location)) return 'fine';
  const raw = await rawPath(resolve(cwd, location));
  const kind = await kindOf(raw, location);
  if (kind === 'folder') throw new FormatError(`"${location}" is a folder, not an audio file.`);
  if (kind === 'pipe') return 'fine';
  const { head } = await readHead(raw, location);
  return whatItIs(head) ? 'doubtful' : 'fine';
}
