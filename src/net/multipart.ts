import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Upload } from './fetch.js';

export interface FilePart {
  name: string;
  fileName: string;
  content: Uint8Array;
}

/** A file on disk, which may be too large for memory. */
export interface DiskPart extends Omit<FilePart, 'content'> {
  path: string;
  bytes: number;
}

/** A form with a file (RFC 7578), whole in memory: its length is known, and it can be sent again. Names are ours, never a user's. */
export function multipart(fields: Record<string, string>, file: FilePart): { body: Uint8Array; contentType: string } {
  const { head, tail, contentType } = around(fields, file);
  return { body: Buffer.concat([head, file.content, tail]), contentType };
}

/** The same with a file that is read while it is sent. */
export function multipartUpload(fields: Record<string, string>, file: DiskPart): { body: Upload; contentType: string } {
  const { head, tail, contentType } = around(fields, file);
  async function* open(): AsyncGenerator<Uint8Array> {
    yield head;
    yield* fileUpload(file).open();
    yield tail;
  }
  return { body: { bytes: head.length + file.bytes + tail.length, open }, contentType };
}

/** A file by itself, as it is put somewhere. */
export const fileUpload = ({ path, bytes }: Pick<DiskPart, 'path' | 'bytes'>): Upload => ({
  bytes,
  open: () => createReadStream(path),
});

function around(
  fields: Record<string, string>,
  file: Omit<FilePart, 'content'>,
): { head: Buffer; tail: Buffer; contentType: string } {
  const boundary = `tracklistify-${randomBytes(16).toString('hex')}`;
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head =
    `--${boundary}\r\nContent-Disposition: form-data; name="${file.name}"; filename="${file.fileName}"\r\n` +
    'Content-Type: application/octet-stream\r\n\r\n';
  return {
    head: Buffer.from(parts.join('') + head, 'utf8'),
    tail: Buffer.from(`\r\n--${boundary}--\r\n`),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}
