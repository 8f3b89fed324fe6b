import { createHash } from 'node:crypto';
import type { Question } from '../../domain/enrichment/question.js';
import { LimitReached } from '../../domain/limit-reached.js';
import { worstCase } from '../budget.js';
import type { BatchDoor, BatchRequest } from '../model.js';
import { batchesOf, judgeBatches, judgementKey, judgeRequest } from '../tasks/judge.js';
import { addressOf, type Exchange, leftAt, priceAt, saysGone, standsIn } from './exchange.js';
import type { BatchRecord } from './store.js';

/** Of one file; the services take ten times as many. */
const MOST_REQUESTS = 5000;

/** Hands over what is new, to the next model where one is gone. */
export async function handOver(lists: ReadonlyArray<readonly Question[]>, exchange: Exchange): Promise<void> {
  const { doors } = exchange;
  for (;;) {
    const door = doors.find(({ isGone }) => !isGone) ?? doors[doors.length - 1]!;
    try {
      return await handOverTo(door, lists, exchange);
    } catch (error) {
      if (!standsIn(door, error, exchange)) return;
    }
  }
}

type Sheet = BatchRequest & { keys: string[] };

/** What is handed over is remembered before it is sent: what is paid for can always be found again. */
async function handOverTo(
  door: BatchDoor,
  lists: ReadonlyArray<readonly Question[]>,
  exchange: Exchange,
): Promise<void> {
  const { store, clock, away, mended, context } = exchange;
  const { affordable, release } = withinLimits(door, await sheetsOf(door, lists, exchange), exchange);
  for (const part of batchesOf(affordable, MOST_REQUESTS)) {
    const byRequest = Object.fromEntries(part.map(({ id, keys }) => [id, keys]));
    const keys = Object.values(byRequest).flat();
    const isMended = keys.some((key) => mended.has(key));
    // One that was turned down and is put another way isn't found by the mark of the first.
    const mark = createHash('sha256')
      .update([...keys].sort().join('\n') + (isMended ? '\nmended' : ''))
      .digest('hex')
      .slice(0, 32);
    const at = clock.now();
    const to = addressOf(door.model);
    const again = isMended ? { mended: true } : {};
    const record: BatchRecord = { format: 1, mark, to, at, batch: null, ...again, requests: byRequest };
    if (await store.add(record)) {
      try {
        const batch = await door.submit(part, mark, context);
        await store.update({ ...record, batch });
      } catch (error) {
        // Surely not taken: another model may be handed it.
        if (saysGone(error)) {
          await store.remove(record);
          release();
        }
        throw error;
      }
    }
    for (const key of keys) away.set(key, at);
  }
}

/** About what nobody was handed yet, and this model hasn't failed at. The same entries in two tracklists are asked about once. */
async function sheetsOf(
  door: BatchDoor,
  lists: ReadonlyArray<readonly Question[]>,
  exchange: Exchange,
): Promise<Sheet[]> {
  const { memory } = exchange;
  const sheets: Sheet[] = [];
  const seen = new Set<string>();
  for (const list of lists) {
    const fresh: Question[] = [];
    for (const question of list) {
      const key = judgementKey(memory, door.model, question);
      if (seen.has(key) || leftAt(exchange, question) !== undefined || (await memory.gaveUp(key))) continue;
      seen.add(key);
      fresh.push(question);
    }
    for (const batch of judgeBatches(fresh, door.model)) {
      const keys = batch.map((question) => judgementKey(memory, door.model, question));
      sheets.push({ id: `r${sheets.length}`, request: judgeRequest(batch), keys });
    }
  }
  return sheets;
}

/** `release` gives back what they were reckoned at. */
function withinLimits(
  door: BatchDoor,
  sheets: readonly Sheet[],
  { budget, context }: Exchange,
): { affordable: Sheet[]; release(): void } {
  const affordable: Sheet[] = [];
  const books: Array<(used: null) => void> = [];
  try {
    for (const one of sheets) {
      books.push(budget.reserve({ price: priceAt(door) }, worstCase(one.request, door.model)));
      affordable.push(one);
    }
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    context.emit({ type: 'warning', message: `A part isn't handed over: ${error.message}.` });
  }
  return {
    affordable,
    release() {
      for (const book of books) book(null);
    },
  };
}
