import type { Enricher } from '../domain/ports/enrich.js';
import { planSteps } from './plan.js';
import { judgeAll } from './routing/names.js';
import type { Routes } from './routing/routes.js';
import { describeSet } from './routing/set.js';
import { listenToAll } from './routing/sound.js';

/** Sends each kind of work to the model that is to do it, and to the next one when that fails. */
export function createRouter(routes: Routes): Enricher {
  return {
    name: 'models',
    plan: (entries, wanted) => planSteps(routes, entries, wanted),
    async enrich(entries, source, context) {
      const first = await judgeAll(routes, entries, context);
      // Stopped or out of money: what has not been asked for stays undone.
      if (context.signal.aborted || first.over || !source) return first;
      const second = await listenToAll(routes, first.entries, source, context);
      return { entries: second.entries, failure: first.failure ?? second.failure };
    },
    describe: (entries, context) => describeSet(routes, entries, context),
  };
}
