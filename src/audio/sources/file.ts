import { realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FormatError, SourceError } from '../../domain/errors.js';
import type { AudioSource } from '../../domain/ports/source.js';
import { openStream } from '../../files/open-stream.js';
import { rawPath } from '../../files/raw-path.js';
import { linkTo } from '../link-to.js';
import { kindOf, openMediaFile } from '../media-file.js';
import { nameOfFile } from '../source-name.js';
import { notNamed, type SourceTools } from './kind.js';
import { openSpooled } from './spooled.js';

export async function openFile(location: string, tools: SourceTools): Promise<AudioSource> {
  // A share of Windows is another machine, to which a look alone would send the user's login.
  if (tools.reach === 'public' && /^(file:|[\\/]{2})/i.test(location)) throw notNamed(`"${location}"`);
  const path = resolve(tools.cwd ?? '', /^file:\/\//i.test(location) ? pathOfUrl(location) : location);
  const raw = await rawPath(path);
  const kind = await kindOf(raw, location);
  if (tools.reach === 'public' && !(await isPlainFile(raw))) throw notNamed(`"${location}", which is no plain file,`);
  if (kind === 'folder') throw new FormatError(`"${location}" is a folder, not an audio file.`);

  const info = { name: nameOfFile(path), kind: 'file', location: path };
  // A named pipe, as the shell makes for `<(command)`.
  if (kind === 'pipe') return openSpooled(openStream(raw), location, info, tools);

  // What `/dev/stdin` is here, it isn't to ffmpeg.
  const real = typeof raw === 'string' && /^\/(dev|proc)\//.test(raw) ? await realpath(raw) : raw;
  const { ffmpeg, signal, ahead, aheadFull } = tools;
  const file = { name: location, info, ffmpeg, signal, ahead, aheadFull };
  if (typeof real === 'string') return openMediaFile({ ...file, path: real });
  const link = await linkTo(real, tools.tempFolder);
  try {
    return await openMediaFile({ ...file, path: link.path, close: link.folder.remove });
  } catch (error) {
    await link.folder.remove();
    throw error;
  }
}

/** What /proc and its like show as files has no size. */
async function isPlainFile(path: string | Buffer): Promise<boolean> {
  const about = await stat(path);
  return about.isDirectory() || (about.isFile() && about.size > 0);
}

function pathOfUrl(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw new SourceError(`"${url}" names no file of this machine.`, { cause });
  }
}
