import { questionsOf } from '../domain/enrichment/question.js';
import type { EnrichStep } from '../domain/ports/enrich.js';
import type { Entry } from '../domain/tracklist.js';
import { costOf, worstCase } from './budget.js';
import type { ChatRequest, Usage } from './chat/request.js';
import type { Model } from './model.js';
import { recallJudgements } from './routing/names.js';
import type { Routes } from './routing/routes.js';
import { clipsToHear } from './routing/sound.js';
import { settleAll } from './routing/turns.js';
import { describeRequest } from './tasks/describe.js';
import { judgeBatches, judgeRequest } from './tasks/judge.js';
import { hearRequest } from './tasks/listen.js';

/** Models stop when they have said everything: about this much of the most that they may say. */
const USUAL_OUTPUT = 0.55;
const NO_SOUND = new Uint8Array(0);

/** What the first models in line would be asked of the entries, and an estimate of what that takes. */
export async function planEntries(
  routes: Routes,
  entries: readonly Entry[],
  wanted: { listen: boolean },
): Promise<EnrichStep[]> {
  const steps: EnrichStep[] = [];
  await settleAll([...routes.text, ...routes.sound], null);
  const [text] = routes.text;
  if (text) {
    const questions = questionsOf(entries);
    const told = await recallJudgements(routes, questions);
    const open = questions.filter((question) => !told.has(question));
    const requests = judgeBatches(open, text).map(judgeRequest);
    steps.push({ ...stepOf(text, 'names', requests), entries: questions.length, kept: told.size });
  }
  const [sound] = routes.sound;
  if (sound && wanted.listen) {
    const clips = clipsToHear(routes, entries);
    const requests = clips.map((times) => hearRequest({ wav: NO_SOUND, ...times }));
    // Whether a clip's answer is kept shows only when it is decoded: the plan is for the dearer case.
    steps.push({ ...stepOf(sound, 'sound', requests), entries: clips.length, kept: 0 });
  }
  return steps;
}

/** The same of the set as a whole. */
export async function planSet({ text: [text] }: Routes, entries: readonly Entry[]): Promise<EnrichStep[]> {
  if (!text) return [];
  await text.settle(null);
  return [{ ...stepOf(text, 'set', [describeRequest(entries)]), entries: entries.length, kept: 0 }];
}

function stepOf(
  model: Model,
  does: EnrichStep['does'],
  requests: readonly ChatRequest[],
): Omit<EnrichStep, 'entries' | 'kept'> {
  const usages = requests.map((request): Usage => {
    const worst = worstCase(request, model);
    return { ...worst, outputTokens: Math.round(worst.outputTokens * USUAL_OUTPUT) };
  });
  const total = (of: (usage: Usage) => number): number => usages.reduce((sum, usage) => sum + of(usage), 0);
  return {
    provider: model.provider,
    model: model.id,
    place: model.place,
    does,
    requests: requests.length,
    inputTokens: total((usage) => usage.inputTokens),
    outputTokens: total((usage) => usage.outputTokens),
    ...(model.price?.asOf !== undefined && { pricesOf: model.price.asOf }),
    cost: model.price ? total((usage) => costOf(usage, model.price) ?? 0) : null,
  };
}
