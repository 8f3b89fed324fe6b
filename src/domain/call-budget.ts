import { CallsUsedUp } from './limit-reached.js';

/** How many calls one command may make, all its sources and services together. */
export class CallBudget {
  readonly limit: number;
  #used = 0;

  constructor(limit = Number.POSITIVE_INFINITY) {
    this.limit = limit;
  }

  get left(): number {
    return Math.max(0, this.limit - this.#used);
  }

  /** Counts a call that is about to be made. Throws CallsUsedUp when there is none left. */
  spend(): void {
    if (this.left < 1) throw new CallsUsedUp(`--max-calls ${this.limit} is used up`);
    this.#used++;
  }

  /** Calls that were made, or are reckoned with, without asking for leave. */
  note(calls: number): void {
    this.#used += calls;
  }
}
