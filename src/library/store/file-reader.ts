import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { crc32 } from '../../files/checksum.js';
import { Damage } from './damage.js';
import { HEADER, MAX_FOOTER_BYTES, type Section, TRAILER_BYTES, TRAILER_MAGIC } from './segment-format.js';

/** A NAME.prints file of any format, read by position. */
export class FileReader {
  readonly name: string;
  readonly size: number;
  readonly #fd: number;

  /** Closed again when what is made of it can't be. */
  static open<T>(path: string, make: (file: FileReader) => T): T {
    const file = new FileReader(path);
    try {
      return make(file);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  private constructor(path: string) {
    this.name = basename(path, '.prints');
    this.#fd = openSync(path, 'r');
    this.size = fstatSync(this.#fd).size;
  }

  /** Fills as much of the first `length` bytes of `into` as the file has from `offset` on; returns how much that is. */
  read(into: Uint8Array, offset: number, length = into.length): number {
    let done = 0;
    while (done < length) {
      const got = readSync(this.#fd, into, done, length - done, offset + done);
      if (got === 0) break;
      done += got;
    }
    return done;
  }

  /** Reads a part of the file; throws Damage when it isn't what was written. */
  section({ offset, length, checksum }: Section, what: string): Uint8Array {
    if (!(length >= 0 && offset + length <= this.size)) throw new Damage(`${what} cut off`, this.name);
    const bytes = new Uint8Array(length);
    if (this.read(bytes, offset) < length) throw new Damage(`${what} cut off`, this.name);
    if (crc32(bytes) !== checksum) throw new Damage(`${what} of another checksum`, this.name);
    return bytes;
  }

  /** What the file says of itself at its end: JSON of whatever format. */
  footer(): unknown {
    const trailer = Buffer.alloc(TRAILER_BYTES);
    if (this.size < HEADER.length + TRAILER_BYTES) throw new Damage('the file is cut off');
    this.read(trailer, this.size - TRAILER_BYTES);
    if (!trailer.subarray(8).equals(TRAILER_MAGIC)) throw new Damage('the file has no end mark');
    const length = trailer.readUInt32LE(0);
    if (length > MAX_FOOTER_BYTES || length > this.size - TRAILER_BYTES)
      throw new Damage('the footer has no sound length');
    const text = Buffer.alloc(length);
    this.read(text, this.size - TRAILER_BYTES - length);
    if (crc32(text) !== trailer.readUInt32LE(4)) throw new Damage('the footer has another checksum');
    return JSON.parse(text.toString('utf8'));
  }

  close(): void {
    closeSync(this.#fd);
  }
}
