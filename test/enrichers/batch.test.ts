import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { enrichmentOf } from '../../src/domain/enrichment/saved.js';
import { NetworkError } from '../../src/domain/errors.js';
import type { Entry } from '../../src/domain/tracklist.js';
import { TEXT_MODELS } from '../../src/enrichers/openai/families.js';
import type { OpenaiSettings } from '../../src/enrichers/openai/settings.js';
import { batchDesk, keepingInMemory, routerOf } from '../support/enriching.js';
import { eventsOf, recorder } from '../support/fakes.js';
import { type BatchServerOptions, batchServer } from '../support/providers/batch-server.js';
import { entriesOf, judged } from '../support/providers/model-server.js';
import { json } from '../support/providers/protocol.js';
import { trackEntry } from '../support/tracklists.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'batch-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const list = (name: string, count: number): Entry[] =>
  Array.from({ length: count }, (_, i) => trackEntry(i * 200, (i + 1) * 200, `${name} ${i}`));
const lists = [list('Red', 25), list('Blue', 5)];
const waiting = async (desk: ReturnType<typeof batchDesk>['desk'], of = lists, context = recorder()) => {
  const { states, failure } = await desk.exchange(of, context);
  if (failure) throw failure;
  return states.map((state) => state.waiting);
};

describe.each(['chat', 'responses'] as const)('a batch for the %s interface', (api) => {
  it('is handed over, waited for, and collected later', async () => {
    const kit = batchDesk(folder, {
      settings: { api },
      server: { status: (_, asked) => (asked < 3 ? 'in_progress' : 'completed') },
    });
    expect(await waiting(kit.desk)).toEqual([25, 5]);
    expect(await waiting(kit.desk)).toEqual([25, 5]);
    expect(await waiting(kit.desk)).toEqual([25, 5]);
    const context = recorder();
    expect(await waiting(kit.desk, lists, context)).toEqual([0, 0]);
    expect(kit.server.batches).toHaveLength(1);
    expect(readdirSync(folder)).toEqual([]);
    // Half of what the same tokens cost at once.
    const [usage] = eventsOf(context, 'usage');
    expect(usage?.cost).toBeCloseTo(((usage!.inputTokens * 0.4 + usage!.outputTokens * 1.6) / 1e6) * 0.5, 9);
    const router = routerOf({ text: kit.text, askText: false, keeping: kit.keeping });
    const { entries } = await router.enrich(lists[0]!, null, recorder());
    expect(entries.filter((entry) => enrichmentOf(entry).validation)).toHaveLength(25);
    expect(kit.server.calls).toHaveLength(3);
  });
});

it('is found again by a run that did not hear its id', async () => {
  const on = batchServer();
  // The first run's answer is lost after the service has taken the batch.
  const first = batchDesk(folder, {
    on: {
      ...on,
      provider: async (request) => {
        const reply = await on.provider(request);
        return request.url.endsWith('/batches') && request.method === 'POST'
          ? { status: 200, trouble: 'reset' as const }
          : reply;
      },
    },
  });
  await expect(waiting(first.desk)).rejects.toThrow();
  expect(on.batches).toHaveLength(1);
  const second = batchDesk(folder, { on });
  expect(await waiting(second.desk)).toEqual([0, 0]);
  expect(on.batches).toHaveLength(1);
});

it('is handed over anew when it never arrived', async () => {
  const down = batchDesk(folder, { server: { trouble: () => ({ status: 200, trouble: 'reset' }) } });
  await expect(waiting(down.desk)).rejects.toThrow();
  const up = batchDesk(folder);
  expect(await waiting(up.desk)).toEqual([25, 5]);
  expect(up.server.batches).toHaveLength(1);
});

it('asks again for what it did not get to, and for nothing else', async () => {
  const on = batchServer({ status: () => 'expired', missed: ['r1'] });
  const kit = batchDesk(folder, { on });
  await waiting(kit.desk);
  expect(await waiting(kit.desk)).toEqual([12, 0]);
  expect(on.batches).toHaveLength(2);
});

it('does not ask again for what nothing usable came of', async () => {
  const kit = batchDesk(folder, {
    server: {
      answer: (asked) =>
        JSON.stringify({ entries: entriesOf(asked).map((e) => judged(e, e.n === 0 ? { score: 9 } : {})) }),
    },
  });
  await waiting(kit.desk);
  expect(await waiting(kit.desk)).toEqual([0, 0]);
  expect(await waiting(kit.desk)).toEqual([0, 0]);
  expect(kit.server.batches).toHaveLength(1);
  const router = routerOf({ text: kit.text, askText: false, keeping: kit.keeping });
  const context = recorder();
  const { entries } = await router.enrich(lists[1]!, null, context);
  expect(entries.filter((entry) => enrichmentOf(entry).validation)).toHaveLength(4);
  expect(eventsOf(context, 'warning')[0]?.message).toContain('1 entry not judged');
});

