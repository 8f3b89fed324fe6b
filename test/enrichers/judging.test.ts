import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FileJournal } from '../../src/cache/file-journal.js';
import { CallBudget } from '../../src/domain/call-budget.js';
import { enrichmentOf } from '../../src/domain/enrichment/saved.js';
import { AuthenticationError, QuotaError } from '../../src/domain/errors.js';
import type { Entry } from '../../src/domain/tracklist.js';
import { KEY, keepingInMemory, openaiModels, qwenModels, routerOf } from '../support/enriching.js';
import { eventsOf, recorder } from '../support/fakes.js';
import { quickClock } from '../support/network.js';
import { type Asked, entriesOf, judged, knowing, type ModelServerOptions } from '../support/providers/model-server.js';
import { FAULTS, json } from '../support/providers/protocol.js';
import { tempFolder } from '../support/temp.js';
import { trackEntry, unknownEntry } from '../support/tracklists.js';

const list = (count: number): Entry[] =>
  Array.from({ length: count }, (_, i) =>
    trackEntry(i * 200, (i + 1) * 200, '', {
      track: { artists: [`Ann ${i} feat. Bob`], title: `Song ${i} (Cy Remix)`, isrc: `GBAYE00000${10 + i}` },
    }),
  );
const judgedCount = (entries: readonly Entry[]): number => entries.filter((e) => enrichmentOf(e).validation).length;

const judgementsIn = ({ entries }: ReturnType<typeof keepingInMemory>): number =>
  [...entries.keys()].filter((key) => key.includes('/judge/')).length;

async function run(server: ModelServerOptions, count = 4, settings = {}) {
  const models = openaiModels(server, settings);
  const context = recorder();
  const result = await routerOf({ text: [models.text!] }).enrich(list(count), null, context);
  const warnings = eventsOf(context, 'warning').map(({ message }) => message);
  return { ...result, ...models, context, warnings };
}

