import { ProviderError } from '../../domain/errors.js';
import type { Complaint } from './dialect.js';
import type { Usage } from './request.js';

/*
 * Ways in which a healthy server gives no usable answer. They say nothing about its health, so the circuit breaker doesn't
 * count them, and asking the same again would give the same.
 */

/** An answer that is of no use and is paid for all the same. */
abstract class PaidError extends ProviderError {
  /** Null where the server doesn't tell. */
  readonly usage: Usage | null;
  constructor(provider: string, message: string, usage: Usage | null = null) {
    super(provider, message);
    this.usage = usage;
  }
}

/** The model or a filter before it declined: refusal, content filter, data inspection. */
export class ContentError extends PaidError {}

/** The answer was cut off at its limit: fewer entries in one request may fit. */
export class TruncatedError extends PaidError {}

/** The question is too long for the model: fewer entries in one request may fit. */
export class TooLongError extends ProviderError {}

/** The server doesn't take the request as it is put; its words may tell which part of it. */
export class DialectError extends ProviderError {
  readonly complaint: Complaint;
  constructor(provider: string, message: string, complaint: Complaint) {
    super(provider, message);
    this.complaint = complaint;
  }
}

/** No such model there: nothing else of this run needs to ask. */
export class NoModelError extends ProviderError {
  /** The model is no more; else there is nothing at all at that address. */
  readonly isGone: boolean;
  constructor(provider: string, message: string, isGone: boolean) {
    super(provider, message);
    this.isGone = isGone;
  }
}

/** Put as the server wants it, the question may take more than was reckoned with: nothing was sent so. */
export class DearerError extends ProviderError {}