it('says why it was turned down, and lets it be tried again', async () => {
  const kit = batchDesk(folder, { server: { status: () => 'failed' } });
  await waiting(kit.desk);
  await expect(waiting(kit.desk)).rejects.toThrow(/turned the batch down.*limit reached.*Run the same command/);
  expect(readdirSync(folder)).toEqual([]);
});

it('collects what it can where the service is gone, and waits on for the rest', async () => {
  const on = batchServer({ status: (batch) => (batch === 'batch_1' ? 'completed' : 'in_progress') });
  const keeping = keepingInMemory();
  const kit = batchDesk(folder, { on, keeping });
  await waiting(kit.desk, [lists[1]!]);
  expect(await waiting(kit.desk)).toEqual([25, 0]);
  const gone = { provider: () => ({ status: 200, trouble: 'reset' }) } as unknown as typeof on;
  const down = batchDesk(folder, { on: gone, keeping });
  const { states, failure } = await down.desk.exchange([...lists, list('Green', 2)], recorder());
  expect(failure).toBeInstanceOf(NetworkError);
  expect(states).toMatchObject([
    { waiting: 25, left: 0 },
    { waiting: 0, left: 0 },
    { waiting: 0, left: 2 },
  ]);
  expect(readdirSync(folder)).toHaveLength(1);
});

it('hands over once more, put another way, what is not taken as it is put, and then gives up', async () => {
  const no = { message: "Unsupported parameter: 'reasoning_effort'.", param: 'reasoning_effort', code: 'unsupported' };
  const stubborn = batchDesk(folder, {
    server: { fault: () => json({ error: no }, 400) },
    settings: { model: 'gpt-6-luna' },
  });
  await waiting(stubborn.desk);
  const context = recorder();
  expect(await waiting(stubborn.desk, lists, context)).toEqual([25, 5]);
  const put = /reasoning_effort.*It is put another way and handed over once more\.$/;
  expect(eventsOf(context, 'warning').map(({ message }) => message)).toEqual([expect.stringMatching(put)]);
  expect(await waiting(stubborn.desk)).toEqual([0, 0]);
  expect(stubborn.server.calls.map(({ body }) => body['reasoning_effort'])).toEqual([
    ...Array(3).fill('none'),
    ...Array(3).fill(undefined),
  ]);
  expect(stubborn.server.batches).toHaveLength(2);
});

