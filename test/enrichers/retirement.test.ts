import { describe, expect, it } from 'vitest';
import { enrichmentOf } from '../../src/domain/enrichment/saved.js';
import type { Entry } from '../../src/domain/tracklist.js';
import { shutdownNotice } from '../../src/enrichers/chat/shutdown.js';
import { SHUTDOWNS, SOUND_MODELS, TEXT_MODELS } from '../../src/enrichers/openai/families.js';
import type { OpenaiSettings } from '../../src/enrichers/openai/settings.js';
import type { QwenSection } from '../../src/enrichers/qwen/settings.js';
import type { Keeping } from '../../src/net/provider.js';
import { keepingInMemory, narratorOf, openaiModels, qwenModels, routerOf } from '../support/enriching.js';
import { eventsOf, recorder, toneSource } from '../support/fakes.js';
import { HEARD, type ModelServerOptions } from '../support/providers/model-server.js';
import { json } from '../support/providers/protocol.js';
import { trackEntry, unknownEntry } from '../support/tracklists.js';

/** Nobody has named a model. */
const OURS = { model: undefined, soundModel: undefined } satisfies Partial<Record<keyof OpenaiSettings, undefined>>;
const list = (count: number): Entry[] =>
  Array.from({ length: count }, (_, i) => trackEntry(i * 200, (i + 1) * 200, `Song ${i}`));
const judges = (entries: readonly Entry[]): Array<string | undefined> =>
  entries.map((entry) => enrichmentOf(entry).validation?.model);

async function judge(
  server: ModelServerOptions,
  settings: Partial<Record<keyof OpenaiSettings, unknown>> = OURS,
  more: { keeping?: Keeping; count?: number } = {},
) {
  const models = openaiModels(server, settings as Partial<OpenaiSettings>, more.keeping);
  const context = recorder();
  const keeping = more.keeping ?? null;
  const result = await routerOf({ text: models.texts, keeping }).enrich(list(more.count ?? 3), null, context);
  const warnings = eventsOf(context, 'warning').map(({ message }) => message);
  return { ...result, ...models, warnings, by: judges(result.entries) };
}

