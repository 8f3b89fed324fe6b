import { lstat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { cutAtPauses } from '../app/cut-at-pauses.js';
import type { SplitRun } from '../app/split.js';
import { WriteError } from '../domain/errors.js';
import type { Emit } from '../domain/events.js';
import { safeBaseName } from '../domain/file-name.js';
import { SPLIT_NAME } from '../domain/split.js';
import { reasonIn } from '../domain/system-words.js';
import type { Tracklist } from '../domain/tracklist.js';
import type { Hall } from './hall.js';
import { findMixFile, openNamed } from './mix-file.js';

export interface SplitWanted {
  /** The mix's file as the user names it; by default where the tracklist says that it is. */
  from?: string;
  folder: string;
  format?: string;
  template?: string;
  keepOverlap?: boolean;
  onExist?: SplitRun['onExist'];
}

export async function wireSplit(hall: Hall, tracklist: Tracklist, wanted: SplitWanted, emit: Emit): Promise<SplitRun> {
  const { world, settings } = hall;
  const { from, folder, format, template = SPLIT_NAME, keepOverlap = false, onExist = 'fail' } = wanted;
  const [{ cutterFor }, { sourceTools }, { makeFolder }, { addFile, replaceFile }, { sheetsOf }, { isSameFile }] =
    await Promise.all([
      import('../audio/cut.js'),
      import('./audio.js'),
      import('../files/make-folder.js'),
      import('../files/place.js'),
      import('../exporters/split-sheets.js'),
      import('../files/identity.js'),
    ]);
  const mix = await findMixFile(hall, tracklist, from, '--from', emit);
  const { ffmpeg } = await sourceTools(world, settings);
  const cutter = await cutterFor(ffmpeg, mix.path, format, world.signal);
  const target = resolve(world.cwd, folder);
  await makeFolder(target).catch((cause: unknown) => {
    throw new WriteError(`${folder} can't be made: ${reasonIn(cause)}.`, { cause });
  });
  const { title = '', artist = '', name } = tracklist.source;
  return {
    tracklist,
    mix,
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
    isMix: (file) => isSameFile(file, mix.path),
    sheets: (pieces) => sheetsOf(pieces, { title: title || name, artist }, safeBaseName(title || basename(mix.path))),
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
  const source = await openNamed(hall, path, emit);
  try {
    return await cutAtPauses(source, options, { signal: hall.world.signal, emit });
  } finally {
    await source.close();
  }
}