describe.each(['chat', 'responses'] as const)('judging names by the %s interface', (api) => {
  it('completes 40 tracks by at most 3 requests', async () => {
    const { entries, failure, calls, context } = await run({}, 40, { api });
    expect(failure).toBeNull();
    expect(calls.length).toBeLessThanOrEqual(3);
    expect(calls.every(({ status, asked }) => status === 200 && asked?.form === 'schema')).toBe(true);
    expect(judgedCount(entries)).toBe(40);
    expect(entries[7]).toMatchObject({
      start: 1400,
      track: {
        artists: ['Ann 7', 'Bob'],
        title: 'Song 7',
        version: 'Cy Remix',
        isrc: 'GBAYE0000017',
        label: 'Known Label',
      },
      enrichment: {
        original: { artists: ['Ann 7 feat. Bob'], title: 'Song 7 (Cy Remix)' },
        validation: { model: 'gpt-4.1-mini-2026-01-01', remixer: 'Cy', energy: 6 },
      },
    });
    expect(eventsOf(context, 'usage')).toHaveLength(calls.length);
    expect(eventsOf(context, 'usage')[0]?.cost).toBeGreaterThan(0);
  });

  it.each<[string, (asked: Asked) => string]>([
    [
      'a fence and friendly words',
      (asked) => `Sure! Here {it} is:\n\`\`\`json\n${knowing(asked)}\n\`\`\`\nAnything else?`,
    ],
    ['thoughts before it', (asked) => `<think>{"entries": "no"}</think>${knowing(asked)}`],
  ])('reads an answer with %s', async (_, answer) => {
    const { entries, calls } = await run({ answer }, 4, { api });
    expect(judgedCount(entries)).toBe(4);
    expect(calls).toHaveLength(1);
  });

  it.each<[string, (asked: Asked) => string]>([
    ['that is no JSON', () => 'I am sorry, I can not do that.'],
    ['that breaks off', (asked) => knowing(asked).slice(0, 300)],
    ['with a score of 7', (asked) => JSON.stringify({ entries: entriesOf(asked).map((e) => judged(e, { score: 7 })) })],
    [
      'in Chinese',
      (asked) => JSON.stringify({ entries: entriesOf(asked).map((e) => judged(e, { reason: '这是一首很好的歌曲' })) }),
    ],
    ['with keys more', (asked) => JSON.stringify({ entries: entriesOf(asked).map((e) => judged(e, { isrc: 'X' })) })],
  ])('lets the model repair an answer %s, once', async (_, bad) => {
    const mended = await run({ answer: (asked) => (asked.repair ? knowing(asked) : bad(asked)) }, 4, { api });
    expect(judgedCount(mended.entries)).toBe(4);
    expect(mended.calls).toHaveLength(2);
    expect(mended.warnings).toEqual([]);
    const hopeless = await run({ answer: bad }, 4, { api });
    expect(hopeless.calls).toHaveLength(2);
    expect(hopeless.entries).toEqual(list(4));
    expect(hopeless.failure).toBeNull();
    expect(hopeless.warnings.join()).toMatch(/no usable answer.*4 entries not judged/);
  });

  it('asks again for the one bad entry only, and loses no other by it', async () => {
    const bad = (asked: Asked): string =>
      JSON.stringify({ entries: entriesOf(asked).map((e) => judged(e, e.n === 2 ? { energy: 99 } : {})) });
    const { entries, calls, warnings } = await run({ answer: bad }, 4, { api });
    expect(calls.map(({ asked }) => entriesOf(asked!).map(({ n }) => n))).toEqual([[0, 1, 2, 3], [2]]);
    expect(entries.map((e) => enrichmentOf(e).validation?.score)).toEqual([0.9, 0.9, undefined, 0.9]);
    expect(warnings.join()).toContain('1 entry not judged');
  });

  it('has what holds of an answer kept before it is told, and before the rest is asked again', async () => {
    const keeping = keepingInMemory();
    const kept: number[] = [];
    const half = (asked: Asked): string => {
      kept.push(judgementsIn(keeping));
      const entries = entriesOf(asked).map((e) => judged(e));
      return JSON.stringify({ entries: asked.repair ? entries : entries.slice(0, 3) });
    };
    const models = openaiModels({ answer: half }, { api }, keeping);
    const context = recorder();
    const told: number[] = [];
    const emit: typeof context.emit = (event) => {
      if (event.type === 'call') told.push(judgementsIn(keeping));
    };
    await routerOf({ text: [models.text!], keeping }).enrich(list(4), null, { ...context, emit });
    expect(kept).toEqual([0, 3]);
    expect(told).toEqual([3, 4]);
  });

  it('asks once, in however many runs at once', async () => {
    const folder = tempFolder();
    const shared = keepingInMemory();
    const runs = [1, 2, 3].map(() => {
      const journal = new FileJournal({ folder, clock: quickClock(), isAnswered: async () => false });
      const keeping = { ...shared, journal };
      const models = openaiModels({}, { api, entriesPerRequest: 3 }, keeping);
      return { ...models, router: routerOf({ text: [models.text!], keeping }) };
    });
    // The same track twice is one question, which nobody waits for in vain.
    const entries = [...list(7), ...list(1)];
    const all = await Promise.all(runs.map(({ router }) => router.enrich(entries, null, recorder())));
    expect(all.map((result) => judgedCount(result.entries))).toEqual([8, 8, 8]);
    const alone = await run({}, 8, { api, entriesPerRequest: 3 });
    expect(runs.flatMap(({ calls }) => calls).length).toBeLessThanOrEqual(alone.calls.length);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('ends in order when the calls of --max-calls are used up', async () => {
    const models = openaiModels({}, { api, entriesPerRequest: 10, concurrency: 1 });
    const context = recorder();
    const calls = new CallBudget(2);
    const spending = { ...context, spend: () => calls.spend() };
    const { entries, failure } = await routerOf({ text: [models.text!] }).enrich(list(40), null, spending);
    expect(failure).toBeNull();
    expect(models.calls).toHaveLength(2);
    expect(judgedCount(entries)).toBe(20);
    const said = eventsOf(context, 'warning').map(({ message }) => message);
    expect(said).toEqual(['20 entries not judged: --max-calls 2 is used up.']);
  });

  it('keeps what held when the repair fails', async () => {
    const bad = (asked: Asked) =>
      asked.repair
        ? { refusal: 'No.' }
        : JSON.stringify({ entries: entriesOf(asked).map((e) => judged(e, e.n === 2 ? { energy: 99 } : {})) });
    const { entries, warnings } = await run({ answer: bad }, 4, { api });
    expect(entries.map((e) => enrichmentOf(e).validation?.score)).toEqual([0.9, 0.9, undefined, 0.9]);
    expect(warnings.join()).toMatch(/declines: No/);
  });

  it('asks in halves when an answer is cut off, or a question declined', async () => {
    const cut = await run(
      { answer: (asked) => (entriesOf(asked).length > 2 ? { finish: 'length' } : knowing(asked)) },
      8,
      { api },
    );
    expect(judgedCount(cut.entries)).toBe(8);
    const bad = 5;
    const declined = await run(
      {
        answer: (asked) =>
          entriesOf(asked).some(({ title }) => title.startsWith(`Song ${bad} `))
            ? { refusal: 'I will not.' }
            : knowing(asked),
      },
      8,
      { api },
    );
    expect(judgedCount(declined.entries)).toBe(6);
    expect(declined.warnings.join()).toMatch(/declines: I will not/);
    const filtered = await run({ answer: () => ({ finish: 'content_filter' }) }, 8, { api });
    expect(filtered.calls.length).toBeLessThanOrEqual(7);
    expect(judgedCount(filtered.entries)).toBe(0);
  });
});

describe('finding out what a server understands', () => {
  it.each([['takes no schema but JSON', 'llamacpp', ['schema', 'json', 'json']]] as const)(
    'when it %s',
    async (_, dialect, forms) => {
      const keeping = keepingInMemory();
      const server = { dialect };
      const first = openaiModels(server, { entriesPerRequest: 2 }, keeping);
      await routerOf({ text: [first.text!], keeping }).enrich(list(4), null, recorder());
      const sent = first.calls.map(({ body }) => (body['response_format'] as { type?: string } | undefined)?.type);
      expect(sent.map((type) => (type === 'json_schema' ? 'schema' : 'json'))).toEqual(forms);
      // Another run knows it already.
      const second = openaiModels(server, {}, keeping);
      await routerOf({ text: [second.text!], keeping }).enrich(list(6), null, recorder());
      expect(second.calls.map(({ status }) => status)).toEqual([200]);
    },
  );

  it('when it wants a stream, another limit of tokens, and no format at all', async () => {
    const models = openaiModels({ dialect: 'dashscope' });
    const { entries } = await routerOf({ text: [models.text!] }).enrich(list(3), null, recorder());
    expect(judgedCount(entries)).toBe(3);
    const last = models.calls.at(-1)?.body;
    expect(last).toMatchObject({ stream: true, max_tokens: expect.any(Number) });
    expect(last).not.toHaveProperty('response_format');
  });

  it('when it passes over the schema without a word', async () => {
    const answer = (asked: Asked): string => (asked.system.includes('JSON Schema') ? knowing(asked) : 'Nice tracks!');
    const models = openaiModels({ answer }, { entriesPerRequest: 2, concurrency: 1 });
    const { entries } = await routerOf({ text: [models.text!] }).enrich(list(6), null, recorder());
    expect(judgedCount(entries)).toBe(6);
    expect(models.calls.map(({ asked }) => asked?.form)).toEqual(['schema', 'schema', 'words', 'words']);
  });
});

describe('a model', () => {
  it.each(['chat', 'responses'] as const)('that thinks gets room for it, by the %s interface', async (api) => {
    const { entries, calls } = await run({}, 3, { api, model: 'o4-mini' });
    expect(judgedCount(entries)).toBe(3);
    expect(JSON.stringify(calls[0]?.body)).toMatch(/"(reasoning_)?effort":"low"/);
    expect(calls[0]?.asked?.maxTokens).toBeGreaterThan(4000);
  });

  it('with little room gets fewer entries in a request', async () => {
    const models = openaiModels({}, { contextTokens: 4000 });
    const { entries } = await routerOf({ text: [models.text!] }).enrich(list(20), null, recorder());
    expect(judgedCount(entries)).toBe(20);
    const { calls } = models;
    expect(calls.length).toBeGreaterThan(1);
    for (const { body, asked } of calls) expect(JSON.stringify(body).length / 4 + asked!.maxTokens).toBeLessThan(4000);
  });
});

describe('a server that fails', () => {
  const error = (status: number, code: string, message = code, headers = {}) =>
    json({ error: { message, type: code, code, param: null } }, status, headers);

  it.each<[string, Record<string, string>, number]>([
    ['retry-after-ms', { 'retry-after-ms': '1500' }, 1500],
    ['retry-after in seconds', { 'retry-after': '7' }, 7000],
    ['retry-after as a date', { 'retry-after': 'Wed, 04 Mar 2026 12:00:20 GMT' }, 20_000],
    [
      'x-ratelimit-reset-tokens',
      {
        'x-ratelimit-remaining-requests': '10',
        'x-ratelimit-reset-requests': '20ms',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '0m31s',
      },
      31_000,
    ],
  ])('is waited for by its header %s', async (_, headers, wait) => {
    const fault = (call: number) => (call === 1 ? error(429, 'rate_limit_exceeded', 'slow down', headers) : undefined);
    const { entries, clock, failure } = await run({ fault });
    expect(clock.slept).toEqual([wait]);
    expect({ failure, judged: judgedCount(entries) }).toEqual({ failure: null, judged: 4 });
  });

  it('is not waited for longer than the settings allow', async () => {
    const { clock, failure, calls } = await run({
      fault: () => error(429, 'rate_limit_exceeded', 'x', { 'retry-after': '3600' }),
    });
    expect({ slept: clock.slept, calls: calls.length }).toEqual({ slept: [], calls: 1 });
    expect((failure as Error).message).toMatch(/rate limited until/);
  });

  it('is not asked again without credit or with a wrong key', async () => {
    const broke = await run({ fault: () => error(429, 'insufficient_quota', 'You exceeded your current quota') }, 40);
    expect(broke.calls).toHaveLength(1);
    expect(broke.failure).toBeInstanceOf(QuotaError);
    // Only what was really sent is a call.
    expect(eventsOf(broke.context, 'call')).toHaveLength(1);
    const locked = await run({ key: 'sk-another-key-0002' }, 40);
    expect(locked.calls).toHaveLength(1);
    expect(locked.failure).toBeInstanceOf(AuthenticationError);
    const said = [...locked.warnings, (locked.failure as Error).message].join();
    expect(said).toContain('OPENAI_API_KEY');
    expect(said).not.toContain(KEY);
  });

  it('has no such model, or nothing of the kind at that address', async () => {
    const model = await run({ models: ['other'] }, 40);
    expect(model.calls).toHaveLength(1);
    expect((model.failure as Error).message).toMatch(/has no model "gpt-4.1-mini".*TRACKLISTIFY_OPENAI_MODEL/);
    const place = await run({ fault: () => ({ status: 404, body: '<html>not found</html>' }) });
    expect((place.failure as Error).message).toMatch(/OPENAI_BASE_URL.*\/v1/);
  });

  it.each(Object.entries(FAULTS))('gives %s, and the entries stay', async (_, fault) => {
    const { entries, failure, warnings } = await run({ fault });
    expect(entries).toEqual(list(4));
    expect(failure).toBeInstanceOf(Error);
    expect((failure as { code?: string }).code).toMatch(/network|protocol/);
    expect(warnings.join()).toContain('4 entries not judged');
  });

  it('finds a question too long, and gets it in pieces', async () => {
    const fault = (_: number, { body }: { body: Buffer }) =>
      (JSON.parse(body.toString()).messages[1].content as string).length > 700
        ? error(400, 'context_length_exceeded', "This model's maximum context length is 4096 tokens")
        : undefined;
    const { entries } = await run({ fault }, 12);
    expect(judgedCount(entries)).toBe(12);
  });
});

describe('several models', () => {
  it('lets the next one take over in the middle of a run', async () => {
    const first = openaiModels(
      { fault: (call) => (call > 1 ? { status: 500, body: 'oops' } : undefined) },
      { entriesPerRequest: 5, concurrency: 1 },
    );
    const second = qwenModels();
    const context = recorder();
    const { entries, failure } = await routerOf({ text: [first.text!, second.text!] }).enrich(list(15), null, context);
    expect({ failure, judged: judgedCount(entries) }).toEqual({ failure: null, judged: 15 });
    expect(entries.map((e) => enrichmentOf(e).validation?.provider)).toEqual([
      ...Array(5).fill('openai'),
      ...Array(10).fill('qwen'),
    ]);
    expect(eventsOf(context, 'warning')[0]?.message).toMatch(/in trouble.*Qwen is asked instead/);
  });

  it('pays for nothing twice, whoever answered', async () => {
    const keeping = keepingInMemory();
    const broken = openaiModels({ fault: () => ({ status: 500 }) }, {}, keeping);
    const qwen = qwenModels({}, {}, keeping);
    const mixed = [...list(3), unknownEntry(600, 800)];
    const once = await routerOf({ text: [broken.text!, qwen.text!], keeping }).enrich(mixed, null, recorder());
    const openai = openaiModels({}, {}, keeping);
    const again = await routerOf({ text: [openai.text!, qwen.text!], keeping }).enrich(once.entries, null, recorder());
    expect(openai.calls).toHaveLength(0);
    expect(again.entries).toEqual(once.entries);
    // A new neighbour is a new question, for those beside it.
    const longer = [...list(4)];
    await routerOf({ text: [openai.text!, qwen.text!], keeping }).enrich(longer, null, recorder());
    expect(openai.calls.map(({ asked }) => entriesOf(asked!).map(({ title }) => title))).toEqual([
      ['Song 2 (Cy Remix)', 'Song 3 (Cy Remix)'],
    ]);
  });
});

it('tells of neighbours that are in another request by name only', async () => {
  const models = openaiModels({}, { entriesPerRequest: 2, concurrency: 1 });
  await routerOf({ text: [models.text!] }).enrich(list(4), null, recorder());
  const told = models.calls.map(({ asked }) => entriesOf(asked!).map(({ before, after }) => [before, after]));
  expect(told).toEqual([
    [
      [undefined, undefined],
      [undefined, 'Ann 2 feat. Bob - Song 2 (Cy Remix)'],
    ],
    [
      ['Ann 1 feat. Bob - Song 1 (Cy Remix)', undefined],
      [undefined, undefined],
    ],
  ]);
});

it('asks anew for what is kept when it is to be refreshed, and keeps that', async () => {
  const keeping = keepingInMemory();
  const enrichBy = async (genre: string, refresh: boolean) => {
    const answer = (asked: Asked): string =>
      JSON.stringify({ entries: entriesOf(asked).map((e) => judged(e, { genre })) });
    const models = openaiModels({ answer }, {}, { ...keeping, refresh });
    const router = routerOf({ text: [models.text!], keeping: { ...keeping, refresh } });
    const { entries } = await router.enrich(list(2), null, recorder());
    return [models.calls.length, enrichmentOf(entries[0]!).validation?.genre];
  };
  expect(await enrichBy('House', false)).toEqual([1, 'House']);
  expect(await enrichBy('Techno', false)).toEqual([0, 'House']);
  expect(await enrichBy('Techno', true)).toEqual([1, 'Techno']);
  expect(await enrichBy('House', false)).toEqual([0, 'Techno']);
});

describe('limits', () => {
  it.each([{ maxTokens: 6000 }, { maxCost: 0.004 }])('stops in order at %o', async (limits) => {
    const models = openaiModels({}, { entriesPerRequest: 5, concurrency: 1 });
    const context = recorder();
    const { entries, failure } = await routerOf({ text: [models.text!], limits }).enrich(list(20), null, context);
    expect(failure).toBeNull();
    expect(judgedCount(entries)).toBeGreaterThan(0);
    expect(judgedCount(entries)).toBeLessThan(20);
    const used = eventsOf(context, 'usage');
    const tokens = used.reduce((sum, { inputTokens, outputTokens }) => sum + inputTokens + outputTokens, 0);
    expect(tokens).toBeLessThanOrEqual(limits.maxTokens ?? Number.POSITIVE_INFINITY);
    expect(eventsOf(context, 'warning')[0]?.message).toMatch(
      /entries not judged: --max-(tokens|cost) .* leaves no room/,
    );
  });

  it('holds also when answers are of no use and paid for all the same', async () => {
    const models = openaiModels({ answer: () => ({ text: '{"entries": [', finish: 'length' }) });
    const context = recorder();
    await routerOf({ text: [models.text!], limits: { maxTokens: 8000 } }).enrich(list(20), null, context);
    const used = eventsOf(context, 'usage');
    expect(used).toHaveLength(models.calls.length);
    expect(models.calls.length * 1000).toBeLessThanOrEqual(8000);
    const silent = openaiModels({ answer: () => ({ text: '{', finish: 'length', noUsage: true }) });
    await routerOf({ text: [silent.text!], limits: { maxTokens: 12_000 } }).enrich(list(20), null, recorder());
    expect(silent.calls.length).toBeLessThanOrEqual(3);
  });

  it('sends nothing when asked what it would cost', async () => {
    const models = openaiModels();
    const [step] = await routerOf({ text: [models.text!] }).plan(list(40), { listen: false });
    expect(step).toMatchObject({ provider: 'openai', place: 'api.openai.com', entries: 40, kept: 0, requests: 2 });
    expect(step!.cost).toBeGreaterThan(0);
    expect(models.calls).toHaveLength(0);
  });
});

it('stops when it is interrupted, and keeps what it has', async () => {
  const stop = new AbortController();
  const keeping = keepingInMemory();
  const fault = (call: number) => (call === 2 ? void stop.abort(new DOMException('stop', 'AbortError')) : undefined);
  const models = openaiModels({ fault }, { entriesPerRequest: 2, concurrency: 1 }, keeping);
  const { entries, failure } = await routerOf({ text: [models.text!], keeping }).enrich(
    list(8),
    null,
    recorder(stop.signal),
  );
  expect((failure as Error).name).toBe('AbortError');
  expect(judgedCount(entries)).toBeGreaterThanOrEqual(2);
  const again = openaiModels({}, { entriesPerRequest: 2 }, keeping);
  const done = await routerOf({ text: [again.text!], keeping }).enrich(list(8), null, recorder());
  expect(judgedCount(done.entries)).toBe(8);
  const asked = [...models.calls, ...again.calls].flatMap((call) => entriesOf(call.asked!).map(({ title }) => title));
  expect(new Set(asked).size).toBe(asked.length);
});