describe('a model that is no more', () => {
  it('is followed by the next of the list, said once, in the output and in the cache', async () => {
    const keeping = keepingInMemory();
    const server = { models: ['gpt-5.6-luna', 'gpt-4.1-mini'] };
    const first = await judge(server, { ...OURS, entriesPerRequest: 2 }, { keeping, count: 4 });
    expect(first.failure).toBeNull();
    expect(first.by).toEqual(Array(4).fill('gpt-5.6-luna-2026-01-01'));
    // Found out once.
    expect(first.calls.map(({ body, status }) => [body['model'], status])).toEqual([
      ['gpt-6-luna', 404],
      ['gpt-5.6-luna', 200],
      ['gpt-5.6-luna', 200],
    ]);
    expect(first.warnings).toEqual([
      expect.stringMatching(/OpenAI has no model "gpt-6-luna".*gpt-5\.6-luna is asked instead of gpt-6-luna\.$/),
    ]);
    // Kept under the name of who answered: nothing is asked again, also once the first is back.
    const second = await judge({}, OURS, { keeping, count: 4 });
    expect(second.calls).toEqual([]);
    expect(second.by).toEqual(first.by);
  });

  it('hides nothing that its stand-in has said of the set, also where the service is gone by now', async () => {
    const keeping = keepingInMemory();
    const tell = (server: ModelServerOptions) => {
      const { texts, calls } = openaiModels(server, OURS as Partial<OpenaiSettings>, keeping);
      return { story: narratorOf({ text: texts, keeping }).describe(list(3), recorder()), calls };
    };
    const first = tell({ models: ['gpt-5.6-luna'] });
    expect(await first.story).toMatchObject({ model: 'gpt-5.6-luna-2026-01-01' });
    const second = tell({ fault: () => ({ status: 200, trouble: 'reset' }) });
    expect(await second.story).toEqual(await first.story);
    expect(second.calls).toEqual([]);
  });

  it('is not replaced where the user has chosen it', async () => {
    const { calls, by, warnings, failure } = await judge({ models: ['gpt-5.6-luna'] }, { model: 'gpt-6-luna' });
    expect(calls.map(({ body }) => body['model'])).toEqual(['gpt-6-luna']);
    expect(by).toEqual([undefined, undefined, undefined]);
    expect((failure as Error).message).toMatch(/TRACKLISTIFY_OPENAI_MODEL, like gpt-5\.6-luna\./);
    expect(warnings.join()).not.toContain('instead');
  });

  it('is the only one that is stood in for: no key and no credit ask the next of nobody', async () => {
    const locked = await judge({ key: 'sk-another' });
    expect(locked.calls).toHaveLength(1);
    const broke = await judge({ fault: () => json({ error: { code: 'insufficient_quota', message: 'x' } }, 429) });
    expect(broke.calls).toHaveLength(1);
  });

  it.each<[string, Record<string, string | null>, string | undefined, RegExp | null]>([
    ['near', { 'gpt-6-luna': '2026-04-01' }, undefined, /OpenAI switches "gpt-6-luna" off on 2026-04-01/],
    ['past', { 'gpt-6-luna': '2026-03-01' }, undefined, /OpenAI has switched "gpt-6-luna" off on 2026-03-01/],
    ['far away', { 'gpt-6-luna': '2027-04-01' }, undefined, null],
    ['none yet', { 'gpt-6-luna': null }, undefined, null],
    ['not told', {}, undefined, null],
    ['nonsense', { 'gpt-6-luna': 'soon' }, undefined, null],
  ])('is announced once a run when its end is %s', async (_, shutdowns, model, says) => {
    const { warnings, looks, calls } = await judge({ shutdowns }, { ...OURS, model, entriesPerRequest: 1 });
    expect(calls).toHaveLength(3);
    expect(looks).toEqual(['/v1/models/gpt-6-luna']);
    expect(warnings).toEqual(says ? [expect.stringMatching(says)] : []);
  });
});

describe('an end that is known here', () => {
  const names = {
    title: 'OpenAI',
    model: 'gpt-4.1-mini',
    others: TEXT_MODELS,
    keyVariable: 'K',
    modelVariable: 'TRACKLISTIFY_OPENAI_MODEL',
    addressVariable: 'A',
  };
  const on = (day: string) => shutdownNotice(names, SHUTDOWNS['gpt-4.1-mini'], Date.parse(day));

  it('is told to whom has named an old default, 60 days ahead', () => {
    expect(on('2026-11-14')).toBeNull();
    expect(on('2026-11-15')).toEqual({
      isGone: false,
      says: 'OpenAI switches "gpt-4.1-mini" off on 2027-01-14.',
      mend: 'Name another one by TRACKLISTIFY_OPENAI_MODEL, like gpt-6-luna or gpt-5.6-luna.',
    });
    expect(on('2027-01-14')?.says).toContain('has switched');
  });

  it('is of no model that the house would ask', () => {
    for (const model of [...TEXT_MODELS, ...SOUND_MODELS]) expect(SHUTDOWNS[model]).toBeUndefined();
  });
});

