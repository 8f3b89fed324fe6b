import type { Emit } from '../../domain/events.js';
import { trackLabel } from '../../domain/track.js';
import type { Entry } from '../../domain/tracklist.js';

/**
 * Seconds of broadcast after which nothing more is expected to change a row: a track that was hidden comes back within
 * that, and the services that are asked last have answered.
 */
const SETTLING = 60;
/** Rows whose starts are nearer than this are one row that was corrected. */
const SAME_ROW = 20;

interface Told {
  start: number;
  label: string;
}

/** Tells of each row once: while it plays, when it is settled, and again if it turns out to be something else. */
export class Announcer {
  readonly #emit: Emit;
  #settled: Told[] = [];
  #playing: Told | null = null;

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  /** `edge` is how far the broadcast has come; Infinity when it is over. */
  update(entries: readonly Entry[], edge: number): void {
    let settled = 0;
    for (const [i, entry] of entries.entries()) {
      const following = entries.slice(i + 1).find((other) => !isLayer(other));
      const over = Math.min(entry.end, following?.start ?? Number.POSITIVE_INFINITY);
      // What comes after a row that may still change may change with it.
      if (edge - over < SETTLING) break;
      this.#settle(entry, entries);
      settled = i + 1;
    }
    const newest = entries.slice(settled).findLast((entry) => !isLayer(entry));
    if (newest) this.#plays(newest);
    else this.#playing = null;
  }

  #settle(entry: Entry, all: readonly Entry[]): void {
    const now = toldOf(entry);
    const near = this.#settled.filter((told) => Math.abs(told.start - now.start) < SAME_ROW);
    if (near.some((told) => told.label === now.label)) return;
    // A row that isn't there any more has become this one; one that still is, is another.
    const gone = near.find((told) => !all.some((other) => isSame(told, toldOf(other))));
    if (gone) Object.assign(gone, now);
    else this.#settled.push(now);
    this.#emit({ type: 'entry', state: gone ? 'corrected' : 'settled', entry });
  }

  #plays(entry: Entry): void {
    const now = { start: Math.floor(entry.start), label: labelOf(entry) };
    if (this.#playing?.label === now.label && this.#playing.start === now.start) return;
    this.#playing = now;
    this.#emit({ type: 'entry', state: 'playing', entry });
  }
}

const isLayer = (entry: Entry): boolean => entry.kind === 'track' && entry.layered === true;
const toldOf = (entry: Entry): Told => ({ start: entry.start, label: labelOf(entry) });
const isSame = (a: Told, b: Told): boolean => a.label === b.label && Math.abs(a.start - b.start) < SAME_ROW;
const labelOf = (entry: Entry): string => (entry.kind === 'track' ? trackLabel(entry.track) : '');
