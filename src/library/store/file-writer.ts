import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

const BUFFER_BYTES = 1 << 18;

/** A new file written from front to back through one buffer, and safe on the disk when `close` returns. */
export class FileWriter {
  readonly #fd: number;
  readonly #buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  #used = 0;
  #flushed = 0;
  #open = true;

  constructor(path: string) {
    this.#fd = openSync(path, 'wx');
  }

  get offset(): number {
    return this.#flushed + this.#used;
  }

  write(bytes: Uint8Array): void {
    if (bytes.length > BUFFER_BYTES - this.#used) this.#flush();
    if (bytes.length > BUFFER_BYTES) {
      this.#writeAll(bytes);
    } else {
      this.#buffer.set(bytes, this.#used);
      this.#used += bytes.length;
    }
  }

  close(): void {
    this.#flush();
    fsyncSync(this.#fd);
    this.abandon();
  }

  /** Closes without a promise about what reached the disk. */
  abandon(): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#fd);
  }

  #flush(): void {
    this.#writeAll(this.#buffer.subarray(0, this.#used));
    this.#used = 0;
  }

  #writeAll(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#fd, bytes, done, bytes.length - done);
    this.#flushed += bytes.length;
  }
}
