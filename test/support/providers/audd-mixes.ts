import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackAudio } from '../../../src/domain/ports/pack.js';
import type { AudioSource } from '../../../src/domain/ports/source.js';
import { wavOf } from '../../../src/domain/wav.js';
import type { Recognised } from './recogniser.js';

/** Samples a second of mixes that say in their samples which second of which mix they are. */
const RATE = 100;
/** Seconds that every track of them is played. */
const TRACK = 240;

/** Four samples say what follows: a mark, the mix, and the second in two parts. */
const MARK = 31_000;

/** Its tracks are called `mix.number`; every fourth of them is unknown. */
export function numberedMix(mix: number, seconds: number, info: Partial<AudioSource['info']> = {}): AudioSource {
  return {
    info: { name: `mix ${mix}`, kind: 'file', location: `/mixes/${mix}.wav`, id: `mix-${mix}`, ...info },
    duration: seconds,
    seekable: true,
    async *pcm({ start = 0, end = seconds }) {
      for (let t = Math.round(start); t < Math.min(end, seconds); t++) {
        const chunk = new Int16Array(RATE).fill(1000);
        chunk.set([MARK, mix, t >> 8, 100 + (t & 255)]);
        yield chunk;
      }
    },
    close: async () => {},
  };
}

export const titleAt = (mix: number, second: number): string | null =>
  Math.floor(second / TRACK) % 4 === 3 ? null : `${mix}.${Math.floor(second / TRACK)}`;

/** Which second of which mix a sound begins with. */
export function whereIs(pcm: Int16Array): { mix: number; second: number } | null {
  const at = pcm.indexOf(MARK);
  return at < 0 ? null : { mix: pcm[at + 1]!, second: (pcm[at + 2]! << 8) + pcm[at + 3]! - 100 };
}

export function recogniseNumbered(pcm: Int16Array): Recognised | null {
  const where = whereIs(pcm);
  const title = where && titleAt(where.mix, where.second);
  return title
    ? { track: { title, artist: 'A', pcm: new Int16Array(0) }, offset: where.second % TRACK, votes: 9 }
    : null;
}

/** Packs sound as it is: no test of a service needs ffmpeg. */
export function packAsWav(folder: string): PackAudio & { stretches: unknown[] } {
  let made = 0;
  const packed: unknown[] = [];
  const pack: PackAudio = async ({ source, stretches, signal }) => {
    packed.push(stretches);
    const chunks: Int16Array[] = [];
    const real = [];
    for (const { start, end } of stretches) {
      let samples = 0;
      for await (const chunk of source.pcm({ rate: RATE, start, end, signal })) {
        chunks.push(chunk);
        samples += chunk.length;
      }
      if (samples > 0) real.push({ start, end: start + samples / RATE });
    }
    const pcm = new Int16Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
    let at = 0;
    for (const chunk of chunks) {
      pcm.set(chunk, at);
      at += chunk.length;
    }
    const wav = wavOf(pcm, RATE);
    const own = join(folder, `pack-${++made}`);
    await mkdir(own, { recursive: true });
    const path = join(own, 'sound.wav');
    await writeFile(path, wav);
    return {
      ...{ path, bytes: wav.length, seconds: pcm.length / RATE, extension: 'wav', contentType: 'audio/wav' },
      stretches: real,
      remove: () => rm(own, { recursive: true, force: true }),
    };
  };
  return Object.assign(pack, { stretches: packed });
}
