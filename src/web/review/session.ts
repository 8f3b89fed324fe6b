import { labelOf } from '../../domain/corrections.js';
import { clock } from '../../domain/time.js';
import type { Entry, Tracklist } from '../../domain/tracklist.js';
import type { ReviewState } from './contract.js';
import { findAgain, firstChanged, nearest, undoneBetween } from './follow.js';
import type { Server } from './server.js';

/** What the page shows beside the tracklist. */
export interface View {
  review: ReviewState;
  /** Index of the entry that is being looked at; -1 where there is none. */
  selected: number;
  /** What was done last, or why it wasn't. */
  said: { text: string; isProblem: boolean };
  /** False while the program doesn't answer. */
  isThere: boolean;
}

/** An edit as it is meant when a key is pressed. By the time it is sent, its entry may have another number. */
interface Wanted {
  verb: string;
  entry: Entry | null;
  /** All that follows the verb; `number` is the entry's. */
  words: (number: number) => string[];
  /** What is said when it is done; of the tracklist as it is then, where that tells what was done. */
  done: string | ((now: Tracklist) => string);
  /** Where what came of it begins, where that isn't where it was. */
  at?: number;
}

/** The entry alone. */
const one = (number: number): string[] => [String(number)];

/** Times go out to a tenth of a second: finer than a hand, and than anybody hears. */
const timeWord = (seconds: number): string => String(Math.max(0, Math.round(seconds * 10) / 10));

/** What happens on one page: a person's edits go out one by one, each at once, and what comes back is what is shown. */
export class Session {
  #view: View;
  readonly #server: Server;
  readonly #wait: (ms: number) => Promise<void>;
  readonly #listeners = new Set<() => void>();
  #turn: Promise<void> = Promise.resolve();

  constructor(
    server: Server,
    review: ReviewState,
    wait = (ms: number) => new Promise<void>((go) => setTimeout(go, ms)),
  ) {
    this.#server = server;
    this.#wait = wait;
    const selected = review.tracklist.entries.length > 0 ? 0 : -1;
    this.#view = { review, selected, said: { text: '', isProblem: false }, isThere: true };
    server.listen(
      (revision) => void this.#look(revision),
      (isThere) => this.#show({ isThere }),
    );
  }

  get view(): View {
    return this.#view;
  }

  get entries(): readonly Entry[] {
    return this.#view.review.tracklist.entries;
  }

