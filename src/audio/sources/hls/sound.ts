import { Readable } from 'node:stream';
import { AudioError, FormatError } from '../../../domain/errors.js';
import { decode } from '../../decode.js';
import type { Packing, Unpacked } from './packed.js';
import { identityOfPart, type Segment } from './playlist.js';

/** A segment with its bytes, or without them. */
export type Item =
  | { segment: Segment; planned: number; sound: Loaded }
  | { segment: Segment; planned: number; missing: string; cause?: unknown };

export interface Loaded extends Unpacked {
  /** What has to come before the first segment of a run. */
  init: Buffer | null;
}

export type Heard =
  | { type: 'sound'; mixTime: number; pcm: Int16Array }
  /** Nothing could be had of this segment, or nothing decoded from this place on. */
  | { type: 'missing'; mixTime: number; seconds: number; reason: string; cause?: unknown };

export interface SoundJob {
  ffmpeg: string;
  /** For messages. */
  name: string;
  rate: number;
  signal?: AbortSignal | undefined;
  /** Where a run lies that begins with this segment and time stamp. */
  place(segment: Segment, planned: number, stamp: number | null): number;
  onDamage?: ((damage: { mixTime: number; message: string }) => void) | undefined;
  /** Given the bytes as the decoder gets them. */
  keep?: ((bytes: Uint8Array, extension: string) => Promise<void>) | undefined;
}

const EXTENSIONS: Record<NonNullable<Packing>, string> = {
  mpegts: 'ts',
  mp4: 'mp4',
  aac: 'aac',
  mp3: 'mp3',
  ac3: 'ac3',
  eac3: 'eac3',
};

/**
 * The sound of segments in a row. What belongs together goes to one decoder: until an encoding may change
 * (EXT-X-DISCONTINUITY, another EXT-X-MAP, another packing) or a segment is missing.
 */
export async function* soundOf(items: AsyncIterator<Item>, job: SoundJob): AsyncGenerator<Heard, void> {
  let pending: Item | null = null;
  const take = async (): Promise<Item | null> => {
    const { done, value } = await items.next();
    return done ? null : value;
  };
  try {
    for (;;) {
      const item = pending ?? (await take());
      pending = null;
      if (!item) return;
      if ('missing' in item) {
        const { planned, segment, missing, cause } = item;
        yield { type: 'missing', mixTime: planned, seconds: segment.duration, reason: missing, cause };
        continue;
      }
      const run = new Run(item, take, job);
      yield* run.sound();
      pending = run.rest;
    }
  } finally {
    // Not waited for: it may be in the middle of a long wait itself.
    void items.return?.().catch(() => {});
  }
}

type LoadedItem = Extract<Item, { sound: Loaded }>;

/** One decoder's share. */
class Run {
  /** What comes after it: an item that was taken and didn't fit. */
  rest: Item | null = null;
  readonly #first: LoadedItem;
  readonly #take: () => Promise<Item | null>;
  readonly #job: SoundJob;
  #fed = 0;

  constructor(first: LoadedItem, take: () => Promise<Item | null>, job: SoundJob) {
    this.#first = first;
    this.#take = take;
    this.#job = job;
  }

  async *sound(): AsyncGenerator<Heard, void> {
    const { segment, planned, sound } = this.#first;
    const { ffmpeg, name, rate, signal, onDamage, place } = this.#job;
    let stamp: number | null = null;
    let begun = (): void => {};
    const started = new Promise<void>((resolve) => {
      begun = resolve;
    });
    // What came before a failure is heard to its end; then the failure is reported.
    let failure: unknown;
    const bytes = this.#feed((error) => {
      failure = error;
    });
    const stream = Readable.from(bytes, { objectMode: false, highWaterMark: 1 << 18 });
    let start = planned;
    let given = 0;
    const samples = decode(ffmpeg, {
      input: { stream, ...(sound.packing && { format: sound.packing }) },
      name,
      rate,
      duration: null,
      signal,
      onStart(seconds) {
        stamp = seconds;
        begun();
      },
      onDamage: ({ mixTime, message }) => onDamage?.({ mixTime: start + mixTime, message }),
    });
    try {
      for await (const pcm of samples) {
        if (given === 0) {
          await started;
          start = place(segment, planned, sound.stamp ?? (isStamped(sound.packing) ? stamp : null));
        }
        yield { type: 'sound', mixTime: start + given / rate, pcm };
        given += pcm.length;
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (failure) throw failure;
      if (!(error instanceof AudioError)) throw error;
      if (given > 0) throw error;
      const cause = /matches no streams/.test(error.message)
        ? new FormatError(`"${name}" holds no sound: it has no audio stream.`, { cause: error })
        : error;
      yield { type: 'missing', mixTime: planned, seconds: this.#fed, reason: cause.message, cause };
    } finally {
      stream.destroy();
    }
    if (failure) throw failure;
  }

  async *#feed(onFailure: (error: unknown) => void): AsyncGenerator<Buffer, void> {
    const { init, packing } = this.#first.sound;
    try {
      if (init) yield* this.#give(init, packing);
      for (let item: LoadedItem = this.#first; ; ) {
        this.#fed += item.segment.duration;
        yield* this.#give(item.sound.bytes, packing);
        const next = await this.#take();
        if (!next) return;
        if ('missing' in next || !this.#fits(next)) {
          this.rest = next;
          return;
        }
        item = next;
      }
    } catch (error) {
      onFailure(error);
    }
  }

  async *#give(bytes: Buffer, packing: Packing): AsyncGenerator<Buffer, void> {
    await this.#job.keep?.(bytes, packing ? EXTENSIONS[packing] : 'bin');
    if (bytes.length > 0) yield bytes;
  }

  #fits({ segment, sound }: LoadedItem): boolean {
    const first = this.#first;
    return (
      segment.timeline === first.segment.timeline &&
      identityOfPart(segment.map) === identityOfPart(first.segment.map) &&
      sound.packing === first.sound.packing &&
      !sound.complete
    );
  }
}

/** Whether the decoder's time stamps come from the bytes, and aren't counted from 0. */
const isStamped = (packing: Packing): boolean => packing === 'mpegts' || packing === 'mp4';
