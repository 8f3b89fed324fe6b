import {
  AudioError,
  AuthenticationError,
  LibraryError,
  OutputError,
  ProviderError,
  TracklistifyError,
  UsageError,
} from '../domain/errors.js';

/** What scripts rely on; PRODUCT behaviour, never renumbered. */
export const EXIT = {
  done: 0,
  bug: 1,
  usage: 2,
  source: 3,
  credentials: 4,
  provider: 5,
  nothing: 6,
  output: 7,
  interrupted: 130,
} as const;

export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof LibraryError) return EXIT.usage;
  if (error instanceof AudioError) return EXIT.source;
  if (error instanceof AuthenticationError) return EXIT.credentials;
  if (error instanceof ProviderError) return EXIT.provider;
  if (error instanceof OutputError) return EXIT.output;
  if (error instanceof TracklistifyError) return EXIT.bug;
  return isAbort(error) ? EXIT.interrupted : EXIT.bug;
}

export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** With several sources the worst one's code wins: an interruption over bugs over failures, in the order of how much was lost. */
const SEVERITY: readonly number[] = [
  EXIT.done,
  EXIT.nothing,
  EXIT.provider,
  EXIT.credentials,
  EXIT.source,
  EXIT.output,
  EXIT.usage,
  EXIT.bug,
  EXIT.interrupted,
];

export function worst(codes: Iterable<number>): number {
  let result: number = EXIT.done;
  for (const code of codes) if (SEVERITY.indexOf(code) > SEVERITY.indexOf(result)) result = code;
  return result;
}
