import type { Waveform } from '../../domain/mix-sound.js';
import type { Span } from '../../domain/span.js';

/** The deepest first: the order in which they are drawn over one another. */
export const BANDS = ['low', 'mid', 'high'] as const;
export type Band = (typeof BANDS)[number];

/** The same sound in fewer columns, each as loud as the loudest of those that it stands for; 0 where there is none. */
export function reduced(waveform: Waveform, { start, end }: Span, columns: number): Record<Band, Uint8Array> {
  const step = ((end - start) * waveform.perSecond) / columns;
  const first = start * waveform.perSecond;
  const loudest = (levels: Uint8Array): Uint8Array => {
    const out = new Uint8Array(columns);
    for (let column = 0; column < columns; column++) {
      const from = Math.floor(first + column * step);
      const to = Math.min(levels.length, Math.max(from + 1, Math.floor(first + (column + 1) * step)));
      let most = 0;
      for (let i = Math.max(0, from); i < to; i++) if (levels[i]! > most) most = levels[i]!;
      out[column] = most;
    }
    return out;
  };
  return { low: loudest(waveform.low), mid: loudest(waveform.mid), high: loudest(waveform.high) };
}

/** Decibels as they are draw loud and quiet alike; the ear takes half of them for nothing. */
const CURVE = 2.2;

/** How high each level is drawn, from 0 to 1: the mix's loudest is as high as it gets. */
export function heightsOf({ low, mid, high }: Waveform): Float32Array {
  let loudest = 1;
  for (const levels of [low, mid, high]) for (const level of levels) if (level > loudest) loudest = level;
  return Float32Array.from({ length: 256 }, (_, level) => Math.min(1, level / loudest) ** CURVE);
}

/** Half a waveform as an SVG path on the line y = 0: a column is one unit wide, and as high as `heights` says of its level. */
export function pathOf(levels: Uint8Array, heights: Float32Array, height: number): string {
  let path = 'M0 0l';
  let y = 0;
  for (const [column, level] of levels.entries()) {
    const next = -Math.round(heights[level]! * height);
    path += `${column === 0 ? '0' : '1'}${signed(next - y)} `;
    y = next;
  }
  return `${path.trimEnd()}V0z`;
}

const signed = (number: number): string => (number < 0 ? String(number) : ` ${number}`);
