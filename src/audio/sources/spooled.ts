import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SourceError } from '../../domain/errors.js';
import type { AudioSource } from '../../domain/ports/source.js';
import { reasonIn } from '../../domain/system-words.js';
import type { SourceInfo } from '../../domain/tracklist.js';
import { makeTempFolder } from '../../files/temp-folder.js';
import { openMediaFile } from '../media-file.js';
import { Room } from '../room.js';
import type { SourceTools } from './kind.js';

/**
 * Sound that comes only once, forwards: written to disk as it arrives, then read from there. A pipe can't be asked the
 * same stretch twice, as probing and several identifiers do, and an MP4 whose index is at its end can't be decoded from a
 * pipe at all. On disk it takes what it takes as a file; in memory, nothing.
 */
export async function openSpooled(
  stream: NodeJS.ReadableStream,
  name: string,
  info: SourceInfo,
  tools: SourceTools,
): Promise<AudioSource> {
  const { ffmpeg, signal } = tools;
  // It may break before there is a place to write to; the pipeline below then tells.
  stream.on('error', () => {});
  const folder = await makeTempFolder(tools.tempFolder);
  try {
    const path = join(folder.path, 'sound');
    await spool(stream, path, new Room(folder.path, name, tools.free), name, signal);
    return await openMediaFile({ name, path, info, ffmpeg, signal, close: folder.remove });
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

async function spool(
  stream: NodeJS.ReadableStream,
  path: string,
  room: Room,
  name: string,
  signal?: AbortSignal,
): Promise<void> {
  const source = stream instanceof Readable ? stream : Readable.from(stream);
  const watched = async function* (pieces: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer | string> {
    for await (const piece of pieces) {
      await room.take(piece.length);
      yield piece;
    }
  };
  try {
    const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
    await pipeline(source, watched, file, { ...(signal && { signal }) });
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof SourceError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOSPC' ? `the disk is full; set TMPDIR to a folder with more room` : reasonIn(cause);
    throw new SourceError(`"${name}" couldn't be kept in "${path}": ${why}.`, { cause });
  }
}
