import type { ServerResponse } from 'node:http';
import type { Clock } from '../domain/ports/clock.js';
import type { StateEvent } from '../web/review/contract.js';

/** Milliseconds between two looks at the file. */
const LOOK = 1000;
/** A page that is loaded again comes back sooner. */
const PATIENCE = 10_000;
/** Something is sent so often, by which a connection that is gone is noticed. */
const SIGN_OF_LIFE = 15_000;

/** The windows in which a page is open: each keeps a connection on which it is told of changes. */
export class Windows {
  readonly #clock: Clock;
  readonly #open = new Set<ServerResponse>();
  #lastLeft = 0;
  #wasOpen = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  join(response: ServerResponse, revision: string): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
    response.write(eventOf(revision));
    this.#open.add(response);
    this.#wasOpen = true;
    response.once('close', () => {
      this.#open.delete(response);
      this.#lastLeft = this.#clock.now();
    });
  }

  tell(revision: string): void {
    for (const response of this.#open) response.write(eventOf(revision));
  }

  /** Calls `look` every second in which a page is open. Resolves when the last one has been closed for a while. */
  async closed(look: () => Promise<void>, signal: AbortSignal): Promise<void> {
    let sign = this.#clock.now() + SIGN_OF_LIFE;
    for (;;) {
      await this.#clock.sleep(LOOK, signal);
      const now = this.#clock.now();
      if (this.#open.size === 0) {
        if (this.#wasOpen && now - this.#lastLeft >= PATIENCE) return;
        continue;
      }
      await look();
      if (now < sign) continue;
      sign = now + SIGN_OF_LIFE;
      for (const response of this.#open) response.write(': still here\n\n');
    }
  }
}

const eventOf = (revision: string): string =>
  `event: state\ndata: ${JSON.stringify({ revision } satisfies StateEvent)}\n\n`;
