import { type Judgement, judgementSchema } from '../../domain/enrichment/answers.js';
import { withJudgement } from '../../domain/enrichment/merge.js';
import { type Question, questionsOf } from '../../domain/enrichment/question.js';
import type { Context } from '../../domain/ports/context.js';
import type { Entry } from '../../domain/tracklist.js';
import type { Told } from '../memory.js';
import { judgeBatch, judgeBatches, judgementKey, type Unanswered } from '../tasks/judge.js';
import { PROMPTS } from '../tasks/prompts.js';
import { Ending } from './ending.js';
import { inPool } from './pool.js';
import type { Routes, Work } from './routes.js';
import { isIdle, nextAfter, settleAll } from './turns.js';

/** Kept answers of any of the models, so that nothing is paid for twice because another one answered last time. */
export async function recallJudgements(
  routes: Pick<Routes, 'text' | 'memory'>,
  questions: readonly Question[],
): Promise<Map<Question, Told<Judgement>>> {
  const told = new Map<Question, Told<Judgement>>();
  for (const question of questions) {
    for (const model of routes.text) {
      const key = judgementKey(routes.memory, model, question);
      const kept = await routes.memory.recall(key, judgementSchema, model.provider);
      if (kept) told.set(question, kept);
      if (kept) break;
    }
  }
  return told;
}

/** The first model judges all names, each further one only what was left without an answer. */
export async function judgeAll(routes: Routes, entries: readonly Entry[], context: Context): Promise<Work> {
  const questions = questionsOf(entries);
  if (questions.length > 0) await settleAll(routes.text, context);
  const told = await recallJudgements(routes, questions);
  const mixTimeOf = ({ index }: Question): number => entries[index]!.start;
  for (const [question, { provider }] of told) {
    context.emit({ type: 'call', provider, mixTime: mixTimeOf(question), outcome: 'cached' });
  }
  let open = questions.filter((question) => !told.has(question));
  const progress = (label: string): void =>
    context.emit({ type: 'count', stage: 'complete', done: told.size, total: questions.length, label });
  const ending = new Ending(context);
  for (const model of routes.askText ? routes.text : []) {
    if (open.length === 0 || ending.over) break;
    if (isIdle(model)) continue;
    progress(model.title);
    const unanswered: Unanswered[] = [];
    // Under a limit one by one: what a request leaves over is known when it is over.
    await inPool(judgeBatches(open, model), routes.budget.limited ? 1 : model.concurrency, async (batch) => {
      if (ending.over) return void unanswered.push(...batch.map((question) => ({ question, why: ending.why })));
      const left = await judgeBatch(batch, {
        model,
        memory: routes.memory,
        budget: routes.budget,
        context,
        mixTimeOf,
        onTold(question, answer) {
          told.set(question, answer);
          progress(model.title);
        },
      });
      unanswered.push(...left);
      for (const { why } of left) ending.note(why);
    });
    open = unanswered.map(({ question }) => question);
    ending.failed(model, unanswered, nextAfter(routes.text, model));
  }
  if (routes.experiment && !ending.over) await routes.experiment.judge(told, { ...routes, context, mixTimeOf });
  const current = [...entries];
  for (const [{ index }, { value, provider, model }] of told) {
    const entry = entries[index]!;
    if (entry.kind === 'track') current[index] = withJudgement(entry, value, { provider, model, prompt: PROMPTS });
  }
  return { entries: current, ...ending.result(open.length, 'entries', 'judged') };
}
