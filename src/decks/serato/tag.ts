import type { FileHandle } from 'node:fs/promises';

export const MARKERS = 'Serato Markers2';
export const GRID = 'Serato BeatGrid';
/** What is read at once: a tag without a picture is smaller, and pictures are passed over. */
const HEAD = 64 * 1024;
/** Serato's parts have some thousand bytes. */
export const LARGEST = 1 << 20;
export const MOST_PARTS = 1000;

/** Serato's parts by their names. */
export type Parts = Map<string, Buffer>;

/** Adds what a tag of text has: in Base64 what it is, then its name with a NUL, and the data. */
export function addText(parts: Parts, name: string, text: string): void {
  const data = Buffer.from(text, 'base64');
  const start = data.indexOf(`${name}\0`, 0, 'latin1');
  if (start >= 0) parts.set(name, data.subarray(start + name.length + 1));
}

/** The beginning of an audio file, and what else of it is asked for. */
export class Tag {
  readonly #file: FileHandle;
  #head: Buffer | null = null;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Fewer bytes where the file ends. */
  async read(at: number, length: number): Promise<Buffer> {
    this.#head ??= await this.#from(0, HEAD);
    return at + length <= this.#head.length ? this.#head.subarray(at, at + length) : this.#from(at, length);
  }

  async #from(position: number, length: number): Promise<Buffer> {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await this.#file.read({ buffer, position });
    return buffer.subarray(0, bytesRead);
  }
}
