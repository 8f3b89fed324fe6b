import { AudioError, ProviderError } from '../../domain/errors.js';
import { LimitReached } from '../../domain/limit-reached.js';
import type { Context } from '../../domain/ports/context.js';
import type { Model } from '../model.js';
import { InvalidAnswer } from '../tasks/asking.js';

/** That another one does the work of a model. */
export function insteadOf(next: Model, model: Model): string {
  const [one, other] = next.title === model.title ? [next.id, model.id] : [next.title, model.title];
  return `${one} is asked instead of ${other}.`;
}

/** Keeps what went wrong, and says each thing once. */
export class Ending {
  /** Interrupted, or a limit reached: nothing further is asked. */
  over = false;
  why: unknown = null;
  #failure: unknown = null;
  readonly #said = new Set<string>();
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  note(why: unknown): void {
    if (this.#context.signal.aborted || why instanceof LimitReached) {
      this.over = true;
      this.why ??= this.#context.signal.aborted ? this.#context.signal.reason : why;
    }
  }

  /** A model couldn't answer some of what it was asked; `next` takes over, if there is one. */
  failed(model: Model, unanswered: ReadonlyArray<{ why: unknown }>, next: Model | undefined): void {
    if (this.over) return;
    for (const { why } of unanswered) {
      // A bug is nobody's failure to answer.
      if (!(why instanceof ProviderError || why instanceof InvalidAnswer)) throw why;
      if (why instanceof ProviderError) this.#failure ??= why;
      this.#warn(`${(why as Error).message}${next ? ` ${insteadOf(next, model)}` : ''}`);
    }
  }

  /** The sound of an entry couldn't be had. */
  unheard(why: unknown): void {
    if (!(why instanceof AudioError)) throw why;
    this.#failure ??= why;
    this.#warn(why.message);
  }

  /** With `left` things undone. Where another model has done everything, nothing has failed. */
  result(left: number, things: string, done: string): { failure: unknown; over: boolean } {
    if (left === 0) return { failure: null, over: this.over };
    if (this.over && this.why instanceof LimitReached) {
      this.#warn(`${left} ${things} not ${done}: ${this.why.message}.`);
      return { failure: null, over: true };
    }
    if (this.over) return { failure: this.why, over: true };
    this.#warn(`${left} ${left === 1 ? things.replace('entries', 'entry') : things} not ${done}: left as before.`);
    return { failure: this.#failure, over: false };
  }

  #warn(message: string): void {
    if (this.#said.has(message)) return;
    this.#said.add(message);
    this.#context.emit({ type: 'warning', message });
  }
}
