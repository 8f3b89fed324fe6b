import { resolve } from 'node:path';
import type { MixFile } from '../app/mix-file.js';
import { SourceError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import type { AudioSource } from '../domain/ports/source.js';
import type { Tracklist } from '../domain/tracklist.js';
import type { Hall } from './hall.js';

/** A mix's file as the user names it. */
export const openNamed = (hall: Hall, path: string, emit: Emit): Promise<AudioSource> => opened(hall, path, true, emit);

/** The file of a mix: as the user names it, or where its tracklist says that it is. `flag` is how the user names it. */
export async function findMixFile(
  hall: Hall,
  tracklist: Tracklist,
  named: string | undefined,
  flag: string,
  emit: Emit,
): Promise<MixFile> {
  const path = named === undefined ? ownFile(tracklist, flag) : resolve(hall.world.cwd, named);
  // It must be sound, whatever a tracklist says, which may be a stranger's.
  const source = await opened(hall, path, named !== undefined, emit);
  const { duration } = source;
  await source.close();
  return { path, duration };
}

async function opened({ world, settings }: Hall, path: string, isNamed: boolean, emit: Emit): Promise<AudioSource> {
  const { makeOpenSource } = await import('./audio.js');
  const open = await makeOpenSource(world, settings, { unnamed: new Set(isNamed ? [] : [path]) });
  return open(resolve(world.cwd, path), world.signal, emit);
}

function ownFile({ source: { location, name } }: Tracklist, flag: string): string {
  if (location === '' || /^[a-z][a-z0-9+.-]+:\/\//i.test(location)) {
    throw new SourceError(`"${name}" isn't a file on this machine: name its file with ${flag}.`);
  }
  return location;
}
