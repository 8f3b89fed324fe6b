import { ProviderError } from '../../domain/errors.js';
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
  readonly words: string;
  constructor(provider: string, message: string, words: string) {
    super(provider, message);
    this.words = words;
  }
}

/** No such model there: nothing else of this run needs to ask. */
export class NoModelError extends ProviderError {}
