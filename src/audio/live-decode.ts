import { once } from 'node:events';
import { endianness } from 'node:os';
import { PassThrough } from 'node:stream';
import { isComplaint, withoutMarks } from './complaints.js';
import { runFfmpeg } from './ffmpeg.js';

/** Encoded bytes that may wait for ffmpeg: a few seconds of any station. */
const WAITING_BYTES = 256 * 1024;

export interface LiveDecoding {
  /** Path of the ffmpeg program. */
  ffmpeg: string;
  /** Samples a second; mono, 16 bits. */
  rate: number;
  /** ffmpeg's name of the format, where the bytes don't tell. */
  format?: string;
}

/**
 * Decodes bytes as they come in, for as long as they come: one piece of a broadcast that one decoder can read. Whoever
 * feeds it waits while it is busy, and it waits while nobody takes its sound, so memory stays bounded.
 */
export class LiveDecoder {
  readonly #input = new PassThrough({ highWaterMark: WAITING_BYTES });
  readonly #run;
  #gone = false;
  #complaint = '';

  constructor({ ffmpeg, rate, format }: LiveDecoding) {
    // That the decoder has gone shows at the next `write`.
    this.#input.on('error', () => {});
    this.#run = runFfmpeg(ffmpeg, {
      input: { stream: this.#input, ...(format && { format }) },
      outputOptions: [
        '-map',
        '0:a:0',
        // Time stamps of a broadcast jump; the samples themselves are the time.
        '-af',
        `aresample=${rate},aformat=sample_fmts=s16:channel_layouts=mono`,
        '-f',
        endianness() === 'LE' ? 's16le' : 's16be',
      ],
      onLine: (line) => {
        if (isComplaint(line)) this.#complaint = withoutMarks(line);
      },
    });
    void this.#run.ended.then(() => {
      this.#gone = true;
      this.#input.destroy();
    });
  }

  /** What ffmpeg complained of last; empty when it didn't. */
  get complaint(): string {
    return this.#complaint;
  }

  /** Resolves when there is room for more; to false when the decoder has ended, whatever is still to come. */
  async write(bytes: Uint8Array): Promise<boolean> {
    if (this.#gone) return false;
    if (this.#input.write(bytes)) return true;
    await Promise.race([once(this.#input, 'drain').catch(() => {}), this.#run.ended]);
    return !this.#gone;
  }

  /** No more bytes: what is in the decoder still comes out. */
  end(): void {
    this.#input.end();
  }

  /** To be called once. */
  async *samples(): AsyncGenerator<Int16Array, void> {
    let odd = Buffer.alloc(0);
    for await (const chunk of this.#run.output as AsyncIterable<Buffer>) {
      const bytes = odd.length > 0 ? Buffer.concat([odd, chunk]) : chunk;
      const length = bytes.length >> 1;
      odd = Buffer.from(bytes.subarray(length * 2));
      if (length === 0) continue;
      // A copy: samples must begin at an even byte, and a chunk may be a piece of shared memory.
      const memory = new Uint8Array(length * 2);
      memory.set(bytes.subarray(0, length * 2));
      yield new Int16Array(memory.buffer);
    }
  }

  /** Ends ffmpeg at once. */
  async close(): Promise<void> {
    await this.#run.kill();
  }
}
