import type { CallBudget } from '../domain/call-budget.js';
import type { TracklistifyEvent } from '../domain/events.js';
import type { Context } from '../domain/ports/context.js';

/**
 * The context of one question whose calls count. A provider that tells of each request before it makes it can't pass the limit;
 * of one that doesn't, the question is counted as one call when it is over.
 */
export function counted(budget: CallBudget, context: Context): { context: Context; over(): void } {
  let told = 0;
  let made = 0;
  const emit = (event: TracklistifyEvent): void => {
    if (event.type === 'call' && event.outcome !== 'cached') made = 1;
    context.emit(event);
  };
  const spend = (): void => {
    budget.spend();
    told++;
  };
  return { context: { signal: context.signal, emit, spend }, over: () => budget.note(told > 0 ? 0 : made) };
}
