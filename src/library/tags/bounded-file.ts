import type { FileHandle } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Beyond, TagLimits } from './limits.js';

/** Thrown through the parser when it has had enough. */
export class BeyondLimit extends Error {
  readonly beyond: Beyond;

  constructor(beyond: Beyond) {
    super(`beyond the limit of ${beyond}`);
    this.beyond = beyond;
  }
}

/** Small reads come in rows: this much is fetched for them at once. */
const WINDOW = 4096;

/** A file as the tag parser sees it: each of its reads is counted, and refused once there were too many. */
export class BoundedFile {
  readonly size: number;
  /** Tells the parser the format. */
  type = '';
  /** Bytes that the parser has asked for, and how often. */
  bytes = 0;
  reads = 0;
  /** Bytes of the largest read. */
  largest = 0;
  readonly #file: FileHandle;
  readonly #limits: TagLimits;
  #window = Buffer.alloc(0);
  #windowStart = 0;

  constructor(file: FileHandle, size: number, limits: TagLimits) {
    this.#file = file;
    this.size = size;
    this.#limits = limits;
  }

  slice(start: number, end: number): { arrayBuffer(): Promise<Uint8Array> } {
    return { arrayBuffer: () => this.#read(start, end - start) };
  }

  /** What the parser takes for a Blob: it uses `size`, `type` and `slice().arrayBuffer()`, and nothing else of it. */
  asBlob(): Blob {
    return this as unknown as Blob;
  }

  async #read(start: number, length: number): Promise<Uint8Array> {
    this.reads++;
    this.bytes += length;
    this.largest = Math.max(this.largest, length);
    if (this.bytes > this.#limits.bytes) throw new BeyondLimit('bytes');
    if (this.reads > this.#limits.reads) throw new BeyondLimit('reads');
    if (length >= WINDOW) return this.#fetch(start, length);
    if (start < this.#windowStart || start + length > this.#windowStart + this.#window.length) {
      this.#window = await this.#fetch(start, WINDOW);
      this.#windowStart = start;
    }
    return this.#window.subarray(start - this.#windowStart, start - this.#windowStart + length);
  }

  async #fetch(start: number, length: number): Promise<Buffer<ArrayBuffer>> {
    const buffer = Buffer.alloc(Math.min(length, Math.max(0, this.size - start)));
    const { bytesRead } = await this.#file.read(buffer, 0, buffer.length, start);
    return buffer.subarray(0, bytesRead);
  }
}

/** First bytes that tell a format, whatever a file is called. */
const MAGIC: ReadonlyArray<readonly [offset: number, bytes: string, type: string]> = [
  [0, 'fLaC', 'audio/flac'],
  [0, 'OggS', 'audio/ogg'],
  [4, 'ftyp', 'audio/mp4'],
  [8, 'WAVE', 'audio/wav'],
  [8, 'AIFF', 'audio/aiff'],
  [8, 'AIFC', 'audio/aiff'],
  [0, '\x1a\x45\xdf\xa3', 'audio/matroska'],
  [0, '\x30\x26\xb2\x75', 'audio/x-ms-wma'],
  [0, 'MAC ', 'audio/ape'],
  [0, 'wvpk', 'audio/wavpack'],
  [0, 'MPCK', 'audio/musepack'],
  [0, 'MP+', 'audio/musepack'],
];

/** MP3 has no first bytes of its own, and an ID3 tag may stand before any format: there the name tells. */
const BY_NAME: Readonly<Record<string, string>> = {
  '.flac': 'audio/flac',
  '.wav': 'audio/wav',
  '.aif': 'audio/aiff',
  '.aiff': 'audio/aiff',
  '.ape': 'audio/ape',
  '.mpc': 'audio/musepack',
};

/** The type that the parser is told for a file. */
export function typeOf(path: string, head: Uint8Array): string {
  const latin = Buffer.from(head).toString('latin1');
  const known = MAGIC.find(([offset, bytes]) => latin.startsWith(bytes, offset));
  return known?.[2] ?? BY_NAME[extname(path).toLowerCase()] ?? 'audio/mpeg';
}

/**
 * Whether a FLAC says of itself that it holds more comments than fit into it (RFC 9639 section 8.6): the parser makes room for as
 * many as are said, which is a quarter of a gigabyte for a few bytes.
 */
export async function liesOfComments(file: BoundedFile): Promise<boolean> {
  const read = async (at: number, length: number): Promise<DataView> => {
    const bytes = await file.slice(at, at + length).arrayBuffer();
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  };
  for (let at = 4, blocks = 0; at + 12 <= file.size && blocks < 200; blocks++) {
    const header = (await read(at, 4)).getUint32(0);
    const [type, length] = [(header >>> 24) & 0x7f, header & 0xffffff];
    if (type === 4) {
      const vendor = (await read(at + 4, 4)).getUint32(0, true);
      if (vendor + 8 > length || at + 12 + vendor > file.size) return true;
      const count = (await read(at + 8 + vendor, 4)).getUint32(0, true);
      if (count > (length - 8 - vendor) / 4) return true;
    }
    if (header >>> 31) break;
    at += 4 + length;
  }
  return false;
}
