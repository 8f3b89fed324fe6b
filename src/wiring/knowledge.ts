import { createHash } from 'node:crypto';
import type { Knowledge, LibraryState } from '../domain/looked.js';
import { ENGINE_VERSION } from '../fingerprint/constants.js';
import type { Library } from '../library/library.js';

/** What libraries hold now. */
export const knowledgeOf = (libraries: readonly Library[]): Promise<Knowledge> =>
  knowledgeBy(libraries, async (library) => {
    const records = await library.list();
    const added = records.map(({ addedAt }) => addedAt).sort();
    return { newest: added.at(-1) ?? '', tracks: records.length };
  });

/** The same as far as it is told without reading lists of tracks: what was there at this moment was added before it (ISO 8601, UTC). */
export const knowledgeAt = (moment: string, libraries: readonly Library[]): Promise<Knowledge> =>
  knowledgeBy(libraries, async ({ trackCount }) => ({ newest: moment, tracks: trackCount }));

async function knowledgeBy(
  libraries: readonly Library[],
  stateOf: (library: Library) => Promise<LibraryState>,
): Promise<Knowledge> {
  const states = await Promise.all(
    libraries.map(async (library): Promise<[string, LibraryState]> => [keyOf(library.folder), await stateOf(library)]),
  );
  return { engine: String(ENGINE_VERSION), libraries: Object.fromEntries(states) };
}

/** What tells a library from others, without saying where it lies. */
const keyOf = (folder: string): string => createHash('sha256').update(folder).digest('hex').slice(0, 16);
