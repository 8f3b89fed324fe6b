import type { Context } from '../../domain/ports/context.js';
import type { Entry, SetStory } from '../../domain/tracklist.js';
import { describe, describeRequest, recallStory } from '../tasks/describe.js';
import { Ending } from './ending.js';
import type { Routes } from './routes.js';
import { isIdle, nextAfter, settleAll } from './turns.js';

/** What the set as a whole is like, by the first model that can say. */
export async function describeSet(
  routes: Routes,
  entries: readonly Entry[],
  context: Context,
): Promise<SetStory | null> {
  const request = describeRequest(entries);
  const ending = new Ending(context);
  if (entries.length > 0) await settleAll(routes.text, context);
  // Whoever has said it: it is known also where another one is asked by now, or nobody can be.
  for (const model of entries.length > 0 ? routes.text : []) {
    const kept = await recallStory(request, { model, memory: routes.memory, context });
    if (kept) return kept;
  }
  for (const model of routes.text) {
    if (ending.over || entries.length === 0) return null;
    if (isIdle(model)) continue;
    try {
      return await describe(request, { model, memory: routes.memory, budget: routes.budget, context });
    } catch (why) {
      ending.note(why);
      ending.failed(model, [{ why }], nextAfter(routes.text, model));
    }
  }
  const { failure } = ending.result(1, 'set', 'described');
  if (failure) throw failure;
  return null;
}
