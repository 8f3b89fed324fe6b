import { open } from 'node:fs/promises';

/** Places that are looked at, and bytes at each: several frames of the highest rate. */
const PLACES = 12;
const LOOK = 16_384;
/** Frames that must follow one another, so that bytes that only look like one aren't taken for it. */
const IN_A_ROW = 4;

/** Kilobits a second of Layer III, by the number in a frame's header: of MPEG-1, and of MPEG-2 with its half rates. */
const RATES = [
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
] as const;
const SAMPLES = [44_100, 48_000, 32_000];

/**
 * Whether all of an MP3 has one bit rate. Of such a file, browsers reckon where a moment is; of others they guess, by its header at
 * best: seeks in a set of a quarter of an hour were 2 to 5 s off with a Xing header, and 5 to 10 s without (Chromium 156).
 */
export async function hasOneRate(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const rates = new Set<number>();
    let found = 0;
    for (let place = 0; place < PLACES; place++) {
      const at = Math.floor((Math.max(0, size - LOOK) * place) / (PLACES - 1));
      const { buffer, bytesRead } = await file.read(Buffer.alloc(LOOK), 0, LOOK, at);
      const here = ratesIn(buffer.subarray(0, bytesRead));
      if (here.length > 0) found++;
      for (const rate of here) rates.add(rate);
      if (rates.size > 1) return false;
    }
    // Tags with pictures may lie at both ends.
    return rates.size === 1 && found * 2 > PLACES;
  } finally {
    await file.close();
  }
}

/** The rates of the first frames that follow one another. */
function ratesIn(bytes: Buffer): number[] {
  for (let from = 0; from + 4 <= bytes.length; from++) {
    const rates: number[] = [];
    for (let at = from; ; ) {
      const frame = frameAt(bytes, at);
      if (!frame) break;
      rates.push(frame.rate);
      at += frame.length;
    }
    if (rates.length >= IN_A_ROW) return rates;
  }
  return [];
}

/** ISO/IEC 11172-3, 2.4.2.3; null for anything else. */
function frameAt(bytes: Buffer, at: number): { rate: number; length: number } | null {
  if (at + 4 > bytes.length || bytes[at] !== 0xff) return null;
  const [second, third] = [bytes[at + 1]!, bytes[at + 2]!];
  const version = (second >> 3) & 3;
  const isLayer3 = (second & 0xe6) === 0xe2;
  const rate = RATES[version === 3 ? 0 : 1][third >> 4];
  const samples = SAMPLES[(third >> 2) & 3];
  if (!isLayer3 || version === 1 || !rate || samples === undefined) return null;
  const hertz = version === 3 ? samples : version === 2 ? samples / 2 : samples / 4;
  const length = Math.floor(((version === 3 ? 144_000 : 72_000) * rate) / hertz) + ((third >> 1) & 1);
  return { rate, length };
}
