import { type Hearing, hearingSchema, type Judgement, judgementSchema } from '../domain/enrichment/answers.js';
import { withHearing, withJudgement } from '../domain/enrichment/merge.js';
import { type Question, questionsOf } from '../domain/enrichment/question.js';
import { ProviderError } from '../domain/errors.js';
import type { AudioSource, Context, Enriched, Enricher } from '../domain/ports.js';
import type { Entry, SetStory } from '../domain/tracklist.js';
import { type Budget, LimitReached } from './budget.js';
import type { Experiment } from './experiment.js';
import type { Memory, Told } from './memory.js';
import type { Model } from './model.js';
import { planSteps } from './plan.js';
import { describe, describeRequest } from './tasks/describe.js';
import { batchesOf, InvalidAnswer, judgeBatch, judgementKey, type Unanswered } from './tasks/judge.js';
import { type Clip, clipOf, clipTimes, hear, hearingKey } from './tasks/listen.js';
import { PROMPTS } from './tasks/prompts.js';

export interface Routes {
  /** For names and for the set as a whole, in the order in which they are asked: one takes over where another fails. */
  text: readonly Model[];
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

/** Sends each kind of work to the model that is to do it, and to the next one when that fails. */
export function createRouter(routes: Routes): Enricher {
  return {
    name: 'models',
    plan: (entries, wanted) => planSteps(routes, entries, wanted),
    async enrich(entries, source, context) {
      const first = await judgeAll(routes, entries, context);
      // Stopped or out of money: what has been asked for stays undone, in order.
      if (context.signal.aborted || first.over) return first;
      const second = source ? await listenToAll(routes, first.entries, source, context) : first;
      return { entries: second.entries, failure: first.failure ?? second.failure };
    },
    describe: (entries, context) => story(routes, entries, context),
  };
}

/** `over`: a limit was reached, and nothing further is asked. */
type Work = Enriched & { over: boolean };

// ── Names ────────────────────────────────────────────────────────────────────────────────────────────────────────

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

async function judgeAll(routes: Routes, entries: readonly Entry[], context: Context): Promise<Work> {
  const questions = questionsOf(entries);
  const told = await recallJudgements(routes, questions);
  const mixTimeOf = ({ index }: Question): number => entries[index]!.start;
  for (const [question, { provider }] of told) {
    context.emit({ type: 'call', provider, mixTime: mixTimeOf(question), outcome: 'cached' });
  }
  let open = questions.filter((question) => !told.has(question));
  const progress = (label: string): void =>
    context.emit({ type: 'count', stage: 'complete', done: told.size, total: questions.length, label });
  const ending = new Ending(context);
  for (const model of routes.text) {
    if (open.length === 0 || ending.over) break;
    progress(model.title);
    const unanswered: Unanswered[] = [];
    await inPool(batchesOf(open, model.entriesPerRequest), model.concurrency, async (batch) => {
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
    ending.failed(model, unanswered, routes.text[routes.text.indexOf(model) + 1]);
  }
  if (routes.experiment && !ending.over) await routes.experiment.judge(told, { ...routes, context, mixTimeOf });
  const current = [...entries];
  for (const [{ index }, { value, provider, model }] of told) {
    const entry = entries[index]!;
    if (entry.kind === 'track') current[index] = withJudgement(entry, value, { provider, model, prompt: PROMPTS });
  }
  return { entries: current, ...ending.result(open.length, 'entries', 'judged') };
}

// ── Sound ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The entries that are listened to, with the times of what is heard of each. */
export function clipsToHear(
  { listen, clipSeconds, sound }: Pick<Routes, 'listen' | 'clipSeconds' | 'sound'>,
  entries: readonly Entry[],
): Array<{ index: number; start: number; end: number }> {
  if (listen === 'none' || sound.length === 0) return [];
  return entries.flatMap((entry, index) => {
    if (listen === 'unknown' && entry.kind !== 'unknown') return [];
    const times = clipTimes(entry, entries[index + 1], clipSeconds);
    return times ? [{ index, ...times }] : [];
  });
}

async function listenToAll(
  routes: Routes,
  entries: readonly Entry[],
  source: AudioSource,
  context: Context,
): Promise<Work> {
  const current = [...entries];
  const ending = new Ending(context);
  const clips = clipsToHear(routes, entries);
  const concurrency = Math.max(1, ...routes.sound.map((model) => model.concurrency));
  let [done, left] = [0, 0];
  await inPool(clips, concurrency, async ({ index, ...times }) => {
    if (ending.over) return void left++;
    try {
      const clip = await clipOf(source, times, context.signal);
      const told = clip && (await hearBy(routes, clip, context, ending));
      if (told) {
        const { provider, model } = told;
        current[index] = withHearing(current[index]!, told.value, { provider, model, prompt: PROMPTS }, times);
      } else if (clip) left++;
    } catch (error) {
      // The sound itself can't be had.
      ending.note(error);
      left++;
    }
    done++;
    context.emit({ type: 'count', stage: 'complete', done, total: clips.length, label: 'listening' });
  });
  return { entries: current, ...ending.result(left, 'entries', 'listened to') };
}

/** By the first model that manages; null when none does. */
async function hearBy(routes: Routes, clip: Clip, context: Context, ending: Ending): Promise<Told<Hearing> | null> {
  for (const model of routes.sound) {
    const key = hearingKey(routes.memory, model, clip);
    const kept = await routes.memory.recall(key, hearingSchema, model.provider);
    if (!kept) continue;
    context.emit({ type: 'call', provider: model.provider, mixTime: clip.start, outcome: 'cached' });
    return kept;
  }
  for (const [i, model] of routes.sound.entries()) {
    if (ending.over) return null;
    try {
      return await hear(clip, { model, memory: routes.memory, budget: routes.budget, context });
    } catch (why) {
      ending.note(why);
      ending.failed(model, [{ why }], routes.sound[i + 1]);
    }
  }
  return null;
}

// ── The set ──────────────────────────────────────────────────────────────────────────────────────────────────────

async function story(routes: Routes, entries: readonly Entry[], context: Context): Promise<SetStory | null> {
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

// ── Ends ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Keeps what went wrong, and says each thing once. */
class Ending {
  /** Interrupted, or a limit reached: nothing further is asked. */
  over = false;
  why: unknown = null;
  private failure: unknown = null;
  private readonly said = new Set<string>();
  private readonly context: Context;

  constructor(context: Context) {
    this.context = context;
  }

  note(why: unknown): void {
    if (this.context.signal.aborted || why instanceof LimitReached) {
      this.over = true;
      this.why ??= this.context.signal.aborted ? this.context.signal.reason : why;
    }
  }

  /** A model couldn't answer some of what it was asked; `next` takes over, if there is one. */
  failed(model: Model, unanswered: ReadonlyArray<{ why: unknown }>, next: Model | undefined): void {
    if (this.over) return;
    for (const { why } of unanswered) {
      // A bug is nobody's failure to answer.
      if (!(why instanceof ProviderError || why instanceof InvalidAnswer)) throw why;
      if (why instanceof ProviderError) this.failure ??= why;
      this.warn(`${(why as Error).message}${next ? ` ${next.title} is asked instead of ${model.title}.` : ''}`);
    }
  }

  /** With `left` things undone. Where another model has done everything, nothing has failed. */
  result(left: number, things: string, done: string): { failure: unknown; over: boolean } {
    if (left === 0) return { failure: null, over: this.over };
    if (this.over && this.why instanceof LimitReached) {
      this.warn(`${left} ${things} not ${done}: ${this.why.message}.`);
      return { failure: null, over: true };
    }
    if (this.over) return { failure: this.why, over: true };
    this.warn(`${left} ${left === 1 ? things.replace('entries', 'entry') : things} not ${done}: left as before.`);
    return { failure: this.failure, over: false };
  }

  private warn(message: string): void {
    if (this.said.has(message)) return;
    this.said.add(message);
    this.context.emit({ type: 'warning', message });
  }
}

/** Some at a time, in order. */
async function inPool<T>(items: readonly T[], size: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(size, items.length) }, worker));
}