  get entry(): Entry | null {
    return this.entries[this.#view.selected] ?? null;
  }

  /** Called after each change of the view; returns what ends that. */
  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  select(index: number): void {
    const last = this.entries.length - 1;
    this.#show({ selected: Math.max(Math.min(0, last), Math.min(index, last)) });
  }

  say(text: string, isProblem = false): void {
    this.#show({ said: { text, isProblem } });
  }

  /** Resolves when all that was asked for has been answered. */
  settled(): Promise<void> {
    return this.#turn;
  }

  // ── What a person can do. Each needs an entry, which the page always has one of, but in an empty tracklist ─────────

  accept(): void {
    this.#about((entry) => ({ verb: 'accept', words: one, done: `Accepted: ${labelOf(entry)}` }));
  }

  reject(): void {
    this.#about((entry) => ({ verb: 'reject', words: one, done: `Rejected: ${labelOf(entry)}` }));
  }

  name(name: string): void {
    this.#about(() => ({ verb: 'set', words: (n) => [String(n), name], done: `Named: ${name}` }));
  }

  /** In every mix in which this unknown is heard. */
  nameEverywhere(number: number, name: string): void {
    this.#send({
      verb: 'name-id',
      entry: null,
      words: () => [String(number), name],
      done: `Named in every mix: ${name}`,
    });
  }

  take(candidate: number): void {
    const chosen = this.#view.review.candidates[this.#view.selected]?.[candidate];
    if (chosen) this.name(chosen.name);
    else this.say(`There is no candidate ${candidate + 1}.`, true);
  }

  move(time: number): void {
    this.#about((entry) => ({
      verb: 'move',
      words: (n) => [String(n), timeWord(time)],
      done: `Moved to ${clock(time)}: ${labelOf(entry)}`,
      at: time,
    }));
  }

  split(time: number): void {
    this.#about((entry) => ({
      verb: 'split',
      words: (n) => [String(n), timeWord(time)],
      done: `Split at ${clock(time)}: ${labelOf(entry)}`,
    }));
  }

  join(): void {
    if (!this.entries[this.#view.selected + 1]) this.say('There is no next entry to join it with.', true);
    else
      this.#about((entry) => ({
        verb: 'merge',
        words: (n) => [String(n), String(n + 1)],
        done: `Joined with the next one: ${labelOf(entry)}`,
      }));
  }

  delete(): void {
    this.#about((entry) => ({ verb: 'delete', words: one, done: `Deleted: ${labelOf(entry)}` }));
  }

  add(time: number, name: string): void {
    this.#send({
      verb: 'add',
      entry: null,
      words: () => [timeWord(time), name],
      done: `Added at ${clock(time)}: ${name}`,
      at: time,
    });
  }

  undo(): void {
    // What is on its way may be undone as well, or may have been undone by then.
    this.#turn = this.#turn.then(async () => {
      const { tracklist } = this.#view.review;
      await this.#sent({ verb: 'undo', entry: null, words: () => [], done: (now) => undoneBetween(tracklist, now) });
    });
  }

  // ── How it is sent ───────────────────────────────────────────────────────────────────────────────────────────────

  #about(edit: (entry: Entry) => Omit<Wanted, 'entry'>): void {
    const { entry } = this;
    if (entry) this.#send({ entry, ...edit(entry) });
    else this.say('There is no entry. + adds one where the mix is.', true);
  }

  #send(wanted: Wanted): void {
    this.#turn = this.#turn.then(() => this.#sent(wanted));
  }

  async #sent({ verb, entry, words, done, at }: Wanted): Promise<void> {
    for (;;) {
      const { revision } = this.#view.review;
      // An edit that waited for another one is about the entry that it was meant for, or about none.
      const number = entry ? this.entries.findIndex((one) => isSame(one, entry)) + 1 : 0;
      if (entry && number === 0) return this.say('That entry has changed meanwhile, so nothing was done.', true);
      try {
        const answer = await this.#server.edit({ revision, verb, words: words(number) });
        if (answer.kind === 'refused') return this.say(answer.message, true);
        if (answer.kind === 'overtaken') {
          const { tracklist } = this.#view.review;
          this.#take(answer.state);
          // Only what can be done with it is new.
          if (JSON.stringify(answer.state.tracklist) === JSON.stringify(tracklist)) continue;
          return this.say(`${answer.message ?? 'It was changed elsewhere.'} This is what it is now.`, true);
        }
        this.#take(answer.state, verb === 'undo' ? 'changed' : at);
        return this.say(typeof done === 'string' ? done : done(answer.state.tracklist));
      } catch {
        this.#show({ isThere: false });
        await this.#wait(AGAIN);
      }
    }
  }

  /** Somebody else may have changed it. */
  async #look(revision: string): Promise<void> {
    // What is on its way may be this page's own.
    await this.#turn;
    if (revision === this.#view.review.revision) return;
    const state = await this.#server.load().catch((error: unknown) => {
      this.say(error instanceof Error ? error.message : String(error), true);
      return null;
    });
    if (!state || state.revision === this.#view.review.revision) return;
    const isOther = JSON.stringify(state.tracklist.entries) !== JSON.stringify(this.entries);
    this.#take(state);
    if (isOther) this.say('The tracklist was changed elsewhere. This is what it is now.');
  }

  #take(review: ReviewState, look?: number | 'changed'): void {
    const before = this.entries;
    const after = review.tracklist.entries;
    let selected = findAgain(before, after, this.#view.selected);
    if (look === 'changed') selected = firstChanged(before, after) < 0 ? selected : firstChanged(before, after);
    else if (look !== undefined) selected = nearest(after, look);
    this.#show({ review, selected, isThere: true });
  }

  #show(more: Partial<View>): void {
    this.#view = { ...this.#view, ...more };
    for (const listener of this.#listeners) listener();
  }
}

/** Milliseconds until an edit that nobody answered is sent again. */
const AGAIN = 1500;

const isSame = (a: Entry, b: Entry): boolean => a.start === b.start && a.end === b.end && labelOf(a) === labelOf(b);
