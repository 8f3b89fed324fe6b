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

  /** Counts calls that are about to be made. Throws CallsUsedUp when there are too few left. */
  spend(calls = 1): void {
    if (this.left < calls) throw new CallsUsedUp(`--max-calls ${this.limit} is used up`);
    this.#used += calls;
  }

  /** Calls that were made, or are reckoned with, without asking for leave. */
  note(calls: number): void {
    this.#used += calls;
  }
}
