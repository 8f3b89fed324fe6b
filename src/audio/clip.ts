import { Readable } from 'node:stream';
import { ProcessingError } from '../domain/errors.js';
import type { AudioSource } from '../domain/ports/source.js';
import type { Span } from '../domain/span.js';
import { wavOf } from '../domain/wav.js';
import { encodersOf } from './capabilities.js';
import { runFfmpeg } from './ffmpeg.js';

/** As on a compact disc: it is for ears. */
const RATE = 44_100;

/** Some seconds of a mix as a file's content, in mono. */
export async function clipOf(
  source: AudioSource,
  { start, end }: Span,
  { ffmpeg, format, signal }: { ffmpeg: string; format: 'mp3' | 'wav'; signal: AbortSignal },
): Promise<Uint8Array> {
  const pcm = new Int16Array(Math.round((end - start) * RATE));
  let count = 0;
  for await (const chunk of source.pcm({ rate: RATE, start, end, signal })) {
    const part = chunk.subarray(0, pcm.length - count);
    pcm.set(part, count);
    count += part.length;
  }
  if (count === 0) throw new ProcessingError(`"${source.info.name}" ends before the stretch that is wanted of it.`);
  const wav = wavOf(pcm.subarray(0, count), RATE);
  return format === 'wav' ? wav : asMp3(wav, ffmpeg, signal);
}

async function asMp3(wav: Uint8Array, ffmpeg: string, signal: AbortSignal): Promise<Uint8Array> {
  if (!(await encodersOf(ffmpeg, signal)).has('libmp3lame')) {
    throw new ProcessingError(`This ffmpeg can't write MP3 (${ffmpeg}). Name a file that ends in .wav.`);
  }
  const run = runFfmpeg(ffmpeg, {
    input: { stream: Readable.from([wav], { objectMode: false }), format: 'wav' },
    outputOptions: ['-c:a', 'libmp3lame', '-b:a', '192k', '-write_xing', '0', '-map_metadata', '-1', '-f', 'mp3'],
  });
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of run.output) chunks.push(chunk as Buffer);
    const { code } = await run.ended;
    if (code !== 0) throw new ProcessingError("ffmpeg couldn't write the clip as MP3. Name a file that ends in .wav.");
    return Buffer.concat(chunks);
  } finally {
    await run.kill();
  }
}
