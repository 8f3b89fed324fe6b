import { open, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { FormatError, ProcessingError, SourceError } from '../../domain/errors.js';
import type { AudioSource, PcmRequest } from '../../domain/ports.js';
import type { SourceInfo } from '../../domain/tracklist.js';
import { decode } from '../decode.js';
import { whatItIs } from '../media-formats.js';
import { type Probe, probe } from '../probe.js';
import { nameOfFile } from '../source-name.js';
import type { SourceTools } from './registry.js';

export async function openFile(location: string, tools: SourceTools): Promise<AudioSource> {
  const path = /^file:/i.test(location) ? fileURLToPath(location) : location;
  const head = await readHead(path);
  const found = await probe(tools.ffmpeg, { path }, tools.signal);
  refuseUnlessAudio(path, found, head);
  return fileSource(tools.ffmpeg, path, found, head.size, {
    name: nameOfFile(path),
    kind: 'file',
    location: path,
    ...(found.title && { title: found.title }),
    ...(found.artist && { artist: found.artist }),
  });
}

/** The sound of a file that is known to have some. Other kinds of source that spool to disk use it too. */
export function fileSource(
  ffmpeg: string,
  path: string,
  found: Probe,
  size: number,
  info: SourceInfo,
  close: () => Promise<void> = async () => {},
): AudioSource {
  const trusted = found.estimated ? null : found.duration;
  return {
    info,
    duration: found.duration,
    seekable: true,
    pcm: (request: PcmRequest) =>
      decode(ffmpeg, { ...request, input: { path }, name: info.location || info.name, duration: trusted, size }),
    close,
  };
}

interface Head {
  bytes: Uint8Array;
  size: number;
}

/** Enough for every signature and for the first lines of a text. */
const HEAD_BYTES = 4096;

export async function readHead(path: string): Promise<Head> {
  try {
    const about = await stat(path);
    if (about.isDirectory()) throw new FormatError(`"${path}" is a folder, not an audio file.`);
    if (!about.isFile()) throw new SourceError(`"${path}" is neither a file nor a folder.`);
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      if (bytesRead === 0) throw new FormatError(`"${path}" is empty.`);
      return { bytes: buffer.subarray(0, bytesRead), size: about.size };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof FormatError || error instanceof SourceError) throw error;
    throw unreadable(path, error);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "doesn't exist",
  ENOTDIR: "doesn't exist",
  EACCES: "can't be read: permission denied",
  EPERM: "can't be read: permission denied",
  ELOOP: 'is a link that leads back to itself',
  ENAMETOOLONG: 'is too long a name',
  EIO: "can't be read: the disk failed",
};

export function unreadable(path: string, cause: unknown): SourceError {
  const { code, message } = cause as NodeJS.ErrnoException;
  return new SourceError(`"${path}" ${REASONS[code ?? ''] ?? `can't be read: ${message}`}.`, { cause });
}

/** Throws one sentence that names the file and says what it is instead. */
export function refuseUnlessAudio(name: string, found: Probe, head: Head): void {
  const { ending, complaints, audio } = found;
  if (ending.error && ending.code === null) {
    throw new ProcessingError(`ffmpeg couldn't be started for "${name}": ${ending.error.message}.`, {
      cause: ending.error,
    });
  }
  const last = complaints.at(-1) ?? 'no reason given';
  if (ending.signal)
    throw new ProcessingError(`ffmpeg was ended by ${ending.signal} when it looked at "${name}": ${last}.`);
  const complaint = (pattern: RegExp): boolean => complaints.some((line) => pattern.test(line));

  if (!found.container) {
    const what = whatItIs(head.bytes);
    if (what) throw new FormatError(`"${name}" is no audio file: it is ${what}.`);
    if (complaint(/moov atom not found/)) {
      throw new FormatError(
        `"${name}" is cut off: the index that an MP4 has at its end is missing. Get the whole file.`,
      );
    }
    if (complaint(/not on whitelist|Invalid data|Invalid argument|Failed to read frame|End of file/i)) {
      throw new FormatError(`"${name}" is no audio file that ffmpeg knows.`);
    }
    throw new ProcessingError(`ffmpeg failed on "${name}": ${last}.`);
  }
  if (!audio) {
    const only = found.video ? 'only moving pictures' : found.picture ? 'only a picture' : 'no sound';
    throw new FormatError(`"${name}" holds ${only}: it has no audio stream.`);
  }
  if (found.decodable) return;
  if (audio.codec === 'none' || complaint(/Decoder .*not found|Unknown decoder/)) {
    throw new FormatError(
      `"${name}" can't be decoded: this ffmpeg has no decoder for its sound (it may be copy-protected).`,
    );
  }
  // Damaged at its head, perhaps, and good later: decoding will tell.
}
