import { lstat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { cutAtPauses } from '../app/cut-at-pauses.js';
import type { SplitRun } from '../app/split.js';
import { SourceError, WriteError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import { safeBaseName } from '../domain/file-name.js';
import { SPLIT_NAME } from '../domain/split.js';
import { reasonIn } from '../domain/system-words.js';
import type { Tracklist } from '../domain/tracklist.js';
import type { Hall } from './hall.js';

export interface SplitWanted {
  /** The mix's file as the user names it; by default where the tracklist says that it is. */
  from?: string;
  folder: string;
  format?: string;
  template?: string;
  keepOverlap?: boolean;
  onExist?: SplitRun['onExist'];
}

/** The file that is cut; a saved tracklist's own location may be a stranger's. */
async function opened({ world, settings }: Hall, path: string, isNamed: boolean, emit: Emit) {
  const { makeOpenSource } = await import('./audio.js');
  const open = await makeOpenSource(world, settings, { unnamed: new Set(isNamed ? [] : [path]) });
  return open(path, world.signal, emit);
}

export async function wireSplit(hall: Hall, tracklist: Tracklist, wanted: SplitWanted, emit: Emit): Promise<SplitRun> {
  const { world, settings } = hall;
  const { from, folder, format, template = SPLIT_NAME, keepOverlap = false, onExist = 'fail' } = wanted;
  const [{ cutterFor }, { sourceTools }, { makeFolder }, { addFile, replaceFile }, { sheetsOf }] = await Promise.all([
    import('../audio/cut.js'),
    import('./audio.js'),
    import('../files/make-folder.js'),
    import('../files/place.js'),
    import('../exporters/split-sheets.js'),
  ]);
  const path = from === undefined ? ownFile(tracklist) : resolve(world.cwd, from);
  const source = await opened(hall, path, from !== undefined, emit);
  const { duration } = source;
  await source.close();
  const { ffmpeg } = await sourceTools(world, settings);
  const cutter = await cutterFor(ffmpeg, path, format, world.signal);
  const target = resolve(world.cwd, folder);
  await makeFolder(target).catch((cause: unknown) => {
    throw new WriteError(`${folder} can't be made: ${reasonIn(cause)}.`, { cause });
  });
  const { title = '', artist = '', name } = tracklist.source;
  return {
    tracklist,
    mix: { path, duration },
    pathOf: (file) => join(target, file),
    cutter,
    template,
    keepOverlap,
    onExist,
    exists: (file) =>
      lstat(file).then(
        () => true,
        () => false,
      ),
    sheets: (pieces) => sheetsOf(pieces, { title: title || name, artist }, safeBaseName(title || basename(path))),
    async writeSheet(file, content, replace) {
      try {
        if (!replace) return await addFile(file, content);
        await replaceFile(file, content);
        return true;
      } catch (cause) {
        throw new WriteError(`${file} can't be written: ${reasonIn(cause)}.`, { cause });
      }
    },
  };
}

/** A recording of which nothing is known, by its pauses. */
export async function listAtPauses(
  hall: Hall,
  path: string,
  options: { shortest: number; shortestTrack: number },
  emit: Emit,
): Promise<Tracklist> {
  const source = await opened(hall, resolve(hall.world.cwd, path), true, emit);
  try {
    return await cutAtPauses(source, options, { signal: hall.world.signal, emit });
  } finally {
    await source.close();
  }
}

function ownFile({ source: { location, name } }: Tracklist): string {
  if (location === '' || /^[a-z][a-z0-9+.-]+:\/\//i.test(location)) {
    throw new SourceError(`"${name}" isn't a file on this machine: name its file with --from.`);
  }
  return location;
}
