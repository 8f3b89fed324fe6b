import { clock } from '../../domain/time.js';
import type { Entry, Tracklist } from '../../domain/tracklist.js';
import type { OutputStream, Style } from './terminal.js';

/** Neighbours must differ; yellow and red are left to say that something is doubtful. */
const COLOURS = ['cyan', 'magenta', 'blue', 'green'] as const;

type Paint = (style: Style) => Style;

/** The colour of an entry in the strip, and of its number in the table. */
export function entryPaint(index: number): Paint {
  return (style) => style[COLOURS[index % COLOURS.length]!];
}

interface Glyphs {
  /** Two that alternate, for where colour doesn't tell entries apart. */
  block: readonly [string, string];
  both: string;
  unknown: string;
  tick: string;
}

const UNICODE: Glyphs = { block: ['█', '▓'], both: '▒', unknown: '░', tick: '╵' };
const ASCII: Glyphs = { block: ['=', '-'], both: 'x', unknown: '.', tick: '|' };

/**
 * The mix's time line in one line, each entry a block in proportion that begins with its number: two tracks at once, and
 * music that nobody could name, look different with and without colour. A second line marks the times.
 */
export function timeStrip(tracklist: Tracklist, stream: OutputStream): string[] {
  const { entries, duration } = tracklist;
  const width = stream.columns;
  if (!(duration > 0) || entries.length === 0 || width < 20) return [];
  const glyphs = stream.unicode ? UNICODE : ASCII;
  const cells = cover(entries, duration, width);
  return [paintCells(cells, entries, glyphs, stream), stream.style.dim(timeMarks(duration, width, glyphs.tick))];
}

/** Heard from here: before `start`, the track before it still leads. */
function heardFrom(entry: Entry): number {
  return entry.transition ? Math.min(entry.transition.start, entry.start) : entry.start;
}

/** For each cell the indexes of the entries that sound in its middle; an entry too short for any middle gets its first cell. */
function cover(entries: readonly Entry[], duration: number, width: number): number[][] {
  const cells: number[][] = Array.from({ length: width }, () => []);
  const cellOf = (time: number) => Math.min(width - 1, Math.max(0, Math.floor((time / duration) * width)));
  for (const [index, entry] of entries.entries()) {
    const from = heardFrom(entry);
    let any = false;
    for (let cell = cellOf(from); cell <= cellOf(entry.end); cell++) {
      const middle = ((cell + 0.5) / width) * duration;
      if (middle < from || middle >= entry.end) continue;
      cells[cell]!.push(index);
      any = true;
    }
    if (!any) cells[cellOf(from)]!.push(index);
  }
  return cells;
}

function paintCells(cells: number[][], entries: readonly Entry[], glyphs: Glyphs, stream: OutputStream): string {
  const { style } = stream;
  const numbers = placeNumbers(cells, entries.length);
  // The solid block only: beside a neighbour in another colour it needs no second shade.
  const block = (index: number) => glyphs.block[style.level > 0 ? 0 : index % 2]!;
  return cells
    .map((active, cell) => {
      const digit = numbers.get(cell);
      const last = active.at(-1);
      if (last === undefined) return ' ';
      const paint = entryPaint(last)(style);
      if (digit !== undefined) return entries[last]!.kind === 'unknown' ? style.dim(digit) : paint.inverse(digit);
      const before = active.at(-2);
      if (before !== undefined) return paint[background(before)](glyphs.both);
      return entries[last]!.kind === 'unknown' ? style.dim(glyphs.unknown) : paint(block(last));
    })
    .join('');
}

function background(index: number) {
  const colour = COLOURS[index % COLOURS.length]!;
  return `bg${colour[0]!.toUpperCase()}${colour.slice(1)}` as 'bgCyan' | 'bgMagenta' | 'bgBlue' | 'bgGreen';
}

/** Each entry's number where it first sounds alone, else at its first cell; left out where the entry is too narrow for it. */
function placeNumbers(cells: number[][], count: number): Map<number, string> {
  const placed = new Map<number, string>();
  for (let index = 0; index < count; index++) {
    const text = String(index + 1);
    const isOwn = (active: number[] | undefined) => active?.at(-1) === index;
    const alone = cells.findIndex((active) => isOwn(active) && active.length === 1);
    const first = alone >= 0 ? alone : cells.findIndex(isOwn);
    // One cell more than the digits, so that the entry's own shade is seen too.
    const fits = [...text, ' '].every((_, i) => isOwn(cells[first + i]));
    if (first >= 0 && fits) for (const [i, digit] of [...text].entries()) placed.set(first + i, digit);
  }
  return placed;
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];
/** `╵10:00:00` and two spaces. */
const MARK_WIDTH = 11;

/** The closest round times whose marks don't touch. */
function timeMarks(duration: number, width: number, tick: string): string {
  const perCell = duration / width;
  const step = STEPS.find((s) => s / perCell >= MARK_WIDTH) ?? duration;
  let line = '';
  for (let time = 0; time < duration; time += step) {
    const mark = tick + clock(time);
    const cell = Math.round(time / perCell);
    if (cell + mark.length > width) break;
    line = line.padEnd(cell) + mark;
  }
  return line;
}
