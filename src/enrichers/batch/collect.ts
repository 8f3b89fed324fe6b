import { costOf } from '../budget.js';
import { jsonIn } from '../chat/extract.js';
import type { Usage } from '../chat/request.js';
import { type BatchAnswer, type BatchDoor, BatchFailed } from '../model.js';
import { numbered, readJudgements } from '../tasks/judge.js';
import { addressOf, type Exchange, priceAt, saysGone, standsIn } from './exchange.js';
import type { BatchRecord } from './store.js';

/** What is done goes into the memory; what isn't, to those that are away. */
export async function collectAll(exchange: Exchange): Promise<void> {
  const { doors, store, away, context } = exchange;
  for (const record of await store.all()) {
    const door = doors.find(({ model }) => addressOf(model) === record.to);
    if (!door) continue;
    context.signal.throwIfAborted();
    let isBack = false;
    try {
      isBack = await collect(exchange, door, record);
    } catch (error) {
      standsIn(door, error, exchange);
      // Turned down as a whole: it isn't waited for, and may be handed over again.
      isBack = error instanceof BatchFailed || saysGone(error);
    }
    if (isBack) await store.remove(record);
    else for (const key of Object.values(record.requests).flat()) away.set(key, record.at);
  }
}

/** False while it is still away. */
async function collect(exchange: Exchange, door: BatchDoor, record: BatchRecord): Promise<boolean> {
  const { store, context } = exchange;
  // The run that handed it over ended before it heard the id.
  const id = record.batch ?? (await door.find(record.mark, context));
  if (id === null) return true;
  if (record.batch === null) await store.update({ ...record, batch: id });
  const answers = await door.collect(id, context);
  if (answers === null) return false;
  const open = await mendOnce(exchange, door, record, answers);
  for (const answer of answers) if (!open.has(answer)) await keep(exchange, door, record, answer);
  const missing = answers.find(({ answer }) => saysGone(answer));
  if (missing) throw missing.answer;
  return true;
}

/** What the service doesn't take as it is put is handed over once more, in the way that its words ask for: those answers. */
async function mendOnce(
  { mended, context }: Exchange,
  door: BatchDoor,
  record: BatchRecord,
  answers: readonly BatchAnswer[],
): Promise<Set<BatchAnswer>> {
  const { answer: first } = answers.find(({ answer }) => answer instanceof Error && !saysGone(answer)) ?? {};
  if (record.mended || !(first instanceof Error) || !(await door.mend(first))) return new Set();
  const open = answers.filter(({ answer }) => answer instanceof Error && answer.message === first.message);
  for (const { id } of open) for (const key of record.requests[id] ?? []) mended.add(key);
  context.emit({ type: 'warning', message: `${first.message} It is put another way and handed over once more.` });
  return new Set(open);
}

async function keep(
  { memory, clock, context }: Exchange,
  door: BatchDoor,
  record: BatchRecord,
  { id, answer }: BatchAnswer,
): Promise<void> {
  const keys = record.requests[id];
  if (!keys || answer === null || saysGone(answer)) return;
  const { provider } = door.model;
  if (answer instanceof Error) {
    context.emit({ type: 'call', provider, mixTime: 0, outcome: 'error', message: answer.message });
    context.emit({ type: 'warning', message: answer.message });
    for (const key of keys) await memory.giveUp(key);
    return;
  }
  const usage: Usage = answer.usage ?? { inputTokens: 0, outputTokens: 0 };
  context.emit({ type: 'call', provider, mixTime: 0, outcome: 'match' });
  const cost = costOf(usage, priceAt(door));
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
