/** What an interleaved stream is made of: sound, passed through unchanged, and blocks of text about it. */
export type IcyPart = { audio: Uint8Array } | { block: Uint8Array };

/** The block's length counts in sixteens. */
const UNIT = 16;
/** Servers use 8,000 to 64,000; more than this is a header that means something else. */
const LONGEST_INTERVAL = 1 << 22;

/** The interval that `icy-metaint` tells; null when there is nothing interleaved, or nonsense is told. */
export function metadataInterval(header: string | null | undefined): number | null {
  const interval = /^\s*\d{1,8}\s*$/.test(header ?? '') ? Number(header) : 0;
  return interval > 0 && interval <= LONGEST_INTERVAL ? interval : null;
}

/**
 * Takes the text out of a SHOUTcast or Icecast stream: after every `interval` bytes of sound one byte tells how many
 * sixteens of text follow. Chunks may be cut anywhere.
 */
export class IcyDemuxer {
  readonly #interval: number;
  #soundLeft: number;
  /** Null between two blocks. */
  #block: Uint8Array | null = null;
  #filled = 0;

  constructor(interval: number) {
    this.#interval = interval;
    this.#soundLeft = interval;
  }

  *push(chunk: Uint8Array): Generator<IcyPart> {
    let at = 0;
    while (at < chunk.length) {
      if (this.#soundLeft > 0) {
        const audio = chunk.subarray(at, at + this.#soundLeft);
        this.#soundLeft -= audio.length;
        at += audio.length;
        yield { audio };
      } else if (!this.#block) {
        const length = chunk[at++]! * UNIT;
        if (length === 0) this.#soundLeft = this.#interval;
        else this.#block = new Uint8Array(length);
        this.#filled = 0;
      } else {
        const part = chunk.subarray(at, at + this.#block.length - this.#filled);
        this.#block.set(part, this.#filled);
        this.#filled += part.length;
        at += part.length;
        if (this.#filled < this.#block.length) return;
        const block = this.#block;
        this.#block = null;
        this.#soundLeft = this.#interval;
        yield { block };
      }
    }
  }
}
