import type { Closing } from '../domain/closing.js';
import type { Emit } from '../domain/events.js';
import type { Run, Watching } from '../tracklistify.js';
import type { Hall } from './hall.js';

/** One thing that a program has asked for, under way. */
export interface Work {
  hall: Hall;
  signal: AbortSignal;
  emit: Emit;
  closing: Closing;
}

/** Does it in a hall with its own signal, and closes at its end whatever it has opened. */
export type BeginWork = <T>(options: Watching, run: (at: Work) => Promise<T>) => Run<T>;
