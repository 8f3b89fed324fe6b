import { type OutputStream, plain, type Style } from './terminal.js';
import { type Align, displayWidth, pad, truncate } from './width.js';

export interface Column<Row> {
  header: string;
  /** Untrusted text is welcome: it is made safe here. */
  cell(row: Row): string;
  align?: Align;
  /** Columns it needs to say anything; a column without `min` is never cut. */
  min?: number;
  /** Its share of the room, against other columns that can be cut; 1 when absent. */
  weight?: number;
  /** Dropped when the table doesn't fit: the highest first. A column without it is never dropped. */
  drop?: number;
  /** Paints a cell; gets the text as it will be shown. */
  paint?(text: string, row: Row, style: Style): string;
}

export interface Table<Row> {
  columns: readonly Column<Row>[];
  rows: readonly Row[];
}

const GAP = '  ';

/** Sequences that terminals disagree on (tmux 3.3 gives a thumb with a skin tone four columns, a red heart one). */
const DISPUTED = /[\u200d\ufe0f\u{1f1e6}-\u{1f1ff}\u{1f3fb}-\u{1f3ff}]|\p{Spacing_Mark}/u;
/** So after them the cursor is told where the next column begins. */
const toColumn = (column: number): string => `\u001b[${column}G`;

interface Measured<Row> {
  column: Column<Row>;
  cells: string[];
  /** As wide as its widest cell. */
  natural: number;
  /** As narrow as it may become. */
  least: number;
}

/**
 * The lines of a table, each within the stream's width and none ever wrapped. Columns that are empty in all rows are left
 * out; when the rest doesn't fit, the least important ones go, then what may be cut shares the room.
 */
export function tableLines<Row>(table: Table<Row>, stream: OutputStream): string[] {
  const all = measure(table);
  const { kept, widths } = layOut(all, stream.bounded ? stream.columns : Number.POSITIVE_INFINITY);
  const { style, unicode } = stream;
  const ellipsis = unicode ? '…' : '...';
  const shape = (text: string, i: number): string => {
    const cut = truncate(text, widths[i]!, ellipsis);
    const align = kept[i]!.column.align;
    // No spaces after the last column: they would be copied along with the table.
    return i === kept.length - 1 && align !== 'right' ? cut : pad(cut, widths[i]!, align);
  };
  const lines = [
    kept.map((m, i) => style.bold(shape(m.column.header, i))).join(GAP),
    style.dim(widths.map((width) => (unicode ? '─' : '-').repeat(width)).join(GAP)),
  ];
  for (const [r, row] of table.rows.entries()) {
    let line = '';
    let next = 1;
    for (const [i, { column, cells }] of kept.entries()) {
      const text = shape(cells[r]!, i);
      next += widths[i]! + GAP.length;
      line += column.paint ? column.paint(text, row, style) : text;
      if (i < kept.length - 1) line += GAP + (stream.interactive && DISPUTED.test(text) ? toColumn(next) : '');
    }
    lines.push(line.trimEnd());
  }
  return lines;
}

export function renderTable<Row>(table: Table<Row>, stream: OutputStream): string {
  return tableLines(table, stream)
    .map((line) => `${line}\n`)
    .join('');
}

/** The columns that a table would show on this stream: for a caller that moves a dropped column's content elsewhere. */
export function shownColumns<Row>(table: Table<Row>, stream: OutputStream): Column<Row>[] {
  const width = stream.bounded ? stream.columns : Number.POSITIVE_INFINITY;
  return layOut(measure(table), width).kept.map((m) => m.column);
}

function measure<Row>({ columns, rows }: Table<Row>): Measured<Row>[] {
  const measured: Measured<Row>[] = [];
  for (const column of columns) {
    const cells = rows.map((row) => plain(column.cell(row)).trim());
    if (rows.length > 0 && cells.every((cell) => cell === '')) continue;
    let natural = displayWidth(column.header);
    for (const cell of cells) natural = Math.max(natural, displayWidth(cell));
    measured.push({ column, cells, natural, least: Math.min(natural, column.min ?? natural) });
  }
  return measured;
}

function layOut<Row>(all: Measured<Row>[], width: number): { kept: Measured<Row>[]; widths: number[] } {
  let kept = all;
  const least = () => sum(kept.map((m) => m.least)) + GAP.length * (kept.length - 1);
  while (least() > width) {
    const next = kept.filter((m) => m.column.drop !== undefined).sort((a, b) => b.column.drop! - a.column.drop!)[0];
    if (!next) break;
    kept = kept.filter((m) => m !== next);
  }
  // Narrower than anybody reads: better the first columns whole than lines that wrap.
  while (kept.length > 1 && least() > width) kept = kept.slice(0, -1);
  if (least() > width) return { kept, widths: [width] };
  return { kept, widths: share(kept, width - GAP.length * (kept.length - 1)) };
}

/** Everybody gets what they need while it lasts; the others share the rest by weight, none below its least. */
function share<Row>(columns: Measured<Row>[], room: number): number[] {
  const widths = columns.map((m) => m.natural);
  if (sum(widths) <= room) return widths;
  const open = new Set(columns.keys());
  const close = (i: number, width: number) => {
    widths[i] = width;
    open.delete(i);
  };
  for (const [i, m] of columns.entries()) if (m.least === m.natural) close(i, m.natural);
  const left = () => room - sum(widths.filter((_, i) => !open.has(i)));
  // Each round settles those that want less than their share; those held up by their least settle before.
  for (let settled = true; settled && open.size > 0; ) {
    settled = false;
    const rest = left();
    const weights = sum([...open].map((i) => weightOf(columns[i]!)));
    const fair = (i: number) => (rest * weightOf(columns[i]!)) / weights;
    const held = [...open].filter((i) => fair(i) < columns[i]!.least);
    const content = held.length > 0 ? [] : [...open].filter((i) => fair(i) >= columns[i]!.natural);
    for (const i of held) close(i, columns[i]!.least);
    for (const i of content) close(i, columns[i]!.natural);
    settled = held.length + content.length > 0;
    if (!settled) spread([...open], rest, fair, widths);
  }
  return widths;
}

/** Whole columns in proportion; what rounding leaves over goes to the first ones. */
function spread(open: number[], rest: number, fair: (i: number) => number, widths: number[]): void {
  for (const i of open) widths[i] = Math.floor(fair(i));
  let over = rest - sum(open.map((i) => widths[i]!));
  for (const i of open) {
    if (over-- <= 0) break;
    widths[i]!++;
  }
}

const weightOf = <Row>(m: Measured<Row>): number => m.column.weight ?? 1;
const sum = (numbers: number[]): number => numbers.reduce((total, n) => total + n, 0);
