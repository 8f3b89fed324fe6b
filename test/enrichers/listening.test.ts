import { describe, expect, it } from 'vitest';
import { enrichmentOf } from '../../src/domain/enrichment/saved.js';
import { AuthenticationError, ProcessingError } from '../../src/domain/errors.js';
import type { Entry } from '../../src/domain/tracklist.js';
import type { Routes } from '../../src/enrichers/routing/routes.js';
import { clipTimes } from '../../src/enrichers/tasks/listen.js';
import { keepingInMemory, openaiModels, qwenModels, routerOf } from '../support/enriching.js';
import { eventsOf, recorder, toneSource } from '../support/fakes.js';
import { HEARD, type ModelServerOptions } from '../support/providers/model-server.js';
import { FAULTS, json } from '../support/providers/protocol.js';
import { trackEntry, unknownEntry } from '../support/tracklists.js';

const mix: Entry[] = [
  trackEntry(0, 100, 'A'),
  unknownEntry(100, 200),
  trackEntry(200, 300, 'B'),
  unknownEntry(300, 305),
];
const heardIn = (entries: readonly Entry[]) => entries.map((entry) => enrichmentOf(entry).heard);

const STREAMED = { server: 'dashscope', model: 'qwen3-omni-flash' } as const;

async function listen(sound: Routes['sound'], more: Partial<Routes> = {}) {
  const context = recorder();
  const result = await routerOf({ sound, ...more }).enrich(mix, toneSource(305), context);
  return { ...result, heard: heardIn(result.entries), warnings: eventsOf(context, 'warning').map((w) => w.message) };
}

describe('what is listened to', () => {
  it('is the middle of what an entry has to itself', () => {
    const transition = { start: 190, end: 210 };
    expect(clipTimes(unknownEntry(100, 205), trackEntry(200, 300, 'B', { transition }), 20)).toEqual({
      start: 135,
      end: 155,
    });
    expect(clipTimes(trackEntry(200, 300, 'B', { transition }), undefined, 30)).toEqual({ start: 240, end: 270 });
    expect(clipTimes(unknownEntry(0, 12), undefined, 20)).toEqual({ start: 0, end: 12 });
    expect(clipTimes(unknownEntry(0, 9), undefined, 20)).toBeNull();
  });
});

