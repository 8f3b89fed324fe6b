import { AuthenticationError, NetworkError, ProtocolError, type ProviderError } from '../domain/errors.js';

/** Failures in a row after which a service is left out for the rest of the run. */
const IN_A_ROW = 3;
/** Questions in a row to which nothing is kept, after which no more is looked for. */
const IN_VAIN = 10;

/** How many failures a service is allowed: one that fails now and then is asked again; one that refuses, or fails in a row, isn't. */
export class Patience {
  /** The first failure. */
  failure: ProviderError | null = null;
  over = false;
  #inARow = 0;
  #inVain = 0;

  failed(error: ProviderError): void {
    this.failure ??= error;
    this.#inARow++;
    const passing = error instanceof NetworkError || error instanceof ProtocolError;
    this.over = !passing || error instanceof AuthenticationError || this.#inARow >= IN_A_ROW;
  }

  answered(): void {
    this.#inARow = 0;
  }

  /** It isn't asked any more, but for what it has answered before. */
  recalled(isKept: boolean): void {
    this.#inVain = isKept ? 0 : this.#inVain + 1;
  }

  /** Nor is anything kept of what it is asked. */
  get forgotten(): boolean {
    return this.#inVain >= IN_VAIN;
  }
}
