import type { FullFormat } from '../domain/ports/source.js';

/**
 * What the main thread and a worker say to each other. Each message has one answer, and answers come in the order of their messages: so
 * neither side has to name them.
 */
export type ToWorker<Task> =
  /** The first `used` samples of `pcm` are the next sound. Its memory is the worker's until it comes back with the answer. */
  { type: 'sound'; pcm: Int16Array<ArrayBuffer>; used: number; format?: FullFormat } | { type: 'task'; task: Task };

export type FromWorker<Heard, Done> =
  | { type: 'heard'; heard: Heard; pcm: Int16Array<ArrayBuffer> }
  | { type: 'done'; done: Done }
  /** The message came to nothing; the worker is ready for the next one. */
  | { type: 'failed'; error: SentError; pcm?: Int16Array<ArrayBuffer> };

/** What is kept of an error on its way between threads, where classes and codes get lost. */
export interface SentError {
  message: string;
  code: string | undefined;
  stack: string | undefined;
}

export function sendable(error: unknown): SentError {
  const { message, code, stack } = error as NodeJS.ErrnoException;
  return { message, code, stack };
}

export function received({ message, code, stack }: SentError): Error {
  const error: NodeJS.ErrnoException = new Error(message);
  if (code) error.code = code;
  if (stack) error.stack = stack;
  return error;
}
