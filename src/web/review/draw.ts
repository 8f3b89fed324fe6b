import type { Waveform } from '../../domain/mix-sound.js';
import type { Span } from '../../domain/span.js';
import { clock } from '../../domain/time.js';
import { ticks } from '../shared/axis.js';
import type { Standing } from '../shared/standing.js';
import { BANDS, type Band, reduced } from '../shared/waveform.js';

export type Colours = Record<
  Standing | Band | 'panel' | 'raised' | 'ink' | 'quiet' | 'line' | 'accent' | 'back',
  string
>;

/** As the style sheet has them, light or dark. */
export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  return new Proxy({} as Record<string, string>, {
    get: (known, name: string) => (known[name] ??= style.getPropertyValue(`--${name}`).trim()),
  }) as Colours;
}

/** A canvas as sharp as the screen, with pixels of the page as its unit. */
export function fitted(canvas: HTMLCanvasElement): {
  context: CanvasRenderingContext2D;
  width: number;
  height: number;
} {
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = window.devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
  const context = canvas.getContext('2d')!;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}

/** An entry as it is drawn. */
export interface Block extends Span {
  lane: number;
  standing: Standing;
  label: string;
  isSelected: boolean;
}

/**
 * The sound of a stretch, its deepest band behind the others, mirrored at the middle. Written pixel by pixel: filling outlines as
 * jagged as these takes several times as long.
 */
export function drawWave(
  context: CanvasRenderingContext2D,
  box: { top: number; width: number; height: number },
  waveform: Waveform,
  heights: Float32Array,
  { start, end }: Span,
  colours: Colours,
): void {
  const ratio = context.getTransform().a;
  const [width, half] = [Math.round(box.width * ratio), Math.floor((box.height * ratio) / 2)];
  const step = (end - start) / width;
  // Columns begin at multiples of their length, so that none changes its height as it moves.
  const first = Math.floor(start / step);
  const levels = reduced(waveform, { start: first * step, end: (first + width) * step }, width);
  const image = context.createImageData(width, half * 2);
  const pixels = new Uint32Array(image.data.buffer);
  const [low, mid, high] = BANDS.map((band) => pixelOf(colours[band])) as [number, number, number];
  const reach = Float32Array.from({ length: 256 }, (_, level) => heights[level]! * half);
  for (let y = 0; y < half; y++) {
    const above = (half - 1 - y) * width;
    const below = (half + y) * width;
    for (let x = 0; x < width; x++) {
      const colour =
        reach[levels.high[x]!]! > y ? high : reach[levels.mid[x]!]! > y ? mid : reach[levels.low[x]!]! > y ? low : 0;
      pixels[above + x] = colour;
      pixels[below + x] = colour;
    }
  }
  context.putImageData(image, 0, Math.round(box.top * ratio));
}

/** `#rrggbb` as it lies in the memory of a picture: every machine with a browser is little-endian. */
function pixelOf(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as [
    number,
    number,
    number,
  ];
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** Entries as blocks, a lane below another where they overlap; named where there is room. */
export function drawBlocks(
  context: CanvasRenderingContext2D,
  box: { top: number; width: number; lane: number },
  blocks: readonly Block[],
  { start, end }: Span,
  colours: Colours,
): void {
  const scale = box.width / (end - start);
  for (const block of blocks) {
    if (block.end < start || block.start > end) continue;
    const left = Math.max((block.start - start) * scale, -4);
    const width = Math.max(Math.min((block.end - start) * scale, box.width + 4) - left - 1, 1.5);
    const top = box.top + block.lane * box.lane;
    drawBlock(context, block, { left, top, width, height: box.lane - 2 }, colours);
  }
}

function drawBlock(
  context: CanvasRenderingContext2D,
  { standing, label, isSelected }: Block,
  { left, top, width, height }: { left: number; top: number; width: number; height: number },
  colours: Colours,
): void {
  const path = new Path2D();
  path.roundRect(left + 0.5, top + 0.5, Math.max(width - 1, 1), height - 1, Math.min(3, width / 2, height / 2));
  const isNamed = height > 12;
  context.globalAlpha = isSelected ? 1 : isNamed ? 0.28 : 0.65;
  if (standing === 'unknown') {
    context.strokeStyle = colours.unknown;
    context.setLineDash([3, 3]);
    if (isSelected) {
      context.fillStyle = colours.unknown;
      context.globalAlpha = 0.45;
      context.fill(path);
    }
    context.globalAlpha = 1;
    context.stroke(path);
    context.setLineDash([]);
  } else {
    context.fillStyle = colours[standing];
    context.fill(path);
  }
  context.globalAlpha = 1;
  if (!isNamed || width < 28) return;
  const shownFrom = Math.max(left, 0) + 6;
  context.save();
  context.beginPath();
  context.rect(left, top, width - 4, height);
  context.clip();
  context.fillStyle = isSelected && standing !== 'unknown' ? colours.back : colours.ink;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  context.font = `${isSelected ? 600 : 400} 12px system-ui, sans-serif`;
  context.fillText(label.slice(0, 200), shownFrom, top + height / 2 + 0.5);
  context.restore();
}

/** Times below what they stand for. */
export function drawTicks(
  context: CanvasRenderingContext2D,
  box: { top: number; width: number; height: number },
  span: Span,
  colours: Colours,
): void {
  const scale = box.width / (span.end - span.start);
  context.fillStyle = colours.quiet;
  context.strokeStyle = colours.line;
  context.lineWidth = 1;
  context.font = '11px system-ui, sans-serif';
  context.textBaseline = 'middle';
  for (const time of ticks(span, box.width, 76)) {
    const x = Math.round((time - span.start) * scale) + 0.5;
    context.beginPath();
    context.moveTo(x, box.top);
    context.lineTo(x, box.top + 4);
    context.stroke();
    const text = clock(time);
    const { width } = context.measureText(text);
    const left = Math.max(0, Math.min(x - width / 2, box.width - width));
    context.fillText(text, left, box.top + box.height / 2 + 3);
  }
}
