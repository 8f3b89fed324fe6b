import { describe, expect, it } from 'vitest';
import { Ledger } from '../../src/app/ledger.js';
import { callPhrases } from '../../src/cli/terminal/summary.js';
import { enrichmentOf } from '../../src/domain/enrichment/saved.js';
import type { Entry } from '../../src/domain/tracklist.js';
import type { Limits } from '../../src/enrichers/budget.js';
import type { Model } from '../../src/enrichers/model.js';
import { keepingInMemory, openaiModels, qwenModels, routerOf } from '../support/enriching.js';
import { eventsOf, recorder } from '../support/fakes.js';
import type { ModelCall, ModelServerOptions } from '../support/providers/model-server.js';
import { trackEntry } from '../support/tracklists.js';

const list = (count: number): Entry[] =>
  Array.from({ length: count }, (_, i) => trackEntry(i * 200, (i + 1) * 200, `Song ${i}`));
/** Each as dear as the dearest, so that a limit of cost is one of tokens too. */
const PRICED = { inputPrice: 1, outputPrice: 1, entriesPerRequest: 2, concurrency: 1 };

async function judge({ text, calls }: { text: Model | null; calls: ModelCall[] }, limits: Limits) {
  const context = recorder();
  const { entries } = await routerOf({ text: [text!], limits, keeping: keepingInMemory() }).enrich(
    list(40),
    null,
    context,
  );
  const usages = eventsOf(context, 'usage');
  return {
    calls,
    judged: entries.filter((entry) => enrichmentOf(entry).validation).length,
    // What the server says that it has done, whatever became of it.
    tokens: usages.reduce((sum, { inputTokens, outputTokens }) => sum + inputTokens + outputTokens, 0),
    cost: usages.reduce((sum, { cost }) => sum + (cost ?? 0), 0),
    thoughts: usages.reduce((sum, { thoughtTokens = 0 }) => sum + thoughtTokens, 0),
    warnings: eventsOf(context, 'warning').map(({ message }) => message),
  };
}

const own = (server: ModelServerOptions, model: string) =>
  openaiModels(server, { ...PRICED, model, baseUrl: 'http://127.0.0.1:11434/v1' });
const studio = (server: ModelServerOptions) =>
  qwenModels({ dialect: 'dashscope', ...server }, { ...PRICED, server: 'dashscope', model: 'qwen3.8-omni-flash' });

describe.each<[string, () => ReturnType<typeof own> | ReturnType<typeof studio>]>([
  ['that may be told not to think', () => own({}, 'gpt-6-luna')],
  ["that can't but think", () => own({}, 'gpt-6.2-sol')],
  ['of an unknown name that thinks', () => own({ thoughts: () => 900 }, 'deep-thinker')],
  [
    'of an unknown name that thinks longer than its answer has room',
    () => own({ thoughts: () => 3000 }, 'deep-thinker'),
  ],
  ['of Model Studio that is told not to think', () => studio({})],
])('a model %s', (_, models) => {
  it.each([6000, 9000, 14_000])('keeps to --max-tokens %i', async (maxTokens) => {
    const { tokens, judged, warnings } = await judge(models(), { maxTokens });
    expect(tokens).toBeLessThanOrEqual(maxTokens);
    expect(judged).toBeLessThan(40);
    expect(warnings.join()).toContain(`--max-tokens ${maxTokens}`);
  });

  it('keeps to --max-cost, and does what that has room for', async () => {
    const { cost, judged } = await judge(models(), { maxCost: 0.014 });
    expect(cost).toBeLessThanOrEqual(0.014);
    expect(judged).toBeGreaterThan(0);
  });
});

it('whose thoughts go past every limit that it is given is asked once, and then reckoned with as it is', async () => {
  // 1,000 tokens of question and 3,000 of thoughts, though it was told not to think.
  const { calls, tokens } = await judge(studio({ thoughts: () => 3000 }), { maxTokens: 4000 });
  expect(calls).toHaveLength(1);
  expect(tokens).toBeLessThan(4500);
});

it('that can not be told not to think gets room for thoughts where the service has no other limit for them', async () => {
  const refuses: ModelServerOptions = {
    fault: (_, { body }) =>
      JSON.parse(body.toString())['enable_thinking'] === undefined
        ? undefined
        : {
            status: 400,
            headers: { 'content-type': 'application/json' },
            body: '{"error":{"message":"parameter.enable_thinking must be set to true","code":"invalid_parameter_error"}}',
          },
  };
  const { calls, tokens, judged } = await judge(studio(refuses), { maxTokens: 16_000 });
  expect(calls.map(({ status }) => status)).toEqual([400, 200, 200, 200]);
  expect({ judged, held: tokens <= 16_000 }).toEqual({ judged: 6, held: true });
  // Where there is no room for what it would think, nothing more is sent.
  expect((await judge(studio(refuses), { maxTokens: 5000 })).tokens).toBe(0);
});

it('says how much of what it took were thoughts', async () => {
  const { thoughts, calls } = await judge(own({}, 'gpt-6.2-sol'), {});
  expect(thoughts).toBe(800 * calls.length);
  const ledger = new Ledger(recorder(), () => 0);
  const usage = { type: 'usage', provider: 'openai', model: 'm', inputTokens: 5, outputTokens: 4, cost: 1 } as const;
  for (const more of [{ thoughtTokens: 3 }, {}]) ledger.context.emit({ ...usage, ...more });
  const sum = ledger.stats().providers['openai']!;
  expect(sum.usage).toEqual({ inputTokens: 10, outputTokens: 8, thoughtTokens: 3, cost: 2 });
  expect(callPhrases(sum)).toContain('18 tokens (3 of them thoughts)');
});
