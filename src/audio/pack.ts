import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ProcessingError, SourceError } from '../domain/errors.js';
import type { PackAudio, PackedAudio, PackRequest } from '../domain/ports/pack.js';
import { lengthOf, type Span } from '../domain/span.js';
import { reasonIn } from '../domain/system-words.js';
import { clock } from '../domain/time.js';
import { wavHeader } from '../domain/wav.js';
import { makeTempFolder } from '../files/temp-folder.js';
import { encodersOf } from './capabilities.js';
import { isComplaint, withoutMarks } from './complaints.js';
import { type FfmpegEnding, runFfmpeg } from './ffmpeg.js';
import { Room } from './room.js';

/** All that services listen to lies below 5 kHz; twice that and some more. */
const RATE = 16_000;

interface Packing {
  encoder: string;
  extension: string;
  contentType: string;
  /** Kilobits a second, the best first. */
  rates: readonly number[];
  options: (kilobits: number) => string[];
}

/** Everybody takes MP3; the others for an ffmpeg that can't write it. */
const PACKINGS: readonly Packing[] = [
  {
    encoder: 'libmp3lame',
    extension: 'mp3',
    contentType: 'audio/mpeg',
    rates: [48, 32, 24],
    // Without the frame that tells the length, which a pipe can't be gone back to for.
    options: (kilobits) => ['-b:a', `${kilobits}k`, '-write_xing', '0', '-id3v2_version', '0', '-f', 'mp3'],
  },
  {
    encoder: 'libopus',
    extension: 'ogg',
    contentType: 'audio/ogg',
    rates: [40, 24],
    options: (kilobits) => ['-b:a', `${kilobits}k`, '-f', 'ogg'],
  },
  // Every ffmpeg has it. Half of the samples' own size, mostly.
  { encoder: 'flac', extension: 'flac', contentType: 'audio/flac', rates: [160], options: () => ['-f', 'flac'] },
];

export interface Packer {
  ffmpeg: string;
  tempFolder: string;
}

/** Packs the sound of any source: what is heard of it, not its file, which may be a pipe or lie elsewhere, and may hold more. */
export function packWith({ ffmpeg, tempFolder }: Packer): PackAudio {
  let chosen: Promise<Packing> | undefined;
  return async (request) => {
    chosen ??= choose(ffmpeg, request.signal);
    let packing: Packing;
    try {
      packing = await chosen;
    } catch (error) {
      chosen = undefined;
      throw error;
    }
    const seconds = request.stretches.reduce((sum, stretch) => sum + lengthOf(stretch), 0);
    const { maxBytes, source } = request;
    const kilobits = packing.rates.find((rate) => seconds * rate * 125 < maxBytes * 0.98);
    if (kilobits === undefined) throw tooLong(source.info.name, seconds, maxBytes);
    const folder = await makeTempFolder(tempFolder);
    try {
      const path = join(folder.path, `sound.${packing.extension}`);
      const made = await write(ffmpeg, path, request, [
        ...['-map', '0:a:0', '-c:a', packing.encoder, '-ac', '1', '-map_metadata', '-1'],
        ...packing.options(kilobits),
      ]);
      const { extension, contentType } = packing;
      return { path, ...made, extension, contentType, remove: folder.remove };
    } catch (error) {
      await folder.remove();
      throw error;
    }
  };
}

async function choose(ffmpeg: string, signal: AbortSignal): Promise<Packing> {
  const encoders = await encodersOf(ffmpeg, signal);
  const packing = PACKINGS.find(({ encoder }) => encoders.has(encoder));
  if (packing) return packing;
  throw new ProcessingError(
    `This ffmpeg can write neither MP3 nor Opus nor FLAC, one of which a mix is sent as: install a full one (${ffmpeg}).`,
  );
}

const tooLong = (name: string, seconds: number, maxBytes: number): SourceError =>
  new SourceError(
    `"${name}" is too long to be sent as one file: ${clock(seconds)} don't fit into ${Math.round(maxBytes / 1e6)} MB. ` +
      'Name parts of it by --start and --end.',
  );

async function write(
  ffmpeg: string,
  path: string,
  request: PackRequest,
  outputOptions: readonly string[],
): Promise<Pick<PackedAudio, 'bytes' | 'seconds' | 'stretches'>> {
  const { source, maxBytes, signal } = request;
  const real: Span[] = [];
  const sound = soundOf(request, real);
  const input = Readable.from(sound.chunks, { objectMode: false });
  let complaint = '';
  const run = runFfmpeg(ffmpeg, {
    input: { stream: input, format: 'wav' },
    // The header can't tell a length that nobody knows yet.
    inputOptions: ['-ignore_length', '1'],
    outputOptions,
    onLine: (line) => {
      if (isComplaint(line)) complaint = withoutMarks(line);
    },
  });
  const abort = (): void => void run.kill();
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    const room = new Room(path, source.info.name);
    const bytes = await keep(path, run.output, async (chunk, size) => {
      signal.throwIfAborted();
      if (size > maxBytes) throw tooLong(source.info.name, sound.seconds(), maxBytes);
      await room.take(chunk.length);
    });
    const ending = await run.ended;
    signal.throwIfAborted();
    if (sound.failure()) throw sound.failure();
    refuseBroken(ending, source.info.name, complaint);
    return { bytes, seconds: sound.seconds(), stretches: real };
  } finally {
    signal.removeEventListener('abort', abort);
    await run.kill();
    // Ends the decoding of the source too.
    input.destroy();
  }
}

/** The samples of the stretches as one WAV file; `real` is told where each of them ends. */
function soundOf({ source, stretches, signal }: PackRequest, real: Span[]) {
  let samples = 0;
  let failure: unknown = null;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield wavHeader(RATE);
    try {
      for (const { start, end } of stretches) {
        const before = samples;
        for await (const { buffer, byteOffset, byteLength, length } of source.pcm({ rate: RATE, start, end, signal })) {
          samples += length;
          yield new Uint8Array(buffer, byteOffset, byteLength);
        }
        if (samples > before) real.push({ start, end: start + (samples - before) / RATE });
      }
    } catch (error) {
      // ffmpeg sees an end, and this is told when it has come to it.
      failure = error;
    }
  }
  return { chunks: chunks(), seconds: () => samples / RATE, failure: () => failure };
}

async function keep(
  path: string,
  output: Readable,
  check: (chunk: Buffer, size: number) => Promise<void>,
): Promise<number> {
  let file: FileHandle | undefined;
  let size = 0;
  try {
    file = await open(path, 'wx', 0o600);
    for await (const chunk of output as AsyncIterable<Buffer>) {
      size += chunk.length;
      await check(chunk, size);
      await file.write(chunk);
    }
    return size;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOSPC') throw new SourceError('The disk is full: set TMPDIR to a folder with more room.', { cause });
    throw cause;
  } finally {
    await file?.close();
  }
}

function refuseBroken(ending: FfmpegEnding, name: string, complaint: string): void {
  if (ending.code === 0) return;
  const why = complaint || (ending.error ? reasonIn(ending.error) : `it ended with ${ending.signal ?? ending.code}`);
  throw new ProcessingError(`ffmpeg couldn't pack "${name}" for being sent: ${why}.`);
}