describe.each<[string, ModelServerOptions, Parameters<typeof qwenModels>[1]]>([
  ['a vLLM server', { dialect: 'vllm' }, {}],
  [
    "DashScope's compatible mode",
    { dialect: 'dashscope', key: 'ds-known-key-01' },
    {
      endpoint: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
      apiKey: 'ds-known-key-01',
      model: 'qwen3-omni-flash',
    },
  ],
  ['llama.cpp', { dialect: 'llamacpp' }, { server: 'openai' }],
  // Taken for vLLM, it is found out by what it says.
  ['DashScope at an unknown address', { dialect: 'dashscope', key: 'ds-known-key-01' }, { apiKey: 'ds-known-key-01' }],
])('listening by %s', (_, server, settings) => {
  it('describes what nobody could name', async () => {
    const keeping = keepingInMemory();
    const qwen = qwenModels(server, settings, keeping);
    const { heard, failure } = await listen([qwen.sound!], { listen: 'unknown' });
    expect(failure).toBeNull();
    expect(heard.map((one) => one?.description)).toEqual([undefined, HEARD.description, undefined, undefined]);
    expect(heard[1]).toMatchObject({ provider: 'qwen', start: 140, end: 160, bpm: 128, vocal: 'female' });
    const last = qwen.calls.at(-1);
    expect(last?.asked?.wav?.length).toBe(44 + 20 * 32_000);
    expect(JSON.stringify(last?.body)).not.toContain('music');
    // Known from then on: one request an entry.
    const again = qwenModels(server, settings, keeping);
    await listen([again.sound!], { listen: 'all' });
    expect(again.calls.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it.each([
    ['an answer that stalls in the middle', { text: JSON.stringify(HEARD), trouble: 'never' as const }],
    ['an answer that breaks off in the middle', { text: JSON.stringify(HEARD), trouble: 'reset' as const }],
    ['a refusal', { refusal: 'I cannot help with that.' }],
    ['a content filter', { finish: 'content_filter' }],
    ['an answer cut off at its limit', { text: '{"genre"', finish: 'length' }],
    ['prose', { text: 'It sounds like techno.' }],
    ['Chinese', { text: JSON.stringify({ ...HEARD, description: '滚动的科技舞曲，女声' }) }],
    ['an address', { text: JSON.stringify({ ...HEARD, description: 'see http://evil.example' }) }],
  ])('survives %s', async (_name, answer) => {
    const { entries, warnings } = await listen([qwenModels({ ...server, answer: () => answer }, settings).sound!]);
    expect(entries).toEqual(mix);
    expect(warnings.join()).toContain('1 entry not listened to');
  });
});

describe.each<[string, ModelServerOptions, Parameters<typeof qwenModels>[1]]>([
  ['whole', {}, {}],
  ['in a stream', { dialect: 'dashscope' }, STREAMED],
])('an answer that comes %s', (_, server, settings) => {
  it.each(Object.entries(FAULTS))('survives %s', async (_name, fault) => {
    const { entries, failure } = await listen([qwenModels({ ...server, fault }, settings).sound!]);
    expect(entries).toEqual(mix);
    expect((failure as { code?: string }).code).toMatch(/network|protocol/);
  });
});

it('takes a stream that ends in order, but too early, for no answer', async () => {
  const server: ModelServerOptions = {
    dialect: 'dashscope',
    key: '',
    answer: () => ({ text: JSON.stringify(HEARD), finish: '' }),
  };
  const { entries, warnings } = await listen([qwenModels(server, STREAMED).sound!]);
  expect(entries).toEqual(mix);
  expect(warnings.join()).toMatch(/broke off in the middle/);
});

it('reads an error that comes in the middle of a stream', async () => {
  const fault = () => ({
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    body: 'data: {"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}}\n\n',
  });
  const { failure } = await listen([qwenModels({ dialect: 'dashscope', fault }, STREAMED).sound!]);
  expect((failure as { code?: string }).code).toBe('quota');
});

it('tells a key of the wrong region from other failures', async () => {
  const server: ModelServerOptions = { dialect: 'dashscope', key: 'ds-of-beijing' };
  const { failure } = await listen([qwenModels(server, { server: 'dashscope', apiKey: 'ds-of-singapore' }).sound!]);
  expect(failure).toBeInstanceOf(AuthenticationError);
  expect((failure as Error).message).toMatch(/DASHSCOPE_API_KEY.*QWEN_ENDPOINT/);
});

it('lets OpenAI listen where Qwen2-Audio cannot be reached, and back', async () => {
  const down = qwenModels({ fault: () => ({ status: 200, trouble: 'reset' as const }) });
  const openai = openaiModels();
  const first = await listen([down.sound!, openai.sound!], { listen: 'all' });
  expect(first.failure).toBeNull();
  expect(first.heard.map((one) => one?.provider)).toEqual(['openai', 'openai', 'openai', undefined]);
  expect(openai.calls.every(({ asked }) => asked?.form === 'words')).toBe(true);
  const broke = openaiModels({ fault: () => json({ error: { message: 'x', code: 'insufficient_quota' } }, 429) });
  const second = await listen([broke.sound!, qwenModels().sound!], { listen: 'all' });
  expect(second.heard.map((one) => one?.provider)).toEqual(['qwen', 'qwen', 'qwen', undefined]);
  expect(broke.calls).toHaveLength(1);
});

it('sends no silence, and judges names all the same when the sound cannot be had', async () => {
  const qwen = qwenModels();
  const silent = {
    ...toneSource(305),
    pcm: async function* () {
      yield new Int16Array(16_000 * 30);
    },
  };
  const quiet = await routerOf({ sound: [qwen.sound!] }).enrich(mix, silent, recorder());
  expect({ calls: qwen.calls.length, entries: quiet.entries }).toEqual({ calls: 0, entries: mix });
  const openai = openaiModels();
  const broken = toneSource(305, { failAt: 0, failure: new ProcessingError('The mix is damaged.') });
  const context = recorder();
  const judged = await routerOf({ text: [openai.text!], sound: [qwen.sound!] }).enrich(mix, broken, context);
  expect(judged.failure).toBeInstanceOf(ProcessingError);
  expect(judged.entries.filter((entry) => enrichmentOf(entry).validation)).toHaveLength(2);
  expect(
    eventsOf(context, 'warning')
      .map(({ message }) => message)
      .join(),
  ).toContain('1 entry not listened to');
});
