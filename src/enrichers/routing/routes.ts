import type { Enriched } from '../../domain/ports/enrich.js';
import type { Budget } from '../budget.js';
import type { Experiment } from '../experiment.js';
import type { Memory } from '../memory.js';
import type { Model } from '../model.js';

export interface Routes {
  /** For names and for the set as a whole, in the order in which they are asked: one takes over where another fails. */
  text: readonly Model[];
  /** False where names are judged elsewhere, and only kept answers are used. */
  askText: boolean;
  /** For sound. */
  sound: readonly Model[];
  listen: 'unknown' | 'all' | 'none';
  /** Seconds of sound of one entry. */
  clipSeconds: number;
  memory: Memory;
  budget: Budget;
  /** Compares a second model with the first, on a share of the entries. */
  experiment: Experiment | null;
}

/** `over`: a limit was reached, and nothing further is asked. */
export type Work = Enriched & { over: boolean };
