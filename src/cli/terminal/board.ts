import type { Emit } from '../../domain/events.js';
import { clock } from '../../domain/time.js';
import type { Entry } from '../../domain/tracklist.js';
import { broadcastRow, gapRow } from './broadcast-row.js';
import { plural } from './figures.js';
import { fitLine, lineWidth } from './line.js';
import { drawnInPlace, ERASED } from './redraw.js';
import type { Reporter } from './reporter.js';
import { saidLine } from './summary.js';
import type { OutputStream, Terminal } from './terminal.js';

/** A row of the tracklist, or what is told of a stretch that was missed. */
interface Row {
  start: number;
  entry?: Entry;
  mark?: string;
  text?: string;
}

/** Milliseconds between two redraws that nothing but time asks for. */
const REDRAW = 100;
/** Seconds: rows whose starts are nearer are the same row, told anew. */
const SAME_ROW = 20;

/**
 * A terminal with somebody in front of it. The last lines are redrawn in place: the row that was settled last, those that
 * may still change, and how far the broadcast has come. What can't change any more scrolls away above them.
 */
export class Board implements Reporter {
  readonly warned = new Set<string>();
  readonly #out: OutputStream;
  readonly #err: OutputStream;
  #isDrawn = false;
  #last: Row | null = null;
  /** Rows that aren't settled yet, and what was missed meanwhile, in order; the last row plays now. */
  #open: Row[] = [];
  #name = '';
  #title = '';
  #position: { mixTime: number; found: number } | null = null;
  #stage = '';
  #drawnAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor({ out, err }: Terminal) {
    this.#out = out;
    this.#err = err;
    out.tty?.on('resize', this.#resized);
  }

  /** At once: what was drawn for the old width may have wrapped. */
  readonly #resized = (): void => this.#draw();

  readonly emit: Emit = (event) => {
    switch (event.type) {
      case 'source':
        this.#name = event.source.name;
        return this.#draw();
      case 'stage':
        this.#stage = event.stage === 'index' ? 'Indexing' : '';
        return this.#draw();
      case 'count':
        this.#stage = event.stage === 'index' ? `Indexing ${event.done} of ${event.total}` : '';
        return this.#drawSoon();
      case 'position':
        this.#position = event;
        return this.#drawSoon();
      case 'title':
        this.#title = event.title;
        return this.#draw();
      case 'gap':
        this.#open.push({ start: event.mixTime, text: gapRow(event.mixTime, event.seconds, event.reason, this.#out) });
        return this.#draw();
      case 'entry':
        return this.#entry(event.state, event.entry);
      case 'warning':
      case 'news':
        if (this.warned.has(event.message)) return;
        this.warned.add(event.message);
        return this.#above(() => this.#err.write(`${saidLine(event, this.#err)}\n`));
    }
  };

  readonly stop = (): void => {
    if (this.#stopped) return;
    this.#keepLast();
    for (const gap of this.#open.filter((row) => !row.entry)) this.#keep(gap);
    this.#erase();
    this.#stopped = true;
    this.#out.tty?.off('resize', this.#resized);
    clearTimeout(this.#timer);
  };

  #entry(state: 'playing' | 'settled' | 'corrected', entry: Entry): void {
    const before = (row: Row): boolean => row.start < entry.start && !isSame(row, entry);
    if (state === 'playing') {
      this.#open = [...this.#open.filter((row) => before(row) || !row.entry), { start: entry.start, entry }];
    } else if (state === 'corrected' && this.#last && Math.abs(this.#last.start - entry.start) < SAME_ROW) {
      this.#last = { start: entry.start, entry };
    } else {
      this.#keepLast();
      // What was missed before it has its place above it; rows that it replaces are gone.
      for (const gap of this.#open.filter((row) => !row.entry && row.start < entry.start)) this.#keep(gap);
      if (state === 'settled') this.#open = this.#open.filter((row) => row.start > entry.start && !isSame(row, entry));
      this.#last = { start: entry.start, entry, mark: state === 'corrected' ? 'corrected:' : '' };
    }
    this.#draw();
  }

  /** The row that was settled before scrolls away: it is right by now. */
  #keepLast(): void {
    const last = this.#last;
    this.#last = null;
    if (last) this.#keep(last);
  }

  #keep(row: Row): void {
    this.#open = this.#open.filter((other) => other !== row);
    this.#above(() => this.#out.write(`${this.#show(row)}\n`));
  }

  #show({ entry, mark, text = '' }: Row): string {
    return entry ? broadcastRow(entry, this.#out, mark) : text;
  }

  #above(write: () => void): void {
    this.#erase();
    write();
    this.#draw();
  }

  #drawSoon(): void {
    const wait = this.#drawnAt + REDRAW - Date.now();
    if (wait <= 0) this.#draw();
    else this.#timer ??= setTimeout(() => this.#draw(), wait);
  }

  #draw(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#stopped) return;
    const playing = this.#open.findLast((row) => row.entry);
    const mark = this.#out.unicode ? '▸' : '>';
    const lines = [
      ...(this.#last ? [this.#show(this.#last)] : []),
      ...this.#open.map((row) => this.#show(row === playing ? { ...row, mark } : row)),
      this.#status(),
    ];
    this.#erase();
    this.#out.write(drawnInPlace(lines));
    this.#isDrawn = true;
    this.#drawnAt = Date.now();
  }

  #erase(): void {
    if (this.#isDrawn) this.#out.write(ERASED);
    this.#isDrawn = false;
  }

  #status(): string {
    const { style } = this.#out;
    const position = this.#position;
    const headline = this.#stage || (position ? `Listening ${clock(position.mixTime)}` : 'Waiting for sound');
    return fitLine(
      [
        { text: headline, paint: style.cyan, whole: true },
        { text: position ? `  ${plural(position.found, 'track')}` : '', paint: style.green, whole: true },
        { text: this.#name ? `  ${this.#name}` : '', paint: style.dim },
        { text: this.#title ? `  (says: ${this.#title})` : '', paint: style.dim },
      ],
      this.#out,
      lineWidth(this.#out) - 1,
    );
  }
}

function isSame(row: Row, entry: Entry): boolean {
  if (!row.entry || Math.abs(row.start - entry.start) >= SAME_ROW) return false;
  return row.entry.track?.title === entry.track?.title;
}
