import { wavHeader } from '../domain/wav.js';

/** Sound as a browser plays it: a file, or what looks like one. */
export interface Playable {
  type: string;
  /** Bytes. */
  size: number;
  /** Another one whenever the bytes are. */
  tag: string;
  /** Bytes from `start` up to `end`, and no others are read. */
  read(start: number, end: number, signal: AbortSignal): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** Sound that is decoded when somebody listens to it. */
export interface Decoded {
  /** Seconds. */
  duration: number;
  /** What `decode` gives at most: two where the left and right of it can be had. */
  channels: 1 | 2;
  /** 16 bits, little-endian, channels in turns; from one time of it to another, in seconds. It may end early. */
  decode(request: { rate: number; start: number; end: number; signal: AbortSignal }): AsyncIterable<Uint8Array>;
  tag: string;
  close(): Promise<void>;
}

const BYTES = 2;
/** A WAV file tells its length in 32 bits: six hours in stereo, twenty-seven in half of the rate and mono. */
const LARGEST = 2 ** 32 - 1024;
const RATES = [44_100, 22_050, 11_025, 8000];
/** Silence is given out in pieces of so many bytes. */
const PIECE = 65_536;

/** A WAV file that isn't there: each of its bytes is a moment of the sound, so that a player may begin anywhere. */
export function virtualWav({ duration, channels, decode, tag, close }: Decoded): Playable {
  const rate = RATES.find((one) => duration * one * channels * BYTES <= LARGEST) ?? RATES.at(-1)!;
  const frame = channels * BYTES;
  const frames = Math.min(Math.ceil(duration * rate), Math.floor(LARGEST / frame));
  const header = wavHeader(rate, frames * frame, channels);
  return {
    type: 'audio/wav',
    size: header.length + frames * frame,
    tag: `${tag}-wav`,
    async *read(start, end, signal) {
      if (start < header.length) yield header.subarray(start, Math.min(end, header.length));
      const from = Math.max(0, start - header.length);
      const to = end - header.length;
      if (to <= from) return;
      // Of the first frame a player may want the second half only.
      const first = Math.floor(from / frame);
      let skip = from - first * frame;
      let left = to - from;
      const request = { rate, start: first / rate, end: Math.ceil(to / frame) / rate, signal };
      for await (const chunk of decode(request)) {
        const bytes = chunk.subarray(Math.min(skip, chunk.length));
        skip -= chunk.length - bytes.length;
        const wanted = bytes.subarray(0, left);
        left -= wanted.length;
        if (wanted.length > 0) yield wanted;
        if (left === 0) return;
      }
      // What was promised is given: where the sound ends before its own word, it is quiet.
      for (; left > 0; left -= Math.min(left, PIECE)) {
        signal.throwIfAborted();
        yield new Uint8Array(Math.min(left, PIECE));
      }
    },
    close,
  };
}
