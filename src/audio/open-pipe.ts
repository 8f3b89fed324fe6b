import { constants, createReadStream, openSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';

/**
 * A file's bytes, or a pipe's. Whoever opens a pipe whose writer hasn't come yet waits in a place that no signal reaches, and
 * that the process can't leave: so it is opened without waiting, and the system tells when there is something to read.
 */
export function openStream(path: string | Buffer): Readable {
  if (process.platform === 'win32' || !statSync(path).isFIFO()) return createReadStream(path);
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}