describe('parameters by family', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['gpt-6-luna', { reasoning_effort: 'none', temperature: undefined }, 'developer'],
    ['gpt-5.6-terra', { reasoning_effort: 'none', temperature: undefined }, 'developer'],
    ['gpt-6.2-sol', { reasoning_effort: 'low', temperature: undefined }, 'developer'],
    ['o4-mini', { reasoning_effort: 'low', temperature: undefined }, 'developer'],
    ['gpt-4.1-mini', { reasoning_effort: undefined, temperature: 0 }, 'system'],
  ])('%s takes them at the first go', async (model, parameters, role) => {
    const { calls, by } = await judge({}, { model });
    expect(by).not.toContain(undefined);
    expect(calls.map(({ status }) => status)).toEqual([200]);
    const { body } = calls[0]!;
    expect({ reasoning_effort: body['reasoning_effort'], temperature: body['temperature'] }).toEqual(parameters);
    expect((body['messages'] as Array<{ role: string }>)[0]?.role).toBe(role);
    expect(body).toHaveProperty('max_completion_tokens');
  });

  it.each<[string, string, string]>([
    ['temperature', "Unsupported value: 'temperature' does not go with reasoning_effort.", 'gpt-4.1-mini'],
    ['reasoning_effort', "Unsupported parameter: 'reasoning_effort' (nor temperature).", 'gpt-6-luna'],
    ['max_completion_tokens', "Unsupported parameter: 'max_completion_tokens'.", 'gpt-6-luna'],
    ['response_format', "Invalid parameter: 'response_format'.", 'gpt-6-luna'],
    ['messages[0].role', "Invalid value: 'developer'.", 'gpt-6-luna'],
  ])('is mended once where %s is complained of', async (param, message, model) => {
    const error = json({ error: { message, param, code: 'unsupported_value', type: 'invalid_request_error' } }, 400);
    const { calls } = await judge({ fault: (call) => (call === 1 ? error : undefined) }, { model });
    expect(calls).toHaveLength(2);
    const [before, after] = calls.map(({ body }) => body);
    const name = param.split('[')[0]!;
    // That part alone is another.
    const differ = ['temperature', 'reasoning_effort', 'max_completion_tokens', 'response_format', 'messages'].filter(
      (key) => JSON.stringify(before?.[key]) !== JSON.stringify(after?.[key]),
    );
    // But for a schema in words, and for room where thoughts aren't forbidden any more.
    const brings = { response_format: 'messages', reasoning_effort: 'max_completion_tokens' }[name];
    expect(differ.filter((key) => key !== brings)).toEqual([name]);
  });

  it('asks one that can not but think for as few thoughts as it takes, with room for them', async () => {
    // Not known by name, it says so itself.
    const error = json(
      {
        error: {
          message:
            "'reasoning_effort' does not support 'none' with this model. Supported values are: 'low' and 'high'.",
          param: 'reasoning_effort',
          code: 'unsupported_value',
        },
      },
      400,
    );
    const { calls, by } = await judge({ fault: (call) => (call === 1 ? error : undefined) }, { model: 'gpt-7-luna' });
    expect(by).not.toContain(undefined);
    expect(calls.map(({ body }) => body['reasoning_effort'])).toEqual(['none', 'low']);
    expect(calls[1]?.asked?.maxTokens).toBeGreaterThan(4000);
  });
});

