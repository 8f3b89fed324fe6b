import { constants, createReadStream, openSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import { addAbortSignal, Readable } from 'node:stream';

/**
 * A file's bytes, or a pipe's. Whoever opens a pipe whose writer hasn't come yet waits in a place that no signal reaches, and
 * that the process can't leave: so it is opened without waiting, and the system tells when there is something to read.
 */
export function openStream(path: string | Buffer, platform = process.platform): Readable {
  if (platform === 'win32' || !statSync(path).isFIFO()) return createReadStream(path);
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}

/** All that comes; null where that is more than `most` bytes. Ends when the signal does. */
export async function bytesOf(
  open: () => NodeJS.ReadableStream,
  most: number,
  signal: AbortSignal | undefined,
): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    const opened = open();
    const stream = opened instanceof Readable ? opened : Readable.from(opened);
    if (signal) addAbortSignal(signal, stream);
    for await (const chunk of stream) {
      const bytes = Buffer.from(chunk);
      size += bytes.length;
      if (size > most) return null;
      chunks.push(bytes);
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
  return Buffer.concat(chunks);
}

/** The same as UTF-8. */
export async function textOf(...wanted: Parameters<typeof bytesOf>): Promise<string | null> {
  return (await bytesOf(...wanted))?.toString('utf8') ?? null;
}
