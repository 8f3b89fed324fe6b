import type { Context } from '../../domain/ports/context.js';
import type { Entry, SetStory } from '../../domain/tracklist.js';
import { describe, describeRequest } from '../tasks/describe.js';
import { Ending } from './ending.js';
import type { Routes } from './routes.js';

/** What the set as a whole is like, by the first model that can say. */
export async function describeSet(
  routes: Routes,
  entries: readonly Entry[],
  context: Context,
): Promise<SetStory | null> {
  const request = describeRequest(entries);
  const ending = new Ending(context);
  for (const [i, model] of routes.text.entries()) {
    if (ending.over || entries.length === 0) return null;
    try {
      return await describe(request, { model, memory: routes.memory, budget: routes.budget, context });
    } catch (why) {
      ending.note(why);
      ending.failed(model, [{ why }], routes.text[i + 1]);
    }
  }
  const { failure } = ending.result(1, 'set', 'described');
  if (failure) throw failure;
  return null;
}
