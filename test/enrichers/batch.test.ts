import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { enrichmentOf } from '../../src/domain/enrichment/saved.js';
import type { Entry } from '../../src/domain/tracklist.js';
import { batchDesk, routerOf } from '../support/enriching.js';
import { eventsOf, recorder } from '../support/fakes.js';
import { batchServer } from '../support/providers/batch-server.js';
import { entriesOf, judged } from '../support/providers/model-server.js';
import { trackEntry } from '../support/tracklists.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'batch-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const list = (name: string, count: number): Entry[] =>
  Array.from({ length: count }, (_, i) => trackEntry(i * 200, (i + 1) * 200, `${name} ${i}`));
const lists = [list('Red', 25), list('Blue', 5)];
const waiting = async (desk: ReturnType<typeof batchDesk>['desk'], of = lists, context = recorder()) =>
  (await desk.exchange(of, context)).map((state) => state.waiting);

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
  await expect(first.desk.exchange(lists, recorder())).rejects.toThrow();
  expect(on.batches).toHaveLength(1);
  const second = batchDesk(folder, { on });
  expect(await waiting(second.desk)).toEqual([0, 0]);
  expect(on.batches).toHaveLength(1);
});

it('is handed over anew when it never arrived', async () => {
  const down = batchDesk(folder, { server: { trouble: () => ({ status: 200, trouble: 'reset' }) } });
  await expect(down.desk.exchange(lists, recorder())).rejects.toThrow();
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
  await expect(kit.desk.exchange(lists, recorder())).rejects.toThrow(/turned the batch down.*not available in batches/);
  expect(readdirSync(folder)).toEqual([]);
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
