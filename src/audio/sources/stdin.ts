import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FormatError, SourceError } from '../../domain/errors.js';
import type { AudioSource } from '../../domain/ports.js';
import { probe } from '../probe.js';
import { safeName } from '../source-name.js';
import { makeTempFolder } from '../temp-folder.js';
import { fileSource, readHead, refuseUnlessAudio } from './file.js';
import type { SourceTools } from './registry.js';

const NAME = 'standard input';

export const openStdin = (_location: string, tools: SourceTools): Promise<AudioSource> =>
  openSpooled(tools.stdin, NAME, { name: 'stdin', kind: 'stdin', location: '' }, tools);

/**
 * Sound that comes only once, forwards: written to disk as it arrives, then read from there. A pipe can't be asked the
 * same stretch twice, as probing and several identifiers do, and an MP4 whose index is at its end can't be decoded from a
 * pipe at all. On disk it takes what it takes as a file; in memory, nothing.
 */
export async function openSpooled(
  stream: NodeJS.ReadableStream,
  name: string,
  info: { name: string; kind: string; location: string },
  tools: SourceTools,
): Promise<AudioSource> {
  const { signal } = tools;
  const folder = await makeTempFolder(tools.tempFolder);
  try {
    const path = join(folder.path, 'sound');
    await spool(stream, path, name, signal);
    if ((await stat(path)).size === 0) throw new FormatError(`${name} is empty: nothing came.`);
    const head = await readHead(path);
    const found = await probe(tools.ffmpeg, { path }, signal);
    refuseUnlessAudio(name, found, head);
    const named = {
      ...info,
      name: safeName(info.name),
      ...(found.title && { title: found.title }),
      ...(found.artist && { artist: found.artist }),
    };
    return fileSource(tools.ffmpeg, path, found, head.size, named, () => folder.remove());
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

async function spool(stream: NodeJS.ReadableStream, path: string, name: string, signal?: AbortSignal): Promise<void> {
  const source = stream instanceof Readable ? stream : Readable.from(stream);
  try {
    await pipeline(source, createWriteStream(path, { flags: 'wx', mode: 0o600 }), { ...(signal && { signal }) });
  } catch (cause) {
    signal?.throwIfAborted();
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOSPC') {
      throw new SourceError(`No room to keep ${name}: the disk with "${path}" is full. Set TMPDIR to a larger one.`, {
        cause,
      });
    }
    throw new SourceError(`${name} broke off: ${message}.`, { cause });
  }
}
