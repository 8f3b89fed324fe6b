import { open, stat } from 'node:fs/promises';
import { endianness } from 'node:os';
import { ProcessingError } from '../domain/errors.js';
import type { AudioSource } from '../domain/ports/source.js';
import { runFfmpeg } from './ffmpeg.js';
import { listeningOptions } from './filters.js';
import { hasOneRate } from './mp3-rate.js';
import { type Probe, probe } from './probe.js';
import { type Decoded, type Playable, virtualWav } from './virtual-wav.js';

/** What browsers play, by what ffmpeg calls the container and what is in it. */
const PLAYED: ReadonlyArray<readonly [container: RegExp, codec: RegExp, type: string]> = [
  [/^mp3$/, /^mp3/, 'audio/mpeg'],
  [/^flac$/, /^flac$/, 'audio/flac'],
  [/^ogg$/, /^(vorbis|opus|flac)$/, 'audio/ogg'],
  [/^wav$/, /^pcm_(u8|s16le|s24le|f32le)$/, 'audio/wav'],
  [/^mov,mp4/, /^aac$/, 'audio/mp4'],
  [/^matroska,webm$/, /^(vorbis|opus)$/, 'audio/webm'],
];
/** Beyond it a WAV file has another structure, which not every browser knows. */
const LARGEST_WAV = 2 ** 32;

/** The type by which a browser plays a file as it is; null where it has to be decoded for it. */
function playedAs({ container, audio }: Pick<Probe, 'container' | 'audio'>, size: number): string | null {
  const found = PLAYED.find(([of, codec]) => of.test(container ?? '') && codec.test(audio?.codec ?? ''));
  if (!found || (found[2] === 'audio/wav' && size >= LARGEST_WAV)) return null;
  return found[2];
}

/** A file that was opened, as a browser plays it: as it is, if it can. `asWav` decodes it all the same. */
export async function playableFile(
  path: string,
  duration: number,
  { ffmpeg, asWav, signal }: { ffmpeg: string; asWav: boolean; signal: AbortSignal },
): Promise<Playable> {
  const { size } = await stat(path);
  const tag = await stampOf(path);
  const played = asWav ? null : playedAs(await probe(ffmpeg, { path }, signal), size);
  const type = played !== 'audio/mpeg' || (await hasOneRate(path)) ? played : null;
  if (type !== null) return { type, size, tag, read: (start, end) => bytesOf(path, start, end), close: async () => {} };
  return virtualWav({
    duration,
    channels: 2,
    tag,
    decode: (request) => stereo(ffmpeg, path, request),
    close: async () => {},
  });
}

/** Any other source: it is decoded where somebody listens, and fetched as far as that needs. */
export function playableSource(source: AudioSource, duration: number, tag: string): Playable {
  return virtualWav({
    duration,
    channels: 1,
    tag,
    async *decode(request) {
      for await (const pcm of source.pcm(request)) yield littleEndian(pcm);
    },
    close: () => source.close(),
  });
}

/** Tells a file from others, and from itself before it was written anew. */
export async function stampOf(path: string): Promise<string> {
  const { dev, ino, size, mtimeMs } = await stat(path);
  return [dev, ino, size, Math.round(mtimeMs)].map((part) => part.toString(36)).join('-');
}

const PIECE = 65_536;

async function* bytesOf(path: string, start: number, end: number): AsyncIterable<Uint8Array> {
  const file = await open(path, 'r');
  try {
    for (let at = start; at < end; ) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(PIECE, end - at)), 0, undefined, at);
      // Cut short meanwhile: what was promised can't be given.
      if (bytesRead === 0) throw new ProcessingError(`${path} has become shorter while it was played.`);
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** A decoder needs what came before, as `decode.ts` says. */
const PREROLL_SECONDS = 0.5;
const FRAME = 4;

async function* stereo(
  ffmpeg: string,
  path: string,
  { rate, start, end, signal }: Parameters<Decoded['decode']>[0],
): AsyncIterable<Uint8Array> {
  const seek = Math.max(0, start - PREROLL_SECONDS);
  let skip = Math.round((start - seek) * rate) * FRAME;
  const run = runFfmpeg(ffmpeg, {
    input: { path },
    inputOptions: seek > 0 ? ['-ss', seek.toFixed(6)] : [],
    outputOptions: listeningOptions(rate, ['-t', (end - seek + 1 / rate).toFixed(6)]),
  });
  const abort = (): void => void run.kill();
  signal.addEventListener('abort', abort, { once: true });
  try {
    signal.throwIfAborted();
    for await (const chunk of run.output as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      const bytes = chunk.subarray(Math.min(skip, chunk.length));
      skip -= chunk.length - bytes.length;
      if (bytes.length > 0) yield bytes;
    }
  } finally {
    signal.removeEventListener('abort', abort);
    await run.kill();
  }
}

function littleEndian(pcm: Int16Array): Uint8Array {
  const bytes = Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  return endianness() === 'LE' ? bytes : Buffer.from(bytes).swap16();
}
