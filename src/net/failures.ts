import { NetworkError } from '../domain/errors.js';

/**
 * A failure that may pass by itself: no connection, no answer in time, a server in trouble. `charged` says whether the
 * service may have counted the call; then it is asked again only if its settings say that this costs nothing.
 */
export class TransientError extends NetworkError {
  readonly charged: boolean;
  constructor(provider: string, message: string, options: ErrorOptions & { charged: boolean }) {
    super(provider, message, options);
    this.charged = options.charged;
  }
}

/** The service failed so often in a row that it isn't asked for a while. */
export class LeftAloneError extends NetworkError {
  readonly retryAt: number;
  constructor(provider: string, message: string, options: ErrorOptions & { retryAt: number }) {
    super(provider, message, options);
    this.retryAt = options.retryAt;
  }
}
