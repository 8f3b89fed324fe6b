import { SourceError } from '../../domain/errors.js';
import type { AudioSource } from '../../domain/ports/source.js';
import { notNamed, type SourceKind, type SourceTools } from './kind.js';
import { isAddress, isWebAddress, withoutCredentials } from './location.js';

/** Asked in this order; the first that accepts opens it. */
export const SOURCE_KINDS: readonly SourceKind[] = [
  { name: 'stdin', accepts: (l) => l === '-', load: async () => (await import('./stdin.js')).openStdin },
  {
    name: 'file',
    accepts: (l) => !isAddress(l) || /^file:\/\//i.test(l),
    load: async () => (await import('./file.js')).openFile,
  },
  { name: 'web', accepts: isWebAddress, load: async () => (await import('./web/open.js')).openWeb },
];

export async function openSource(
  location: string,
  tools: SourceTools,
  kinds: readonly SourceKind[] = SOURCE_KINDS,
): Promise<AudioSource> {
  if (location.trim() === '')
    throw new SourceError('Nothing is named: name a file, an address, or - for standard input.');
  const kind = kinds.find((k) => k.accepts(location));
  if (!kind) {
    const known = kinds.map((k) => k.name).join(', ');
    throw new SourceError(
      `Nothing here opens "${withoutCredentials(location)}" (sources: ${known}). Download it and name the file.`,
    );
  }
  if (location === '-' && tools.reach === 'public') throw notNamed('Standard input');
  const open = await kind.load();
  return open(location, tools);
}
