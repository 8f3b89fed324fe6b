import type { Stage, TracklistifyEvent } from '../../domain/events.js';
import { clock } from '../../domain/time.js';
import { bytesText, plural, timesText, transferText } from './figures.js';
import { fitLine } from './line.js';
import { type OutputStream, plain } from './terminal.js';
import { displayWidth } from './width.js';

const STAGES: Record<Stage, string> = {
  open: 'Opening',
  fetch: 'Fetching',
  read: 'Reading',
  index: 'Indexing',
  listen: 'Listening',
  ask: 'Asking',
  assemble: 'Putting together',
  complete: 'Completing',
  write: 'Writing',
};

/** A speed is that of the last stretch of this many seconds: it follows changes, and doesn't jump about. */
const RATE_WINDOW = 8;
/** Before this many seconds a speed would be a guess. */
const RATE_AFTER = 1;

/** How fast something grows, seen over the last seconds. */
class Rate {
  #seen: { at: number; value: number }[] = [];

  note(value: number, at: number): void {
    const last = this.#seen.at(-1);
    // It starts again: another source, another pass.
    if (last && value < last.value) this.#seen = [];
    this.#seen.push({ at, value });
    while (this.#seen.length > 2 && at - this.#seen[1]!.at > RATE_WINDOW) this.#seen.shift();
  }

  get perSecond(): number | null {
    const [first, last] = [this.#seen[0], this.#seen.at(-1)];
    if (!first || !last || last.at - first.at < RATE_AFTER || last.value <= first.value) return null;
    return (last.value - first.value) / (last.at - first.at);
  }
}

/** A piece of the progress line; those with the highest `drop` go first where it doesn't fit. */
interface Piece {
  text: string;
  drop: number;
  paint?: (text: string) => string;
}

const GAP = '  ';

/** What is going on, gathered from events, and how it reads in one line. `now` is in seconds. */
export class ProgressModel {
  readonly #now: () => number;
  #stage: Stage = 'open';
  #source = '';
  #position: { mixTime: number; duration: number | null } | null = null;
  /** Tracks known so far; null before anybody has looked. */
  #found: number | null = null;
  #count: { done: number; total: number | null; label: string } | null = null;
  #waiting: { provider: string; until: number } | null = null;
  #fetched: { bytes: number; total: number | null } | null = null;
  #rate = new Rate();
  /** Seconds of sound a second, where what is counted has sound. */
  #soundRate = new Rate();

  constructor(now: () => number) {
    this.#now = now;
  }

  apply(event: TracklistifyEvent): void {
    switch (event.type) {
      case 'source':
        this.#source = event.source.name;
        this.#position = null;
        this.#found = null;
        break;
      case 'stage':
        this.#enter(event.stage);
        break;
      case 'position':
        this.#position = event;
        this.#found = event.found;
        this.#rate.note(event.mixTime, this.#now());
        break;
      case 'count':
        if (event.stage !== this.#stage) this.#enter(event.stage);
        this.#count = { done: event.done, total: event.total, label: event.label ?? '' };
        this.#found = event.found ?? this.#found;
        this.#rate.note(event.done, this.#now());
        if (event.seconds !== undefined) this.#soundRate.note(event.seconds, this.#now());
        break;
      case 'fetched':
        if (this.#stage === 'fetch') this.#rate.note(event.bytes, this.#now());
        this.#fetched = event;
        break;
      case 'waiting':
        this.#waiting = { provider: event.provider, until: event.until };
        break;
      case 'call':
        this.#waiting = null;
        break;
    }
  }

  #enter(stage: Stage): void {
    this.#stage = stage;
    this.#count = null;
    this.#fetched = null;
    this.#waiting = null;
    this.#rate = new Rate();
    this.#soundRate = new Rate();
  }

  /** Part of the work of this stage that is done, when that can be known. */
  get fraction(): number | null {
    if (this.#count) return this.#count.total ? Math.min(1, this.#count.done / this.#count.total) : null;
    const fetched = this.#stage === 'fetch' ? this.#fetched : null;
    if (fetched?.total) return Math.min(1, fetched.bytes / fetched.total);
    if (this.#stage !== 'listen' || !this.#position?.duration) return null;
    return Math.min(1, this.#position.mixTime / this.#position.duration);
  }

  /** One line of at most `width` columns; what matters least is left out first. */
  line(stream: OutputStream, width: number): string {
    let pieces = this.#pieces(stream);
    const length = () =>
      pieces.reduce((sum, { text }) => sum + displayWidth(plain(text)), GAP.length * (pieces.length - 1));
    while (length() > width && pieces.length > 1) {
      const least = Math.max(...pieces.map((p) => p.drop));
      if (least === 0) break;
      pieces = pieces.filter((p) => p.drop !== least);
    }
    return fitLine(
      pieces.flatMap((piece, i) => (i > 0 ? [{ text: GAP }, piece] : [piece])),
      stream,
      width,
    );
  }

  #pieces(stream: OutputStream): Piece[] {
    const { style, unicode } = stream;
    const pieces: Piece[] = [{ text: this.#headline(), drop: 0, paint: style.bold }];
    const { fraction } = this;
    if (fraction !== null) pieces.push({ text: bar(fraction, unicode), drop: 5, paint: style.cyan });
    const position = this.#position;
    const rate = this.#rate.perSecond;
    if (this.#found !== null) pieces.push({ text: plural(this.#found, 'track'), drop: 2, paint: style.green });
    if (this.#waiting) {
      const seconds = Math.max(0, Math.ceil(this.#waiting.until / 1000 - this.#now()));
      pieces.push({ text: `waiting for ${this.#waiting.provider}, ${clock(seconds)}`, drop: 1, paint: style.yellow });
    } else if (rate !== null && this.#stage === 'fetch') {
      pieces.push({ text: `${bytesText(rate)}/s`, drop: 4 });
      const { bytes = 0, total = null } = this.#fetched ?? {};
      if (total !== null) pieces.push({ text: `${clock(Math.max(0, total - bytes) / rate)} left`, drop: 3 });
    } else if (rate !== null) {
      if (!this.#count && position) pieces.push({ text: timesText(rate, unicode), drop: 4 });
      const sound = this.#soundRate.perSecond;
      if (sound !== null) pieces.push({ text: timesText(sound, unicode), drop: 4 });
      else if (this.#count) pieces.push({ text: `${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s`, drop: 4 });
      const left = this.#left(rate);
      if (left !== null) pieces.push({ text: `${clock(left)} left`, drop: 3 });
    }
    const named = this.#count?.total === null ? '' : this.#count?.label;
    const label = named || (this.#stage === 'open' ? '' : this.#source);
    if (label) pieces.push({ text: label, drop: 6, paint: style.dim });
    return pieces;
  }

  #headline(): string {
    const stage = STAGES[this.#stage];
    if (this.#count?.total) return `${stage} ${this.#count.done} of ${this.#count.total}`;
    if (this.#count?.total === null) return `${stage} ${this.#count.done} ${this.#count.label}`.trimEnd();
    if (this.#stage === 'open') return this.#source ? `${stage} ${this.#source}` : stage;
    if (this.#stage === 'fetch' && this.#fetched) return `${stage} ${transferText(this.#fetched)}`;
    if (this.#stage !== 'listen' || !this.#position) return stage;
    const { mixTime, duration } = this.#position;
    return `${stage} ${clock(mixTime)}${duration ? ` of ${clock(duration)}` : ''}`;
  }

  #left(rate: number): number | null {
    if (this.#count) return this.#count.total === null ? null : (this.#count.total - this.#count.done) / rate;
    if (!this.#position?.duration) return null;
    return Math.max(0, this.#position.duration - this.#position.mixTime) / rate;
  }
}

const BAR_WIDTH = 16;

function bar(fraction: number, unicode: boolean): string {
  const full = Math.round(fraction * BAR_WIDTH);
  const [done, open] = unicode ? ['━', '─'] : ['=', '-'];
  return done.repeat(full) + open.repeat(BAR_WIDTH - full);
}
