import type { Question } from '../../domain/enrichment/question.js';
import { ProviderError } from '../../domain/errors.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { Context } from '../../domain/ports/context.js';
import type { Budget } from '../budget.js';
import { NoModelError } from '../chat/refusals.js';
import type { Memory } from '../memory.js';
import type { BatchDoor, Model, Price } from '../model.js';
import { insteadOf } from '../routing/ending.js';
import { judgementKey } from '../tasks/judge.js';
import type { BatchStore } from './store.js';

export interface DeskTools {
  /** In order: each stands in for the one before it. */
  doors: readonly [BatchDoor, ...BatchDoor[]];
  /** All that may have answered already. */
  text: readonly Model[];
  store: BatchStore;
  memory: Memory;
  budget: Budget;
  clock: Clock;
}

/** One collecting and handing over. */
export interface Exchange extends DeskTools {
  context: Context;
  /** By the keys of the questions that are still away: when they left. */
  away: Map<string, number>;
  /** Those of whom it was said that another one stands in for them. */
  said: Set<BatchDoor>;
  /** Keys of questions that the service didn't take, and that are put another way. */
  mended: Set<string>;
  /** The first thing that went wrong. */
  failure: ProviderError | null;
}

export const addressOf = ({ place, id }: Model): string => `${place} ${id}`;

export const priceAt = ({ model: { price }, share }: BatchDoor): Price | null =>
  price && { input: price.input * share, output: price.output * share };

/** When a question left, whichever of the models it was handed over to; undefined when it isn't away. */
export function leftAt({ doors, memory, away }: Exchange, question: Question): number | undefined {
  return doors.map(({ model }) => away.get(judgementKey(memory, model, question))).find((at) => at !== undefined);
}

export const saysGone = (error: unknown): error is NoModelError => error instanceof NoModelError && error.isGone;

/** Another model of the house stands in for one that is gone, which is said once. False where none does: that is a failure, then. */
export function standsIn(door: BatchDoor, error: unknown, exchange: Exchange): boolean {
  const { doors, said, context } = exchange;
  // A bug, or an interruption.
  if (!(error instanceof ProviderError) || context.signal.aborted) throw error;
  const next = doors.slice(doors.indexOf(door) + 1).find(({ isGone }) => !isGone);
  if (!saysGone(error) || !next) {
    exchange.failure ??= error;
    return false;
  }
  if (!said.has(door))
    context.emit({ type: 'warning', message: `${error.message} ${insteadOf(next.model, door.model)}` });
  said.add(door);
  return true;
}
