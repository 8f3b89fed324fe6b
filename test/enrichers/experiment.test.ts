import { expect, it } from 'vitest';
import type { Entry } from '../../src/domain/tracklist.js';
import { type Comparison, createExperiment } from '../../src/enrichers/experiment.js';
import { keepingInMemory, openaiModels, qwenModels, routerOf } from '../support/enriching.js';
import { eventsOf, recorder, toneSource } from '../support/fakes.js';
import { entriesOf, HEARD, judged } from '../support/providers/model-server.js';
import { trackEntry } from '../support/tracklists.js';

const list: Entry[] = Array.from({ length: 12 }, (_, i) => trackEntry(i * 20, (i + 1) * 20, `Song ${i}`));

async function compareOn(share: number, second: ReturnType<typeof qwenModels>, keeping = keepingInMemory()) {
  const lines: Comparison[] = [];
  const experiment = createExperiment(second, share, async (line) => void lines.push(line));
  const first = openaiModels({}, {}, keeping);
  const context = recorder();
  const router = routerOf({ text: [first.text!], sound: [first.sound!], listen: 'all', experiment, keeping });
  const result = await router.enrich(list, toneSource(240), context);
  return { ...result, lines, first, context };
}

it('compares a share of the entries, the same ones in every run', async () => {
  const half = await compareOn(0.5, qwenModels());
  const names = half.lines.filter(({ does }) => does === 'names');
  expect(names.length).toBeGreaterThan(2);
  expect(names.length).toBeLessThan(12);
  const again = await compareOn(0.5, qwenModels());
  expect(again.lines.map(({ question }) => question)).toEqual(half.lines.map(({ question }) => question));
  expect((await compareOn(0, qwenModels())).lines).toEqual([]);
  expect((await compareOn(1, qwenModels())).lines).toHaveLength(24);
});

it('tells in which fields two models differ, and lets the second change nothing', async () => {
  const differing = qwenModels({
    answer: (asked) =>
      asked.kind === 'hear'
        ? JSON.stringify({ ...HEARD, bpm: 129, vocal: 'none' })
        : JSON.stringify({ entries: entriesOf(asked).map((e) => judged(e, { genre: 'Techno', year: 1999 })) }),
  });
  const { lines, entries } = await compareOn(1, differing);
  const plain = await compareOn(0, qwenModels());
  expect(entries).toEqual(plain.entries);
  expect(lines.find(({ does }) => does === 'names')).toMatchObject({ agreement: 0.75, differ: ['year', 'genre'] });
  expect(lines.find(({ does }) => does === 'sound')).toMatchObject({ agreement: 0.8, differ: ['vocal'] });
  expect(lines[0]?.first).toMatchObject({ provider: 'openai', confidence: 0.9, kept: false });
  expect(lines[0]?.second).toMatchObject({ provider: 'qwen', inputTokens: expect.any(Number) });
});

it('costs the run nothing when the second model fails', async () => {
  const { lines, failure, context } = await compareOn(
    1,
    qwenModels({ fault: () => ({ status: 200, trouble: 'reset' }) }),
  );
  expect(failure).toBeNull();
  expect(lines.every(({ second, agreement }) => second === null && agreement === null)).toBe(true);
  const [warning] = eventsOf(context, 'warning');
  expect(warning?.message).toMatch(/The experiment lacks an answer/);
});

it('asks nobody twice', async () => {
  const keeping = keepingInMemory();
  await compareOn(1, qwenModels({}, {}, keeping), keeping);
  const second = qwenModels({}, {}, keeping);
  const { lines, first } = await compareOn(1, second, keeping);
  expect([first.calls.length, second.calls.length]).toEqual([0, 0]);
  expect(lines.every((line) => line.first.kept && line.second?.kept)).toBe(true);
});
