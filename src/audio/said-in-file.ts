import { type FileSays, parseFfmetadata } from '../domain/ffmetadata.js';
import { runFfmpeg } from './ffmpeg.js';

/** A day of chapters and a tag with a whole list are a tenth of this. */
const LARGEST = 4 << 20;
/** A file whose head can be read at all says it at once. */
const PATIENCE_MS = 20_000;

/** The tags and chapters of a file, in whatever container; nothing where ffmpeg can't say. */
export async function saidInFile(ffmpeg: string, path: string, signal: AbortSignal): Promise<FileSays> {
  signal.throwIfAborted();
  const run = runFfmpeg(ffmpeg, { input: { path }, outputOptions: ['-f', 'ffmetadata'] });
  const late = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  const stop = (): void => void run.kill();
  late.addEventListener('abort', stop, { once: true });
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of run.output as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > LARGEST) {
        await run.kill();
        break;
      }
      chunks.push(chunk);
    }
    await run.ended;
  } finally {
    late.removeEventListener('abort', stop);
  }
  signal.throwIfAborted();
  return parseFfmetadata(Buffer.concat(chunks).toString('utf8'));
}
