import { type Extent, extentOf } from '../../domain/extent.js';
import type { Match } from '../../domain/match.js';
import { lengthOf, type Span, without } from '../../domain/span.js';
import { type Experience, hopeAfter } from './odds.js';

export interface Ground extends Span {
  /** Where nothing needs to be asked: somebody is sure already, or there is no music. Ascending. */
  settled: readonly Span[];
  /** Seconds of one sample. */
  sample: number;
  /** When the mix's sound becomes another one for long, ascending, as far as somebody has listened to that. */
  changes?: readonly number[] | undefined;
}

// The constants were chosen on simulated mixes: test/bench/probing says what they reach.

/** Seconds between two questions about a track that goes on: what hides between two equal neighbours is shorter. */
const LONGEST_STEP = 150;
/** The last step out of a track whose end is told may be longer. */
const LAST_STEP = 250;
/** After a question without an answer nothing is known of how long the track goes on. */
const BLIND_STEP = 50;
/** A stretch without a name must be this long to hold a track that is worth a call. */
const WORTH_ASKING = 50;
/** What a miss leaves of it is worth another look from this length on. */
const WORTH_ASKING_AGAIN = 30;
/** Misses this near speak of the same track. */
const SAME_TRACK = 80;
/** Less likely than this, an answer isn't worth a call. */
const HOPE = 0.02;
/** Misses that a stretch without a name usually gets. */
const IN_VAIN = 3;
/** A track's own beginning further back than this was hardly played. */
const LONGEST_BEFORE = 150;
/** A DJ leaves a track before it ends: when the next one begins this long before that, nothing hides between the two. */
const NATURAL_LEFT = 60;
/** How much less likely a name for something new is where the sound goes on unchanged from where a track was heard. */
const GOES_ON = 0.25;
/** Samples keep this far from the edges: fades and applause have no name. */
const MARGIN = 8;

interface Heard extends Extent {
  time: number;
  key: string;
}

/**
 * Where to ask next, and when to stop. First forwards in long steps, shortened where the track must end; then into what is
 * left unexplained, as long as an answer is likely enough. Hears nothing and asks nobody: times in, times out.
 */
export class Prober {
  readonly #ground: Ground;
  readonly #hits: Heard[] = [];
  readonly #misses: number[] = [];
  /** How far the first pass has come; past the end when it is over. */
  #frontier: number;
  readonly #last: number;

  constructor(ground: Ground) {
    this.#ground = ground;
    const middle = Math.max(ground.start, (ground.start + ground.end - ground.sample) / 2);
    this.#frontier = Math.min(ground.start + MARGIN, middle);
    this.#last = Math.max(this.#frontier, ground.end - ground.sample - MARGIN);
  }

  /** The beginning of the next sample, or null when nothing more is worth a call. */
  next(): number | null {
    return this.#forward() ?? this.#inward();
  }

