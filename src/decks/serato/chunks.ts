import type { FileHandle } from 'node:fs/promises';
import type { Context } from '../../domain/ports/context.js';
import { openFile } from '../open-file.js';

/** All of Serato's own files are rows of these: a name of four letters, a length, and so many bytes, which may be such rows again. */
export interface Chunk {
  tag: string;
  data: Buffer;
}

/** Name and length. */
const HEAD = 8;
/** No track or play takes a hundredth of it: a larger one is a length that lies. */
const LARGEST = 1 << 20;
const WINDOW = 1 << 20;
/** A file that is damaged in more places is something else. */
const MOST_DAMAGE = 10_000;
const NAME = /^[a-z][a-z0-9]{3}$/;

/**
 * A file's outermost chunks. Where it is damaged, reading goes on at the next chunk that is named `again`; that is said in
 * the end, once. At most a window of the file is in memory.
 */
export async function* chunksIn(path: string, again: string, { signal, emit }: Context): AsyncGenerator<Chunk> {
  const file = await openFile(path);
  let damages = 0;
  let firstAt: number | undefined;
  let cutAt: number | undefined;
  try {
    const { size } = await file.stat();
    const window = new Window(file, size);
    for (let at = 0; at < size; ) {
      signal.throwIfAborted();
      const head = await window.read(at, HEAD);
      const tag = head.toString('latin1', 0, 4);
      const length = head.length < HEAD ? Infinity : head.readUInt32BE(4);
      const isWhole = NAME.test(tag) && length <= LARGEST && at + HEAD + length <= size;
      if (isWhole) {
        yield { tag, data: await window.read(at + HEAD, length) };
        at += HEAD + length;
        continue;
      }
      const next = damages < MOST_DAMAGE ? await window.find(again, at + 1, size) : -1;
      if (next < 0) {
        cutAt = at;
        break;
      }
      damages++;
      firstAt ??= at;
      at = next;
    }
  } finally {
    await file.close();
  }
  if (damages > 0) {
    const places = damages === 1 ? '' : `, and at ${damages - 1} more places`;
    emit({ type: 'warning', message: `"${path}" is damaged at byte ${firstAt}${places}; the rest of it is used.` });
  }
  if (cutAt !== undefined) {
    emit({
      type: 'warning',
      message: `"${path}" can be read up to byte ${cutAt} only; what stands before that is used.`,
    });
  }
}

/** The chunks inside of one, as far as they are whole. */
export function chunksOf(data: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 0; at + HEAD <= data.length; ) {
    const [tag, end] = [data.toString('latin1', at, at + 4), at + HEAD + data.readUInt32BE(at + 4)];
    if (!NAME.test(tag) || end > data.length) break;
    chunks.push({ tag, data: data.subarray(at + HEAD, end) });
    at = end;
  }
  return chunks;
}

/** UTF-16 with the high byte first, as all of Serato's text, up to a NUL where there is one. */
export function textIn(data: Buffer): string {
  const text = Buffer.from(data.subarray(0, data.length & ~1))
    .swap16()
    .toString('utf16le');
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

/** A file read in order, or nearly so, a large piece at a time. */
class Window {
  readonly #file: FileHandle;
  readonly #bytes: Buffer;
  #start = 0;
  #length = 0;

  constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.#bytes = Buffer.alloc(Math.min(WINDOW + LARGEST, size));
  }

  /** Fewer bytes where the file ends. They are the caller's until the next call. */
  async read(at: number, length: number): Promise<Buffer> {
    if (at < this.#start || at + length > this.#start + this.#length) await this.#load(at);
    const from = at - this.#start;
    return this.#bytes.subarray(from, Math.min(from + length, this.#length));
  }

  /** Where a text stands next; -1 where it doesn't. */
  async find(text: string, from: number, size: number): Promise<number> {
    for (let at = from; at < size; at += WINDOW) {
      // So much further that one on the border of two pieces is found.
      const found = (await this.read(at, WINDOW + text.length)).indexOf(text, 0, 'latin1');
      if (found >= 0) return at + found;
    }
    return -1;
  }

  async #load(at: number): Promise<void> {
    this.#start = at;
    this.#length = 0;
    while (this.#length < this.#bytes.length) {
      const { bytesRead } = await this.#file.read({
        buffer: this.#bytes,
        offset: this.#length,
        length: this.#bytes.length - this.#length,
        position: at + this.#length,
      });
      if (bytesRead === 0) return;
      this.#length += bytesRead;
    }
  }
}
