import type { FileHandle } from 'node:fs/promises';
import { FormatError } from '../../domain/errors.js';
import type { Embedding, SoundTags } from '../../domain/ports/embed.js';

export type { Embedding, SoundTags };

export const isOfSound = (tags: Embedding | SoundTags): tags is SoundTags => !('chapters' in tags);
/** `127.98`, `128` */
export const bpmTag = (bpm: number): string => String(Math.round(bpm * 100) / 100);

/** The file that is made, piece by piece: bytes of our own, stretches of the file that it is a copy of, and what is made of those. */
export type Piece = Uint8Array | { from: number; to: number } | AsyncIterable<Uint8Array>;

/** A plan for a copy, and what the container can't hold. */
export interface Layout {
  pieces: Piece[];
  notes: string[];
}

/** A file that is read here and there. */
export class Reader {
  readonly size: number;
  readonly #file: FileHandle;

  constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.size = size;
  }

  /** Fewer bytes only at the end of the file. */
  async at(offset: number, length: number): Promise<Buffer> {
    const bytes = Buffer.alloc(Math.max(0, Math.min(length, this.size - offset)));
    let read = 0;
    while (read < bytes.length) {
      const { bytesRead } = await this.#file.read(bytes, read, bytes.length - read, offset + read);
      if (bytesRead === 0) return bytes.subarray(0, read);
      read += bytesRead;
    }
    return bytes;
  }

  /** A part that has to be there whole. */
  async whole(offset: number, length: number, what: string): Promise<Buffer> {
    if (length > LARGEST_PART) throw new FormatError(`Its ${what} is too large to be true.`);
    const bytes = await this.at(offset, length);
    if (bytes.length < length) throw new FormatError(`Its ${what} is cut off.`);
    return bytes;
  }
}

/** Of tags: a cover picture of print quality has a tenth of it. */
const LARGEST_PART = 128 << 20;

export const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
export const u32be = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};
export const u32le = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};

/** The first of so many bytes of UTF-8, without a part of a character at the end. */
export function cutUtf8(text: string, most: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= most) return text;
  let end = most;
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}