  /** The answer to a question about a time that `next` gave. */
  told(time: number, matches: readonly Match[]): void {
    const best = matches[0];
    const heard = best ? heardOf(time, best) : null;
    if (heard) {
      this.#hits.push(heard);
      this.#hits.sort((a, b) => a.time - b.time);
    } else {
      this.#misses.push(time);
    }
    if (time < this.#frontier) return;
    this.#frontier = time + stepAfter(time, heard);
    // The last step ends at the end, not beyond it.
    if (this.#frontier > this.#last && this.#last - time >= WORTH_ASKING) this.#frontier = this.#last;
  }

  /** Samples that had no name, as stretches of the mix. */
  unnamed(): Span[] {
    return this.#misses.map((start) => ({ start, end: start + this.#ground.sample }));
  }

  /** Spans that nothing explains when there is nothing left to ask. */
  unexplained(): Span[] {
    const { start, end, settled } = this.#ground;
    return without({ start, end }, [...settled, ...this.explained()]).filter((s) => lengthOf(s) >= WORTH_ASKING);
  }

  /** The longest of those in which no other speed was tried yet, and where in it that is done best. */
  untried(tried: readonly number[]): { stretch: Span; time: number } | null {
    const stretch = this.unexplained()
      .filter(({ start, end }) => !tried.some((time) => time >= start && time < end))
      .sort((a, b) => lengthOf(b) - lengthOf(a))[0];
    return stretch ? { stretch, time: (stretch.start + stretch.end - this.#ground.sample) / 2 } : null;
  }

  /** What the answers explain: from a track's likely beginning to the last sample in which it was heard. */
  explained(): Span[] {
    const { sample } = this.#ground;
    return this.#hits.map((hit, i) => {
      const before = this.#hits[i - 1];
      const end = hit.time + sample;
      if (before && fillsUpTo(before, hit, sample)) return { start: before.time, end };
      const zero = hit.zero === undefined ? hit.time : Math.max(hit.zero, hit.time - LONGEST_BEFORE);
      return { start: Math.max(zero, before ? before.time + sample : this.#ground.start), end };
    });
  }

  #forward(): number | null {
    const { settled, sample } = this.#ground;
    for (;;) {
      const inside = settled.find((s) => s.start <= this.#frontier && this.#frontier + sample <= s.end);
      if (!inside) break;
      this.#frontier = Math.max(this.#frontier + 1, inside.end - sample + MARGIN);
    }
    return this.#frontier <= this.#last ? this.#frontier : null;
  }

  #inward(): number | null {
    const seen = this.#experience();
    let best: { time: number; worth: number } | null = null;
    for (const gap of this.#pieces()) {
      const place = this.#steadiest(gap);
      if (!place) continue;
      const { time, goesOn } = place;
      const near = this.#misses.filter((miss) => Math.abs(miss - time) <= SAME_TRACK).length;
      const hope = hopeAfter(near, seen) * (goesOn ? GOES_ON : 1);
      const worth = hope * lengthOf(gap);
      if (hope >= HOPE && (!best || worth > best.worth)) best = { time, worth };
    }
    return best?.time ?? null;
  }

  /**
   * The place of a sample in a piece without a name: the middle of the longest part in which the sound stays the same. A part
   * that goes on unchanged from where a track was heard is most likely that track's, and is taken only when there is no
   * other. Null when none is twice as long as a sample: next to a change two tracks sound at once.
   */
  #steadiest(piece: Span): { time: number; goesOn: boolean } | null {
    const { changes, sample } = this.#ground;
    if (!changes) return { time: (piece.start + piece.end - sample) / 2, goesOn: false };
    const inside = changes.filter((time) => piece.start < time && time < piece.end);
    const edges = [piece.start, ...inside, piece.end];
    const parts = edges
      .slice(1)
      .map((end, i) => ({ start: edges[i]!, end }))
      .filter((part) => lengthOf(part) >= 2 * sample)
      .sort((a, b) => lengthOf(b) - lengthOf(a));
    const isHeardBefore = this.explained().some(({ end }) => end === piece.start);
    const fresh = parts.find((part) => !isHeardBefore || part.start > piece.start);
    const best = fresh ?? parts[0];
    return best ? { time: (best.start + best.end - sample) / 2, goesOn: !fresh } : null;
  }

  /** Pieces without a name that are long enough to be asked about, cut where they were asked about in vain. */
  #pieces(): Span[] {
    const cuts = this.#misses.map((time) => ({ start: time, end: time + this.#ground.sample }));
    return this.unexplained().flatMap((gap) => {
      const inside = cuts.filter((cut) => cut.start < gap.end && cut.end > gap.start);
      return without(gap, inside).filter((part) => inside.length === 0 || lengthOf(part) >= WORTH_ASKING_AGAIN);
    });
  }

  /** A miss where a track is now known to be was that track's; the others tell of music without a name. */
  #experience(): Experience {
    const explained = this.explained();
    const missed = this.#misses.filter((time) => explained.some((e) => e.start <= time && time < e.end)).length;
    const known = new Set(this.#hits.map((hit) => hit.key)).size;
    return { named: this.#hits.length, missed, known, strange: (this.#misses.length - missed) / IN_VAIN };
  }
}

function stepAfter(time: number, heard: Heard | null): number {
  if (!heard) return BLIND_STEP;
  if (heard.end === undefined) return LONGEST_STEP;
  const left = heard.end - time + MARGIN;
  return left > LAST_STEP ? LONGEST_STEP : Math.max(left, WORTH_ASKING_AGAIN);
}

/** Whether nothing of its own fits between two neighbouring answers. */
function fillsUpTo(a: Heard, b: Heard, sample: number): boolean {
  const apart = b.time - a.time;
  if (a.key === b.key) return apart <= LONGEST_STEP + sample;
  if (a.end === undefined || b.zero === undefined) return false;
  return a.end - b.zero >= NATURAL_LEFT && apart <= LAST_STEP + BLIND_STEP;
}

function heardOf(time: number, { key, track, trackTime, mixTime, speed }: Match): Heard {
  return { time, key, ...extentOf(mixTime, { trackTime, speed, duration: track.duration }) };
}
