import { createHash } from 'node:crypto';
import { type Question, questionsOf } from '../../domain/enrichment/question.js';
import { LimitReached } from '../../domain/limit-reached.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { Context } from '../../domain/ports/context.js';
import type { BatchDesk } from '../../domain/ports/enrich.js';
import { type Budget, costOf, worstCase } from '../budget.js';
import { jsonIn } from '../chat/extract.js';
import type { Usage } from '../chat/request.js';
import type { Memory } from '../memory.js';
import { type BatchAnswer, type BatchDoor, BatchFailed, type BatchRequest, type Model, type Price } from '../model.js';
import { recallJudgements } from '../routing/names.js';
import { batchesOf, judgeBatches, judgementKey, judgeRequest, numbered, readJudgements } from '../tasks/judge.js';
import type { BatchRecord, BatchStore } from './store.js';

export interface DeskTools {
  door: BatchDoor;
  /** All that may have answered already. */
  text: readonly Model[];
  store: BatchStore;
  memory: Memory;
  budget: Budget;
  clock: Clock;
}

/** A batch costs half. */
const DISCOUNT = 0.5;
/** Of one file; the service takes ten times as many. */
const MOST_REQUESTS = 5000;

export function createDesk(tools: DeskTools): BatchDesk {
  return {
    async exchange(lists, context) {
      await tools.door.model.settle(context);
      const away = await collectAll(tools, context);
      const open = await Promise.all(lists.map((list) => openQuestions(tools, questionsOf(list))));
      const fresh = open.map((list) => list.filter(({ key }) => !away.has(key)));
      for (const [key, at] of await handOver(tools, fresh, context)) away.set(key, at);
      return open.map((list) => {
        const times = list.flatMap(({ key }) => away.get(key) ?? []);
        return { waiting: times.length, since: times.length > 0 ? Math.min(...times) : null };
      });
    },
  };
}

interface Open {
  question: Question;
  key: string;
}

/** Without those that are answered, by whomever, or that nothing usable came of. */
async function openQuestions({ text, memory, door }: DeskTools, questions: readonly Question[]): Promise<Open[]> {
  const told = await recallJudgements({ text, memory }, questions);
  const open: Open[] = [];
  for (const question of questions) {
    if (told.has(question)) continue;
    const key = judgementKey(memory, door.model, question);
    if (!(await memory.gaveUp(key))) open.push({ question, key });
  }
  return open;
}

const addressOf = ({ place, id }: Model): string => `${place} ${id}`;

/** What is done goes into the memory; gives back the questions that are still away, each with the time of its leaving. */
async function collectAll(tools: DeskTools, context: Context): Promise<Map<string, number>> {
  const { door, store } = tools;
  const away = new Map<string, number>();
  for (const record of await store.all()) {
    if (record.to !== addressOf(door.model)) continue;
    context.signal.throwIfAborted();
    // The run that handed it over ended before it heard the id.
    const id = record.batch ?? (await door.find(record.mark, context));
    if (id === null) {
      await store.remove(record);
      continue;
    }
    if (record.batch === null) await store.update({ ...record, batch: id });
    const answers = await door.collect(id, context).catch(async (error: unknown) => {
      // Turned down as a whole: it isn't waited for, and may be handed over again.
      if (error instanceof BatchFailed) await store.remove(record);
      throw error;
    });
    if (answers === null) {
      for (const key of Object.values(record.requests).flat()) away.set(key, record.at);
      continue;
    }
    for (const answer of answers) await keep(tools, record, answer, context);
    await store.remove(record);
  }
  return away;
}

async function keep(
  { door, memory, clock }: DeskTools,
  record: BatchRecord,
  { id, answer }: BatchAnswer,
  context: Context,
): Promise<void> {
  const keys = record.requests[id];
  if (!keys || answer === null) return;
  const { provider, price } = door.model;
  if (answer instanceof Error) {
    context.emit({ type: 'call', provider, mixTime: 0, outcome: 'error', message: answer.message });
    context.emit({ type: 'warning', message: answer.message });
    for (const key of keys) await memory.giveUp(key);
    return;
  }
  const usage: Usage = answer.usage ?? { inputTokens: 0, outputTokens: 0 };
  context.emit({ type: 'call', provider, mixTime: 0, outcome: 'match' });
  const cost = costOf(usage, halved(price));
  const { inputTokens, outputTokens, thoughtTokens } = usage;
  const thoughts = thoughtTokens ? { thoughtTokens } : {};
  context.emit({ type: 'usage', provider, model: answer.model, inputTokens, outputTokens, ...thoughts, cost });
  const { held } = readJudgements(jsonIn(answer.text), numbered(keys));
  for (const key of keys) {
    const value = held.get(key);
    if (!value) await memory.giveUp(key);
    else {
      await memory.keep(key, {
        value,
        provider,
        model: answer.model,
        milliseconds: Math.max(0, clock.now() - record.at),
        inputTokens: Math.round(inputTokens / keys.length),
        outputTokens: Math.round(outputTokens / keys.length),
        kept: false,
      });
    }
  }
}

/** Hands over what is new, and remembers it before it is sent: what is paid for can always be found again. */
async function handOver(
  tools: DeskTools,
  lists: ReadonlyArray<readonly Open[]>,
  context: Context,
): Promise<Map<string, number>> {
  const { door, store, clock, memory } = tools;
  const away = new Map<string, number>();
  const requests: Array<BatchRequest & { keys: string[] }> = [];
  const seen = new Set<string>();
  for (const list of lists) {
    // The same entries in two tracklists are asked about once.
    const unique = list.filter(({ key }) => !seen.has(key) && seen.add(key));
    const questions = unique.map(({ question }) => question);
    for (const batch of judgeBatches(questions, door.model)) {
      const keys = batch.map((question) => judgementKey(memory, door.model, question));
      requests.push({ id: `r${requests.length}`, request: judgeRequest(batch), keys });
    }
  }
  const affordable = withinLimits(tools, requests, context);
  for (const part of batchesOf(affordable, MOST_REQUESTS)) {
    const byRequest = Object.fromEntries(part.map(({ id, keys }) => [id, keys]));
    const keys = Object.values(byRequest).flat();
    const mark = createHash('sha256')
      .update([...keys].sort().join('\n'))
      .digest('hex')
      .slice(0, 32);
    const at = clock.now();
    const record: BatchRecord = { format: 1, mark, to: addressOf(door.model), at, batch: null, requests: byRequest };
    if (await store.add(record)) {
      const batch = await door.submit(part, mark, context);
      await store.update({ ...record, batch });
    }
    for (const key of keys) away.set(key, at);
  }
  return away;
}

const halved = (price: Price | null): Price | null =>
  price && { input: price.input * DISCOUNT, output: price.output * DISCOUNT };

function withinLimits<T extends BatchRequest>(
  { door, budget }: DeskTools,
  requests: readonly T[],
  context: Context,
): T[] {
  const affordable: T[] = [];
  try {
    for (const one of requests) {
      budget.reserve({ price: halved(door.model.price) }, worstCase(one.request, door.model));
      affordable.push(one);
    }
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    context.emit({ type: 'warning', message: `A part isn't handed over: ${error.message}.` });
  }
  return affordable;
}