describe('listening', () => {
  const mix = [unknownEntry(0, 100)];

  it('makes gpt-audio-1.5, which keeps to no schema, call a function', async () => {
    const { texts: _, ...models } = openaiModels({}, OURS as never);
    const { entries, failure } = await routerOf({ sound: [models.sound!] }).enrich(mix, toneSource(100), recorder());
    expect(failure).toBeNull();
    expect(enrichmentOf(entries[0]!).heard).toMatchObject({ description: HEARD.description });
    expect(models.calls.map(({ status, asked }) => [status, asked?.tool])).toEqual([[200, 'recording']]);
    expect(models.calls[0]?.body).toMatchObject({ model: 'gpt-audio-1.5', modalities: ['text'] });
  });

  it.each(['{"genre"', '', 'not JSON'])('repairs a call of it with %j for arguments', async (text) => {
    const models = openaiModels(
      { answer: (asked) => (asked.repair ? JSON.stringify(HEARD) : { text, finish: 'tool_calls' }) },
      OURS as never,
    );
    const { entries } = await routerOf({ sound: models.sound ? [models.sound] : [] }).enrich(
      mix,
      toneSource(100),
      recorder(),
    );
    expect(enrichmentOf(entries[0]!).heard).toMatchObject({ description: HEARD.description });
  });

  async function listenBy(
    server: ModelServerOptions,
    settings: Partial<Record<keyof QwenSection, unknown>>,
    keeping?: Keeping,
  ) {
    const qwen = qwenModels(server, { model: undefined, ...settings } as Partial<QwenSection>, keeping);
    const context = recorder();
    const router = routerOf({ sound: [qwen.sound!], keeping: keeping ?? null });
    const { entries } = await router.enrich(mix, toneSource(100), context);
    const warnings = eventsOf(context, 'warning').map(({ message }) => message);
    return { ...qwen, warnings, heard: enrichmentOf(entries[0]!).heard };
  }

  it('goes to Model Studio with its key alone, and tells its model not to think', async () => {
    const studio = { dialect: 'dashscope', key: 'ds-known-key-01' } as const;
    const { calls, heard, sound } = await listenBy(studio, { endpoint: undefined, apiKey: 'ds-known-key-01' });
    expect(heard).toMatchObject({ description: HEARD.description });
    expect(sound?.place).toBe('dashscope-intl.aliyuncs.com');
    expect(calls.map(({ status }) => status)).toEqual([200]);
    expect(calls[0]?.body).toMatchObject({ model: 'qwen3.8-omni-flash', enable_thinking: false });
    expect(calls[0]?.body).not.toHaveProperty('stream');
  });

  it.each([
    ['beijing', undefined, 'dashscope.aliyuncs.com/compatible-mode/v1'],
    ['virginia', undefined, 'dashscope-us.aliyuncs.com/compatible-mode/v1'],
    ['singapore', 'https://dashscope.aliyuncs.com/api/v1', 'dashscope.aliyuncs.com/compatible-mode/v1'],
    [
      'singapore',
      'https://w1.eu-central-1.maas.aliyuncs.com/compatible-mode/v1/',
      'w1.eu-central-1.maas.aliyuncs.com/compatible-mode/v1',
    ],
  ] as const)('goes to %s with %s for an address', async (region, dashscopeUrl, place) => {
    const { qwen } = await import('../../src/enrichers/qwen/descriptor.js');
    const own = qwen.settings.parse({ apiKey: 'k', region, dashscopeUrl });
    expect(qwen.ready(own)).toEqual({ ready: true });
    expect(qwen.address(own)).toBe(`https://${place}`);
  });

  it.each([
    [['Qwen/Qwen2-Audio-7B-Instruct'], 'Qwen/Qwen2-Audio-7B-Instruct'],
    [['other/model', 'Qwen/Qwen2.5-Omni-7B'], 'Qwen/Qwen2.5-Omni-7B'],
    [['Qwen/Qwen3-Omni-30B-A3B-Instruct'], 'Qwen/Qwen3-Omni-30B-A3B-Instruct'],
    [['my-own-name'], 'my-own-name'],
  ])('asks a server that has %j for %s', async (models, name) => {
    const keeping = keepingInMemory();
    const { calls, heard, looks } = await listenBy({ models }, {}, keeping);
    expect(heard).toMatchObject({ description: HEARD.description, model: `${name}-2026-01-01` });
    expect(calls.map(({ body }) => body['model'])).toEqual([name]);
    expect(looks).toEqual(['/v1/models']);
    // Known by name from then on, also while the server is down.
    const later = await listenBy({ models: [], key: 'another' }, {}, keeping);
    expect({ heard: later.heard, calls: later.calls }).toEqual({ heard, calls: [] });
  });

  it('says what a server has that has nothing of the kind', async () => {
    const { calls, warnings } = await listenBy({ models: ['one', 'two'] }, {});
    expect(calls).toHaveLength(1);
    expect(warnings.join()).toMatch(/TRACKLISTIFY_QWEN_MODEL, like one or two\./);
  });
});
