import { type NetworkError, ProtocolError, type ProviderError } from '../domain/errors.js';
import { TransientError } from './failures.js';

export interface Limits {
  /** Until the answer begins, the request's upload included. */
  headersMs: number;
  /** Between two pieces of the answer. */
  idleMs: number;
  /** For the whole answer, so that a server that sends a byte now and then is stopped too. */
  totalMs: number;
  /** Of the unpacked answer. */
  maxBytes: number;
}

/** Watches one exchange: ends it when a limit is passed, and remembers which. */
export class Deadlines {
  failure: ProviderError | null = null;
  readonly #controller = new AbortController();
  readonly #provider: string;
  readonly #limits: Limits;
  readonly #outer: AbortSignal;
  #phase: NodeJS.Timeout | undefined;
  #total: NodeJS.Timeout | undefined;
  readonly #leave = (): void => this.#controller.abort(this.#outer.reason);

  constructor(provider: string, limits: Limits, outer: AbortSignal) {
    this.#provider = provider;
    this.#limits = limits;
    this.#outer = outer;
    outer.throwIfAborted();
    outer.addEventListener('abort', this.#leave, { once: true });
    this.#phase = this.#after(limits.headersMs, () => this.#late('sent no answer'));
    this.#total = this.#after(limits.totalMs, () => this.#late('took too long to answer'));
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  headersCame(): void {
    clearTimeout(this.#phase);
  }

  /** The body's pieces, as long as they keep coming and stay within bounds. */
  async *guard(
    body: AsyncIterable<Uint8Array> | null,
    explain: (error: unknown) => unknown,
  ): AsyncGenerator<Uint8Array> {
    let size = 0;
    this.#waitForPiece();
    try {
      for await (const chunk of body ?? []) {
        clearTimeout(this.#phase);
        size += chunk.byteLength;
        if (size > this.#limits.maxBytes) {
          throw this.#end(
            new ProtocolError(
              this.#provider,
              `${this.#provider} sent more than ${Math.round(this.#limits.maxBytes / 1024)} KB where a short answer is due.`,
            ),
          );
        }
        yield chunk;
        this.#waitForPiece();
      }
    } catch (error) {
      throw explain(error);
    } finally {
      this.cancel();
    }
  }

  /** Ends the exchange if it is still going on, and forgets the timers. */
  cancel(): void {
    this.settle();
    this.#controller.abort();
  }

  settle(): void {
    clearTimeout(this.#phase);
    clearTimeout(this.#total);
    this.#outer.removeEventListener('abort', this.#leave);
  }

  #waitForPiece(): void {
    this.#phase = this.#after(this.#limits.idleMs, () => this.#late('stopped in the middle of its answer'));
  }

  #after(milliseconds: number, action: () => void): NodeJS.Timeout | undefined {
    return Number.isFinite(milliseconds) ? setTimeout(action, milliseconds) : undefined;
  }

  /** By now the request is under way, so the service may have counted it. */
  #late(what: string): NetworkError {
    return this.#end(new TransientError(this.#provider, `${this.#provider} ${what} in time.`, { charged: true }));
  }

  #end<E extends ProviderError>(failure: E): E {
    this.failure ??= failure;
    this.#controller.abort(failure);
    return failure;
  }
}
