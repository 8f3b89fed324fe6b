import { constants, createReadStream, openSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { FormatError, SourceError } from '../../domain/errors.js';
import type { AudioSource } from '../../domain/ports.js';
import { kindOf, openMediaFile, unreadable } from '../media-file.js';
import { linkTo, rawPath } from '../raw-path.js';
import { nameOfFile } from '../source-name.js';
import { notNamed, type SourceTools } from './registry.js';
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
  if (kind === 'pipe') return openSpooled(openPipe(raw, location), location, info, tools);

  const file = { name: location, info, ffmpeg: tools.ffmpeg, signal: tools.signal, ahead: tools.ahead };
  if (typeof raw === 'string') return openMediaFile({ ...file, path: raw });
  const link = await linkTo(raw, tools.tempFolder);
  try {
    return await openMediaFile({ ...file, path: link.path, close: link.folder.remove });
  } catch (error) {
    await link.folder.remove();
    throw error;
  }
}

/**
 * A pipe whose writer hasn't come yet keeps whoever opens it waiting, in a place that no signal reaches: it is opened without
 * waiting, and the system tells when there is something to read.
 */
function openPipe(path: string | Buffer, name: string): Readable {
  if (process.platform === 'win32') return createReadStream(path);
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    return new Socket({ fd, readable: true, writable: false });
  } catch (error) {
    throw unreadable(name, error);
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
