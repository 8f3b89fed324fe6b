import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SourceError } from '../domain/errors.js';

/** Bytes that are free on the disk of a folder. */
export type FreeBytes = (folder: string) => Promise<number>;

export const freeBytes: FreeBytes = async (folder) => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};

/** Room on the disk that is left to everybody else. */
export const SPARE_BYTES = 64 * 2 ** 20;
/** Bytes written between two looks at the disk: a part of what is left. */
const LOOK_EVERY = 16 * 2 ** 20;

/** Watches the disk while something of unknown length is written to it, and ends that before the disk is full. */
export class Room {
  readonly #folder: string;
  readonly #name: string;
  readonly #free: FreeBytes;
  #unseen = LOOK_EVERY;

  /** `name` is what is written, for messages. */
  constructor(folder: string, name: string, free: FreeBytes = freeBytes) {
    this.#folder = folder;
    this.#name = name;
    this.#free = free;
  }

  /** To be called before so many bytes are written. */
  async take(bytes: number): Promise<void> {
    this.#unseen += bytes;
    if (this.#unseen < LOOK_EVERY) return;
    this.#unseen = 0;
    const free = await this.#free(this.#folder);
    if (free < SPARE_BYTES + bytes) throw noRoom(this.#name, this.#folder, free);
  }
}

export function noRoom(name: string, folder: string, free: number, size?: number): SourceError {
  const needs = size === undefined ? 'needs more room than there is' : `has ${mega(size)} MB`;
  return new SourceError(
    `"${name}" ${needs}: ${mega(free)} MB are free in "${dirname(folder)}", of which ${mega(SPARE_BYTES)} MB are left alone. Set TMPDIR to a folder with more room.`,
  );
}

const mega = (bytes: number): number => Math.round(bytes / 1e6);
