import { dirname, resolve } from 'node:path';
import type { Settings } from '../config/schema.js';
import { WriteError } from '../domain/errors.js';
import type { Span } from '../domain/span.js';
import { reasonIn } from '../domain/system-words.js';
import { makeOpenSource, sourceTools } from './audio.js';
import type { World } from './world.js';

/** Some seconds of a mix that lies on this machine, as the content of a file. Throws what keeps it from being read. */
export async function makeClips(
  world: World,
  settings: Settings,
): Promise<(location: string, span: Span, format: 'mp3' | 'wav') => Promise<Uint8Array>> {
  const [{ clipOf }, { ffmpeg }] = await Promise.all([import('../audio/clip.js'), sourceTools(world, settings)]);
  return async (location, span, format) => {
    // A tracklist says where the mix is, and it may be a stranger's.
    const open = await makeOpenSource(world, settings, { unnamed: new Set([location]) });
    const source = await open(location);
    try {
      return await clipOf(source, span, { ffmpeg, format, signal: world.signal });
    } finally {
      await source.close();
    }
  };
}

/** Writes it; what has that name stays, unless it is to be replaced. Resolves to the absolute path. */
export async function writeClip(world: World, named: string, content: Uint8Array, replace: boolean): Promise<string> {
  const [{ addFile, replaceFile }, { makeFolder }] = await Promise.all([
    import('../files/place.js'),
    import('../files/make-folder.js'),
  ]);
  const path = resolve(world.cwd, named);
  try {
    await makeFolder(dirname(path));
    if (replace) await replaceFile(path, content);
    else if (!(await addFile(path, content))) {
      throw new WriteError(`${named} is there already. Name another file by -o, or replace it by --force.`);
    }
  } catch (cause) {
    if (cause instanceof WriteError) throw cause;
    throw new WriteError(`Can't write ${named}: ${reasonIn(cause)}. Name another file by -o.`, { cause });
  }
  return path;
}
