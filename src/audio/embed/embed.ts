import { chmod, type FileHandle, open, realpath, rm, stat } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { FormatError, SourceError, WriteError } from '../../domain/errors.js';
import type { EmbedAudio, Embedding, EmbedRequest, SoundTags, TagInPlace } from '../../domain/ports/embed.js';
import { reasonIn } from '../../domain/system-words.js';
import { moveInto, putInPlace } from '../../files/place.js';
import { temporaryIn } from '../../files/temporary.js';
import { isOfSound, type Layout, type Piece, Reader } from './bytes.js';
import { flacLayout } from './flac.js';
import { tagLength } from './id3.js';
import { mp3Layout } from './mp3.js';
import { Fragmented, mp4Layout } from './mp4.js';
import { oggLayout } from './ogg.js';
import { remux } from './remux.js';
import { aiffLayout, wavLayout } from './riff.js';

type Plan = (file: Reader, embedding: Embedding | SoundTags) => Promise<Layout>;

/** Copied so much at a time. */
const BLOCK = 1 << 20;

/** Most files are copied byte for byte, with their tags made anew; `ffmpeg` writes those of which all parts move. */
export function embedWith(ffmpeg: () => Promise<string>): EmbedAudio {
  return async (request) => {
    const { from, to, replace, signal } = request;
    const temporary = temporaryIn(dirname(to));
    try {
      const notes = await written(request, temporary, ffmpeg);
      signal.throwIfAborted();
      return (await putInPlace(temporary, to, replace)) ? notes : null;
    } catch (error) {
      throw named(error, from, to, signal);
    } finally {
      await rm(temporary, { force: true }).catch(() => {});
    }
  };
}

/**
 * The file as it was gets a second name first, and then the new one takes its place: whenever it is killed, the file is there whole, as it
 * was or as it is to be.
 */
export const tagInPlace: TagInPlace = async ({ path, tags, signal }) => {
  // A link stays one.
  const real = await realpath(path);
  const temporary = temporaryIn(dirname(real));
  try {
    await written({ from: real, embedding: tags, signal }, temporary, noFfmpeg);
    await chmod(temporary, (await stat(real)).mode & 0o7777);
    signal.throwIfAborted();
    for (let number = 1; ; number++) {
      const backup = `${real}${number === 1 ? '' : `.${number}`}.bak`;
      if (!(await putInPlace(real, backup, false))) continue;
      await moveInto(temporary, real);
      return backup;
    }
  } catch (error) {
    throw named(error, path, path, signal);
  } finally {
    await rm(temporary, { force: true }).catch(() => {});
  }
};

const noFfmpeg = (): Promise<string> => Promise.reject(new Error('Tags need no ffmpeg.'));

function named(error: unknown, from: string, to: string, signal: AbortSignal): unknown {
  signal.throwIfAborted();
  // A length in the file that leads out of it.
  if (error instanceof RangeError) return new FormatError(`${from}: It is damaged.`, { cause: error });
  if (error instanceof FormatError) return new FormatError(`${from}: ${error.message}`, { cause: error });
  return namedDisk(error, to);
}

async function written(
  request: Pick<EmbedRequest, 'from' | 'embedding' | 'signal'>,
  temporary: string,
  ffmpeg: () => Promise<string>,
): Promise<string[]> {
  const { from, embedding, signal } = request;
  const source = await open(from).catch((cause: unknown) => {
    throw new SourceError(`${from} can't be read: ${reasonIn(cause)}.`, { cause });
  });
  try {
    const reader = new Reader(source, (await source.stat()).size);
    const plan = await planFor(reader, isOfSound(embedding));
    if (plan) {
      try {
        const { pieces, notes } = await plan(reader, embedding);
        await copy(reader, pieces, temporary, signal);
        return notes;
      } catch (error) {
        if (!(error instanceof Fragmented)) throw error;
      }
    }
  } finally {
    await source.close();
  }
  if (isOfSound(embedding)) {
    throw new FormatError(
      'Tags are written into MP3, M4A, FLAC, Ogg, Opus, WAV and AIFF; what it is has to be written anew.',
    );
  }
  return remux({
    ffmpeg: await ffmpeg(),
    from,
    to: temporary,
    extension: extname(from).toLowerCase(),
    embedding,
    signal,
  });
}

const NO_TAGS =
  'Tempo and key are written into MP3, M4A, FLAC, Ogg, Opus, WAV and AIFF: convert it to one of them first.';

/** By what the file holds, whatever it is called; null for what ffmpeg has to write. */
async function planFor(file: Reader, isOfSound: boolean): Promise<Plan | null> {
  const head = await file.at(0, 16);
  const begin = tagLength(head);
  const first = begin > 0 ? await file.at(begin, 4) : head;
  const is = (at: number, mark: string): boolean => head.toString('latin1', at, at + mark.length) === mark;
  if (first.toString('latin1', 0, 4) === 'fLaC') return flacLayout;
  if (is(0, 'OggS')) return oggLayout;
  if ((is(0, 'RIFF') || is(0, 'RF64') || is(0, 'BW64')) && is(8, 'WAVE')) return wavLayout;
  if (is(0, 'FORM') && (is(8, 'AIFF') || is(8, 'AIFC'))) return aiffLayout;
  if (is(4, 'ftyp') || is(4, 'moov') || is(4, 'mdat')) return mp4Layout;
  if (isMatroska(head) || isWindowsMedia(head)) return null;
  if (isMpegSound(first) || (begin > 0 && !isAac(first))) return mp3Layout;
  if (isOfSound) throw new FormatError(NO_TAGS);
  throw new FormatError(
    isAac(first)
      ? 'Bare AAC holds no chapters. Put it into an M4A file first: ffmpeg -i mix.aac -c copy mix.m4a'
      : 'Its format holds no chapters; MP3, M4A, FLAC, Ogg, Opus, WAV, AIFF, Matroska, WebM and WMA do.',
  );
}

const isMatroska = (head: Buffer): boolean => head.length >= 4 && head.readUInt32BE(0) === 0x1a45dfa3;
const isWindowsMedia = (head: Buffer): boolean => head.length >= 4 && head.readUInt32BE(0) === 0x3026b275;
/** A frame of MPEG sound begins with eleven bits of 1; AAC has the same, and says that it is of no layer. */
const begins = (head: Buffer): boolean => head[0] === 0xff && ((head[1] ?? 0) & 0xe0) === 0xe0;
const isMpegSound = (head: Buffer): boolean => begins(head) && (head[1]! & 6) !== 0;
const isAac = (head: Buffer): boolean => begins(head) && (head[1]! & 6) === 0;

async function copy(file: Reader, pieces: readonly Piece[], to: string, signal: AbortSignal): Promise<void> {
  const target = await open(to, 'wx');
  try {
    for (const piece of pieces) {
      if (piece instanceof Uint8Array) await write(target, piece);
      else if ('from' in piece) {
        for (let at = piece.from; at < piece.to; at += BLOCK) {
          signal.throwIfAborted();
          await write(target, await file.at(at, Math.min(BLOCK, piece.to - at)));
        }
      } else {
        for await (const part of piece) {
          signal.throwIfAborted();
          await write(target, part);
        }
      }
    }
    await target.sync();
  } finally {
    await target.close();
  }
}

async function write(target: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await target.write(bytes, at)).bytesWritten;
}

function namedDisk(error: unknown, to: string): unknown {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (!code || !syscall) return error;
  return new WriteError(`${to} can't be written: ${reasonIn(error)}.`, { cause: error });
}