it('keeps to the limits of a run', async () => {
  const context = recorder();
  const kit = batchDesk(folder, { limits: { maxTokens: 6000 } });
  const [first, second] = await waiting(kit.desk, lists, context);
  expect([first, second]).toEqual([13, 0]);
  expect(eventsOf(context, 'warning')[0]?.message).toMatch(/isn't handed over: --max-tokens/);
});

it('is not stopped by a damaged note of an earlier run', async () => {
  const first = batchDesk(folder);
  await waiting(first.desk);
  const [note] = readdirSync(folder);
  writeFileSync(join(folder, note!), '{"format":1,');
  const second = batchDesk(folder);
  expect(await waiting(second.desk)).toEqual([25, 5]);
  expect(await waiting(second.desk)).toEqual([0, 0]);
  expect(readdirSync(folder)).toEqual([]);
});

it('is handed over once by two runs at the same time', async () => {
  const on = batchServer();
  const [one, two] = [batchDesk(folder, { on }), batchDesk(folder, { on })];
  const states = await Promise.all([waiting(one.desk), waiting(two.desk)]);
  expect(states).toEqual([
    [25, 5],
    [25, 5],
  ]);
  expect(on.batches).toHaveLength(1);
});

it('asks once about what two tracklists have in common', async () => {
  const kit = batchDesk(folder);
  expect(await waiting(kit.desk, [lists[1]!, lists[1]!])).toEqual([5, 5]);
  await waiting(kit.desk, [lists[1]!, lists[1]!]);
  expect(kit.server.calls.map(({ asked }) => entriesOf(asked!).length)).toEqual([5]);
});

describe('a model that is no more', () => {
  /** Nobody has named one. */
  const OURS = { model: undefined } as unknown as Partial<OpenaiSettings>;
  const [LUNA, NEXT] = TEXT_MODELS;
  const modelsOf = (kit: ReturnType<typeof batchDesk>): unknown[] => kit.server.calls.map(({ body }) => body['model']);
  const said = (context: ReturnType<typeof recorder>): string[] =>
    eventsOf(context, 'warning').map(({ message }) => message);
  const switched = expect.stringMatching(
    new RegExp(`^OpenAI has no model "${LUNA}".*${NEXT} is asked instead of ${LUNA}\\.$`),
  );

  it('is known before anything is handed over: the next of the list is, which is said, and kept under its name', async () => {
    const models: string[] = [NEXT];
    const kit = batchDesk(folder, { settings: OURS, server: { models } });
    const context = recorder();
    expect(await waiting(kit.desk, lists, context)).toEqual([25, 5]);
    expect(said(context)).toEqual([switched]);
    expect(kit.server.asked.filter((what) => what.startsWith('POST'))).toEqual(['POST /files', 'POST /batches']);
    expect(await waiting(kit.desk)).toEqual([0, 0]);
    expect(modelsOf(kit)).toEqual([NEXT, NEXT, NEXT]);
    // Also once the first is back: what is answered isn't asked again.
    models.unshift(LUNA);
    const later = batchDesk(folder, { settings: OURS, on: kit.server, keeping: kit.keeping });
    expect(await waiting(later.desk)).toEqual([0, 0]);
    const router = routerOf({ text: later.text, askText: false, keeping: kit.keeping });
    const { entries } = await router.enrich(lists[0]!, null, recorder());
    expect(entries.map((entry) => enrichmentOf(entry).validation?.model)).toEqual(Array(25).fill(`${NEXT}-2026-01-01`));
    expect(kit.server.batches).toHaveLength(1);
  });

  it.each<[string, (models: string[]) => BatchServerOptions]>([
    ['by what comes back', (models) => ({ models })],
    ['by a batch that is turned down', () => ({ notInBatches: [LUNA] })],
  ])('is found out %s: the same work goes to the next at once', async (_, server) => {
    const models = [LUNA, NEXT] as string[];
    const kit = batchDesk(folder, { settings: OURS, server: server(models) });
    expect(await waiting(kit.desk)).toEqual([25, 5]);
    models.shift();
    const context = recorder();
    expect(await waiting(kit.desk, lists, context)).toEqual([25, 5]);
    expect(said(context)).toEqual([switched]);
    expect(await waiting(kit.desk)).toEqual([0, 0]);
    expect(kit.server.batches).toHaveLength(2);
    expect(modelsOf(kit).slice(-3)).toEqual([NEXT, NEXT, NEXT]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is found out by a batch that is refused', async () => {
    const gone = { error: { message: `The model \`${LUNA}\` does not exist`, code: 'model_not_found' } };
    let count = 0;
    const trouble: BatchServerOptions['trouble'] = (path, method) =>
      path === '/batches' && method === 'POST' && count++ === 0 ? json(gone, 404) : undefined;
    const kit = batchDesk(folder, { settings: OURS, server: { trouble } });
    const context = recorder();
    expect(await waiting(kit.desk, lists, context)).toEqual([25, 5]);
    expect(said(context)).toEqual([switched]);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('is waited for where it was handed something, and only what is new goes to the next', async () => {
    const models = [LUNA, NEXT] as string[];
    const on = batchServer({ models, status: () => 'in_progress' });
    expect(await waiting(batchDesk(folder, { settings: OURS, on }).desk, [lists[0]!])).toEqual([25]);
    models.shift();
    expect(await waiting(batchDesk(folder, { settings: OURS, on }).desk)).toEqual([25, 5]);
    models.unshift(LUNA);
    expect(await waiting(batchDesk(folder, { settings: OURS, on }).desk)).toEqual([25, 5]);
    expect(on.batches).toHaveLength(2);
  });

  it('is not replaced where the user has chosen it', async () => {
    const models = [LUNA, NEXT] as string[];
    const kit = batchDesk(folder, { settings: { model: LUNA }, server: { models } });
    await waiting(kit.desk);
    models.shift();
    const why = new RegExp(`has no model "${LUNA}".*TRACKLISTIFY_OPENAI_MODEL, like ${NEXT}\\.$`);
    await expect(waiting(kit.desk)).rejects.toThrow(why);
    expect(readdirSync(folder)).toEqual([]);
    const again = batchDesk(folder, { settings: { model: LUNA }, on: kit.server, keeping: kit.keeping });
    await expect(waiting(again.desk)).rejects.toThrow(why);
    expect([readdirSync(folder), kit.server.batches.length]).toEqual([[], 1]);
  });

  it('is not taken for gone where a file is', async () => {
    const lost = json({ error: { message: "The file 'file-1' does not exist", code: 'file_not_found' } }, 404);
    const kit = batchDesk(folder, {
      settings: OURS,
      server: { trouble: (path, method) => (path === '/batches' && method === 'POST' ? lost : undefined) },
    });
    await expect(waiting(kit.desk)).rejects.toThrow(/HTTP 404.*file-1/);
    expect(kit.server.batches).toEqual([]);
  });
});
