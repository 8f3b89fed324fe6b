import type { z } from 'zod';
import { type Judgement, judgementSchema, judgementsSchema, wireSchema } from '../../domain/enrichment/answers.js';
import type { Question } from '../../domain/enrichment/question.js';
import { CallsUsedUp, LimitReached } from '../../domain/limit-reached.js';
import type { Context } from '../../domain/ports/context.js';
import { type Budget, worstCase } from '../budget.js';
import { ContentError, TooLongError, TruncatedError } from '../chat/refusals.js';
import type { ChatRequest } from '../chat/request.js';
import { inertData } from '../chat/words.js';
import type { Memory, Told } from '../memory.js';
import type { Model } from '../model.js';
import { ask, type Reading, whyNot } from './asking.js';
import { JUDGE } from './prompts.js';

/** An entry's answer takes some 130 tokens of JSON; names in other scripts take more. */
const OUTPUT_PER_ENTRY = 260;
const OUTPUT_AROUND = 300;
/** A list whose every part is declined is declined as a whole: halving it twice finds a single bad title. */
const DECLINED_HALVINGS = 2;

export interface Judging {
  model: Model;
  memory: Memory;
  budget: Budget;
  context: Context;
  /** Seconds of mix time of an entry, for progress. */
  mixTimeOf(question: Question): number;
  onTold(question: Question, told: Told<Judgement>): void;
}

/** What a question has come to. */
export interface Unanswered {
  question: Question;
  why: unknown;
}

export const judgementKey = (memory: Memory, model: Model, { about, before, after }: Question): string =>
  memory.key(model, 'judge', JSON.stringify([about, before, after]));

/** As many questions as go into one request. Neighbours stay together: each is the other's context. */
export function batchesOf<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  // Of even size, so that no last batch has a single entry.
  return Array.from({ length: count }, (_, i) =>
    items.slice(Math.round((i * items.length) / count), Math.round(((i + 1) * items.length) / count)),
  );
}

/** Requests that each keep within what the model takes at once. */
export function judgeBatches(questions: readonly Question[], model: Model): Question[][] {
  const fit = (batch: readonly Question[]): Question[][] => {
    const { inputTokens, outputTokens } = worstCase(judgeRequest(batch), model);
    if (batch.length === 1 || inputTokens + outputTokens <= model.contextTokens) return [[...batch]];
    return batchesOf(batch, Math.ceil(batch.length / 2)).flatMap(fit);
  };
  return batchesOf(questions, model.entriesPerRequest).flatMap(fit);
}

/** A question, or what stands for it, and its number in the request; a repair keeps the numbers. */
export type Numbered<T> = readonly [n: number, question: T];

export const numbered = <T>(questions: readonly T[]): Numbered<T>[] => questions.map((question, n) => [n, question]);

export function judgeRequest(questions: readonly Question[]): ChatRequest {
  return requestOf(numbered(questions));
}

function requestOf(asked: readonly Numbered<Question>[], repair?: ChatRequest['repair']): ChatRequest {
  const indices = new Set(asked.map(([, { index }]) => index));
  const entries = asked.map(([n, { index, about, before, after }]) => ({
    n,
    ...about,
    // Neighbours that are in the same request are described there.
    ...(before === null || indices.has(index - 1) ? {} : { before }),
    ...(after === null || indices.has(index + 1) ? {} : { after }),
  }));
  return {
    system: JUDGE,
    data: inertData({ entries }),
    ...(repair ? { repair } : {}),
    schema: { name: 'tracklist_entries', json: wireSchema(judgementsSchema) },
    maxOutputTokens: OUTPUT_AROUND + OUTPUT_PER_ENTRY * asked.length,
  };
}

/** Asks about a batch, in halves where it is too much for the model. Gives back what stays without an answer, and why. */
export async function judgeBatch(
  questions: readonly Question[],
  judging: Judging,
  halvings = 0,
): Promise<Unanswered[]> {
  try {
    return await askAbout(questions, judging);
  } catch (why) {
    // Where a limit has no room for all of it, it may have for the beginning.
    const tooMuch =
      [TruncatedError, TooLongError, LimitReached].some((kind) => why instanceof kind) && !(why instanceof CallsUsedUp);
    const declined = why instanceof ContentError && halvings < DECLINED_HALVINGS;
    if (questions.length === 1 || !(tooMuch || declined)) return questions.map((question) => ({ question, why }));
    const unanswered: Unanswered[] = [];
    for (const half of batchesOf(questions, Math.ceil(questions.length / 2))) {
      unanswered.push(...(await judgeBatch(half, judging, halvings + 1)));
    }
    return unanswered;
  }
}

