/**
 * Every failure that a user can meet. `code` is for scripts and never changes; the message is for people: what happened,
 * then what to do next. Only `cli/` turns these into text and exit codes.
 */
export class TracklistifyError extends Error {
  readonly code: string = 'error';
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A wrong flag, argument or configuration value. */
export class UsageError extends TracklistifyError {
  override readonly code: string = 'usage';
}

/** A file isn't as it was when it was read, so that what was made of it isn't written over it. */
export class ChangedMeanwhileError extends UsageError {}

/** A remote service failed; the sub-classes say how. `provider` is the name that the user knows it by. */
export class ProviderError extends TracklistifyError {
  override readonly code: string = 'provider';
  readonly provider: string;
  constructor(provider: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.provider = provider;
  }
}
/** Credentials are missing, wrong, expired, or for another region. */
export class AuthenticationError extends ProviderError {
  override readonly code = 'authentication';
}
/** Too many calls in too short a time; it passes by itself. */
export class RateLimitError extends ProviderError {
  override readonly code = 'rate-limit';
  /** When the service may be asked again, if it says so: epoch milliseconds. */
  readonly retryAt: number | undefined;
  constructor(provider: string, message: string, options: ErrorOptions & { retryAt?: number | undefined } = {}) {
    super(provider, message, options);
    this.retryAt = options.retryAt;
  }
}
/** The paid-for amount of calls is used up; waiting a moment doesn't help. */
export class QuotaError extends ProviderError {
  override readonly code = 'quota';
}
/** What this account, or this version of the program, isn't let do; asking again doesn't help. */
export class UnsupportedError extends ProviderError {
  override readonly code = 'unsupported';
}
/** No answer: no route, refused, reset, timed out. */
export class NetworkError extends ProviderError {
  override readonly code = 'network';
}
/** An answer that isn't what the protocol promises: HTML, truncated JSON, missing fields. */
export class ProtocolError extends ProviderError {
  override readonly code = 'protocol';
}

/** Whether a service that said so once would say the same to every other call of the run. */
export function isFinal(error: unknown): error is AuthenticationError | QuotaError | UnsupportedError {
  return error instanceof AuthenticationError || error instanceof QuotaError || error instanceof UnsupportedError;
}

/** The audio couldn't be had; the sub-classes say why. */
export class AudioError extends TracklistifyError {
  override readonly code: string = 'audio';
}
/** The source is missing, unreadable or refused. */
export class SourceError extends AudioError {
  override readonly code = 'source';
}
/** The source is a broadcast, which has no end to be read to: it is for `listen`. */
export class LiveError extends SourceError {}
/** The source can be read but is no audio, or has no audio stream. */
export class FormatError extends AudioError {
  override readonly code = 'format';
}
/** ffmpeg is missing or failed for a reason other than the source. */
export class ProcessingError extends AudioError {
  override readonly code = 'processing';
}

/** The library's index is damaged, locked, or from a newer version. */
export class LibraryError extends TracklistifyError {
  override readonly code = 'library';
}

/** The result couldn't be delivered; the sub-classes say why. */
export class OutputError extends TracklistifyError {
  override readonly code: string = 'output';
}
/** The tracklist can't be expressed in the format that was asked for, or what a program gives is no answer; the message names the rule. */
export class ValidationError extends OutputError {
  override readonly code = 'validation';
}
/** The disk refused. */
export class WriteError extends OutputError {
  override readonly code = 'write';
}
