import { isUtf8 } from 'node:buffer';
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
  return parseFfmetadata(textByLine(Buffer.concat(chunks)));
}

/** Comments are to be UTF-8, and are handed on as they are: each line of another program's is read as what that may have written. */
function textByLine(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  const lines: string[] = [];
  for (let at = 0; at <= bytes.length; ) {
    const end = bytes.indexOf(0x0a, at);
    const line = bytes.subarray(at, end < 0 ? bytes.length : end);
    lines.push(isUtf8(line) ? line.toString('utf8') : new TextDecoder('windows-1252').decode(line));
    at += line.length + 1;
  }
  return lines.join('\n');
}
