import type { Enricher, Narrator } from '../domain/ports/enrich.js';
import { planEntries, planSet } from './plan.js';
import { judgeAll } from './routing/names.js';
import type { Routes } from './routing/routes.js';
import { describeSet } from './routing/set.js';
import { listenToAll } from './routing/sound.js';

/** Sends each kind of work on entries to the model that is to do it, and to the next one when that fails. */
export const enricherBy = (routes: Routes): Enricher => ({
  name: 'models',
  plan: (entries, wanted) => planEntries(routes, entries, wanted),
  async enrich(entries, source, context) {
    const first = await judgeAll(routes, entries, context);
    // Stopped or out of money: what has not been asked for stays undone.
    if (context.signal.aborted || first.over || !source) return first;
    const second = await listenToAll(routes, first.entries, source, context);
    return { entries: second.entries, failure: first.failure ?? second.failure };
  },
});

/** The same for what is told of the set as a whole. */
export const narratorBy = (routes: Routes): Narrator => ({
  name: 'models',
  plan: (entries) => planSet(routes, entries),
  describe: (entries, context) => describeSet(routes, entries, context),
});
