import { open } from 'node:fs/promises';

/** The longest Ogg page: 27 + 255 bytes of header, 255 segments of 255 bytes (RFC 3533, section 6). */
const OGG_PAGE_BYTES = 27 + 255 + 255 * 255;

/**
 * Whether a file ends before its own structure does. ffmpeg sees that in most formats by the duration they declare;
 * these declare none, or it goes by the file's size.
 */
export async function isCutOff(path: string | Buffer, size: number): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const head = await read(0, 4096);
    const magic = head.toString('latin1', 0, 4);
    if (magic === 'RIFF') return wavEnd(head) > size;
    if (magic === 'FORM') return 8 + head.readUInt32BE(4) > size;
    if (magic !== 'OggS') return false;
    const from = Math.max(0, size - OGG_PAGE_BYTES);
    return from + oggEnd(await read(from, OGG_PAGE_BYTES)) > size;
  } finally {
    await file.close();
  }

  async function read(position: number, length: number): Promise<Buffer> {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
    return buffer.subarray(0, bytesRead);
  }
}

/** Where a WAV's sound ends by its own word; 0 when it gives none, as one written into a pipe. */
function wavEnd(head: Buffer): number {
  for (let at = 12; at + 8 <= head.length; ) {
    const length = head.readUInt32LE(at + 4);
    if (head.toString('latin1', at, at + 4) === 'data') return length >= 0x7fffff00 ? 0 : at + 8 + length;
    at += 8 + length + (length % 2);
  }
  return 0;
}

/** Where the last page that begins in these bytes ends. */
function oggEnd(tail: Buffer): number {
  const at = tail.lastIndexOf('OggS', undefined, 'latin1');
  if (at < 0) return 0;
  const segments = tail[at + 26];
  if (segments === undefined || at + 27 + segments > tail.length) return tail.length + 1;
  let end = at + 27 + segments;
  for (const length of tail.subarray(at + 27, at + 27 + segments)) end += length;
  return end;
}