/** Where another run is asking about them, its answer is waited for. */
function askAbout(questions: readonly Question[], judging: Judging): Promise<Unanswered[]> {
  const { model, memory } = judging;
  const keys = questions.map((question) => judgementKey(memory, model, question));
  return memory.alone(keys, judging.context, async (context) => {
    const open: Question[] = [];
    for (const [i, question] of questions.entries()) {
      const kept = await memory.recall(keys[i]!, judgementSchema, model.provider);
      if (!kept) {
        open.push(question);
        continue;
      }
      context.emit({
        type: 'call',
        provider: model.provider,
        mixTime: judging.mixTimeOf(question),
        outcome: 'cached',
      });
      judging.onTold(question, kept);
    }
    return open.length > 0 ? askOpen(open, { ...judging, context }) : [];
  });
}

async function askOpen(questions: readonly Question[], judging: Judging): Promise<Unanswered[]> {
  const { model, budget, context, memory } = judging;
  // A repair is about those that are missing.
  let open = numbered(questions);
  const asked = await ask<Map<Question, Judgement>>({
    model,
    budget,
    context,
    mixTime: judging.mixTimeOf(questions[0]!),
    request: requestOf(open),
    read: (json) => readJudgements(json, open),
    async keep(held, by) {
      const share = 1 / open.length;
      const told = [...held].map(([question, value]): [Question, Told<Judgement>] => [
        question,
        {
          value,
          provider: model.provider,
          model: by.model,
          milliseconds: by.milliseconds,
          inputTokens: Math.round(by.usage.inputTokens * share),
          outputTokens: Math.round(by.usage.outputTokens * share),
          kept: false,
        },
      ]);
      await Promise.all(told.map(([question, answer]) => memory.keep(judgementKey(memory, model, question), answer)));
      for (const [question, answer] of told) judging.onTold(question, answer);
    },
    again(held, repair) {
      open = open.filter(([, question]) => !held.has(question));
      return requestOf(open, repair);
    },
    join: (first, second) => new Map([...first, ...second]),
  });
  const why = whyNot(asked, model);
  return questions.filter((question) => !asked.held.has(question)).map((question) => ({ question, why }));
}

const MOST_PROBLEMS = 6;

/** Each entry by itself: one bad answer costs no other. */
export function readJudgements<T>(json: unknown, asked: readonly Numbered<T>[]): Reading<Map<T, Judgement>> {
  const questions = new Map<number, T>(asked);
  const list = (json as { entries?: unknown } | undefined)?.entries;
  const held = new Map<T, Judgement>();
  const problems: string[] = Array.isArray(list) ? [] : ['there is no list "entries"'];
  for (const item of Array.isArray(list) ? list.slice(0, 2 * asked.length) : []) {
    const parsed = judgementSchema.safeParse(item);
    const question = parsed.success ? questions.get(parsed.data.n) : undefined;
    if (!parsed.success) problems.push(problemOf(item, parsed.error));
    else if (!question || held.has(question)) problems.push(`n ${parsed.data.n} was not asked, or answered twice`);
    else held.set(question, parsed.data);
  }
  const missing = asked.filter(([, question]) => !held.has(question)).map(([n]) => n);
  if (missing.length === 0) return { held, problems: null };
  return {
    held,
    problems: [...problems.slice(0, MOST_PROBLEMS), `nothing valid for n ${missing.join(', ')}`].join('; '),
  };
}

/** By the schema's names only: no text of an answer goes back to the model as our own words. */
function problemOf(item: unknown, error: z.ZodError): string {
  const n = (item as { n?: unknown } | null)?.n;
  const [issue] = error.issues;
  const where = issue?.path.filter((key) => typeof key === 'string').join('.') ?? '';
  return `n ${typeof n === 'number' ? n : '?'}: ${where || 'the object'} ${issue?.code === 'unrecognized_keys' ? 'has keys that were not asked for' : (issue?.message ?? 'is wrong')}`;
}
