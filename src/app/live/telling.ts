import { AuthenticationError } from '../../domain/errors.js';
import type { Emit } from '../../domain/events.js';
import { given } from '../../domain/given.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { ListenBook, ListenKeeper, NotedListen } from '../../domain/ports/listens.js';
import { relate } from '../../domain/recording.js';
import { lengthOf, overlapOf, type Span, without } from '../../domain/span.js';
import { reasonIn } from '../../domain/system-words.js';
import type { Track } from '../../domain/track.js';
import type { TrackEntry, Tracklist } from '../../domain/tracklist.js';
import { joined } from './resume.js';

/** Who is told what was heard, and where it is noted. */
export interface Telling {
  keeper: ListenKeeper;
  book: ListenBook;
}

/** A wrong track stands in somebody's history for years: a lone answer isn't enough. */
const LEAST_CONFIDENCE = 0.8;
/**
 * A track counts as heard after half of it or four minutes, the rule of all services of this kind; half of what was played
 * of it, since a DJ plays no track whole. Of less than this many seconds nobody would say that they heard it.
 */
const SHARE = 0.5;
const ENOUGH = 240;
const SHORTEST = 30;
/** The same track again within this many seconds goes on. */
const SAME_PLAY = 90;
/** A row that begins this near to another is that row, corrected. */
const SAME_ROW = 20;
/** Milliseconds that a service gets after the broadcast is over, while a user waits. What it has not taken by then is told by the next session. */
const FAREWELL_MS = 5000;

/** Tells a service of each track once it is settled and was really heard. Whatever goes wrong, the broadcast is followed. */
export class ListenTeller {
  readonly #telling: Telling;
  readonly #clock: Clock;
  readonly #emit: Emit;
  readonly #last: Tracklist['entries'][number] | undefined;
  readonly #missed: Span[] = [];
  readonly #controller = new AbortController();
  #notes: NotedListen[] = [];
  #refused = 0;
  #trouble: unknown = null;
  #warned = false;
  /** When which second of the broadcast was heard: the first that is known. */
  #anchor: { mixTime: number; at: number } | null = null;
  #turn: Promise<void>;

  constructor(telling: Telling, clock: Clock, emit: Emit, resume?: Tracklist) {
    this.#telling = telling;
    this.#clock = clock;
    this.#emit = emit;
    this.#last = resume?.entries.at(-1);
    this.#turn = this.#begin();
  }

  /** Follows what the session says of itself. */
  readonly listener: Emit = (event) => {
    if (event.type === 'gap') this.#missed.push({ start: event.mixTime, end: event.mixTime + event.seconds });
    else if (event.type === 'position') this.#anchor ??= { mixTime: event.mixTime, at: this.#clock.now() };
    else if (event.type === 'entry' && event.state !== 'playing' && event.entry.kind === 'track') {
      const { entry } = event;
      const corrects = event.state === 'corrected';
      const listenedAt = this.#timeOf(entry);
      if (this.#wasHeard(entry)) this.#next(() => this.#note(entry, listenedAt, corrects));
    }
  };

  /** Resolves when the service has been told, or has had its time. */
  async conclude(): Promise<void> {
    const over = new AbortController();
    const farewell = this.#clock.sleep(FAREWELL_MS, over.signal).then(
      () => this.#controller.abort(new Error('it gave no answer in time')),
      () => {},
    );
    this.#next(() => this.#tell());
    await this.#turn;
    over.abort();
    await farewell;
    const left = this.#notes.filter(({ told }) => !told).length;
    const { title } = this.#telling.keeper;
    if (left > 0) {
      const what = left === 1 ? 'One track that you heard' : `${left} tracks that you heard`;
      this.#warn(
        `${what} couldn't be told to ${title} (${reasonIn(this.#trouble)}). The next "listen --resume" tells of ${left === 1 ? 'it' : 'them'}.`,
      );
    } else if (this.#refused > 0) {
      this.#warn(`${title} doesn't take ${this.#refused === 1 ? 'one' : this.#refused} of the tracks that you heard.`);
    }
  }

  #wasHeard(entry: TrackEntry): boolean {
    const { confidence, track } = entry;
    const named = track.title.trim() !== '' && track.artists.some((artist) => artist.trim() !== '');
    if (!named || confidence < LEAST_CONFIDENCE) return false;
    const heard = without(entry, this.#missed).reduce((sum, part) => sum + Math.max(0, lengthOf(part)), 0);
    return heard >= Math.max(SHORTEST, Math.min(ENOUGH, SHARE * lengthOf(entry)));
  }

  /** By this machine's own clock: a broadcaster's may tell of another day. Sound may come in ahead of its time; nothing was heard later than now. */
  #timeOf({ start, end }: Span): number {
    const now = this.#clock.now();
    const anchored = this.#anchor ? this.#anchor.at + (start - this.#anchor.mixTime) * 1000 : now;
    return Math.floor(Math.min(anchored, now - (end - start) * 1000) / 1000);
  }

  async #begin(): Promise<void> {
    await this.#safely(async () => {
      this.#notes = await this.#telling.book.read();
    });
    await this.#tell();
  }

  /** One after the other, in order; none of them throws. */
  #next(work: () => Promise<void>): void {
    this.#turn = this.#turn.then(work);
  }

  async #note(entry: TrackEntry, listenedAt: number, corrects: boolean): Promise<void> {
    if (this.#notes.some((noted) => this.#isSamePlay(noted, entry))) return;
    const wrong = corrects ? this.#notes.find((noted) => Math.abs(noted.start - entry.start) < SAME_ROW) : undefined;
    // What has been told can't be taken back, and one play is no two listens.
    if (wrong?.told) return;
    const { start, end, track } = entry;
    const others = this.#notes.filter((noted) => noted !== wrong);
    this.#notes = [...others, { start, end, listenedAt, track: whatIsTold(track), told: false }];
    await this.#tell();
  }

  #isSamePlay(noted: NotedListen, entry: TrackEntry): boolean {
    if (relate(noted.track, entry.track) !== 'same') return false;
    if (overlapOf(noted, entry) > -SAME_PLAY) return true;
    // Of the session before: the track may have played on while nobody listened.
    const last = this.#last;
    return last !== undefined && overlapOf(noted, last) > 0 && joined([last], [entry]).length === 1;
  }

  async #tell(): Promise<void> {
    const waiting = this.#notes.filter(({ told }) => !told);
    if (waiting.length === 0) return;
    const { keeper, book } = this.#telling;
    // Noted first: what is told and not noted would be told again after a crash, at another time.
    await this.#safely(() => book.write(this.#notes));
    await this.#safely(async () => {
      const { signal } = this.#controller;
      signal.throwIfAborted();
      const context = { signal, emit: () => {} };
      const listens = waiting.map(({ listenedAt, track }) => ({ listenedAt, track }));
      this.#refused += (await keeper.submit(listens, context)).length;
      for (const noted of waiting) noted.told = true;
      await book.write(this.#notes);
    });
  }

  async #safely(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#trouble = error;
      // This won't pass by itself; the user can mend it while the broadcast goes on.
      if (error instanceof AuthenticationError) this.#warn(`What you hear isn't told to anybody: ${error.message}`);
    }
  }

  #warn(message: string): void {
    if (!this.#warned) this.#emit({ type: 'warning', message });
    this.#warned = true;
  }
}

/** Without the file's path and whatever else is nobody's business. */
const whatIsTold = ({ title, version, artists, album, isrc, duration, genres, ids }: Track): Track =>
  given<Track>({ title, version, artists, album, isrc, duration, genres, ids });
