import type { Readable } from 'node:stream';
import type { FullFormat, PcmRequest } from '../domain/ports/source.js';
import { toSamples } from './samples.js';

/** ffmpeg tells of its second output: `[info]   Stream #1:0: Audio: pcm_s16le, 44100 Hz, stereo, s16, 1411 kb/s` */
const TOLD = /^\[info\] +Stream #1:0[^:]*: Audio: pcm_s16[lb]e[^,]*, (\d+) Hz, (mono|stereo)/;

/** Hands on the second output of one run of ffmpeg, beside the first. */
export class FullSound {
  readonly #take: NonNullable<PcmRequest['onFull']>;
  /** Seconds at the beginning that aren't wanted. */
  readonly #skip: number;
  readonly #told: Promise<FullFormat | null>;
  #stopped = false;
  #tell!: (format: FullFormat | null) => void;

  constructor(take: NonNullable<PcmRequest['onFull']>, skip: number) {
    this.#take = take;
    this.#skip = skip;
    this.#told = new Promise((resolve) => {
      this.#tell = resolve;
    });
  }

  /** Nothing more is wanted. */
  stop(): void {
    this.#stopped = true;
  }

  /** A line of ffmpeg's: by another pipe than the sound, so it may come later. */
  line(line: string): void {
    const [, rate, layout] = TOLD.exec(line) ?? [];
    if (rate !== undefined) this.#tell({ rate: Number(rate), channels: layout === 'mono' ? 1 : 2 });
  }

  /** Resolves when all has been handed on, or the run has ended before it had any. */
  async handOn(sound: Readable, ended: Promise<unknown>): Promise<void> {
    void ended.then(() => this.#tell(null));
    let rest: Buffer = Buffer.alloc(0);
    let skip: number | null = null;
    for await (const bytes of sound as AsyncIterable<Buffer>) {
      const format = await this.#told;
      if (!format || this.#stopped) return;
      skip ??= Math.round(this.#skip * format.rate) * format.channels;
      const joined = rest.length > 0 ? Buffer.concat([rest, bytes]) : bytes;
      const whole = joined.length - (joined.length % (2 * format.channels));
      rest = joined.subarray(whole);
      let samples = toSamples(joined.subarray(0, whole));
      const skipped = Math.min(skip, samples.length);
      skip -= skipped;
      samples = samples.subarray(skipped);
      if (samples.length > 0) await this.#take(samples, format);
    }
  }
}
