import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Entry, Tracklist } from '../../src/domain/tracklist.js';
import { wavOf } from '../../src/domain/wav.js';
import { ended, type Ran, runCli, startCli } from '../support/cli.js';
import { batchServer } from '../support/providers/batch-server.js';
import {
  type Asked,
  entriesOf,
  HEARD,
  judged,
  knowing,
  type ModelServerOptions,
  modelServer,
  STORY,
} from '../support/providers/model-server.js';
import { mixOf, tracks } from '../support/providers/music.js';
import { json, type Provider, serve } from '../support/providers/protocol.js';
import { spotifyServer } from '../support/providers/spotify-server.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const KEY = 'sk-known-key-0001';
let mix: Uint8Array;
beforeAll(() => {
  const [song] = tracks(1, 100);
  mix = wavOf(mixOf([{ track: song!, from: 0, seconds: 90 }]), 16_000);
});

let cwd: string;
const closing: Array<() => unknown> = [];
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'enrich-'));
  writeFileSync(join(cwd, 'mix.wav'), mix);
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  rmSync(cwd, { recursive: true, force: true });
});

async function listen(provider: Provider): Promise<string> {
  const listening = await serve(provider);
  closing.push(listening.close);
  return `${listening.url}/v1`;
}
async function openai(options: ModelServerOptions = {}) {
  const { provider, calls } = modelServer({ key: KEY, ...options });
  const url = await listen(provider);
  return { calls, env: { OPENAI_BASE_URL: url, OPENAI_API_KEY: KEY, TRACKLISTIFY_OPENAI_CALLS_PER_SECOND: '100' } };
}
async function qwen(options: ModelServerOptions = {}) {
  const { provider, calls } = modelServer({ dialect: 'vllm', key: '', ...options });
  return { calls, env: { QWEN_ENDPOINT: await listen(provider), TRACKLISTIFY_QWEN_CALLS_PER_SECOND: '100' } };
}

const entries = (count: number): Entry[] => [
  ...Array.from({ length: count }, (_, i) =>
    trackEntry(i, i + 1, '', {
      track: { title: `Song ${i} (Cy Remix)`, artists: [`Ann ${i} feat. Bob`], isrc: 'GBAYE0000001' },
    }),
  ),
  unknownEntry(count, 90),
];
const save = (name: string, list: Entry[]): void =>
  writeFileSync(
    join(cwd, name),
    JSON.stringify(tracklistOf(list, { duration: 90, source: { name: 'mix.wav', kind: 'file', location: 'mix.wav' } })),
  );
const saved = (name: string): Tracklist => JSON.parse(readFileSync(join(cwd, name), 'utf8')) as Tracklist;
const run = (args: string[], env: Record<string, string> = {}): Promise<Ran> => runCli(args, { cwd, env });
const judgedIn = ({ entries: list }: Tracklist): number =>
  list.filter((entry) => entry.enrichment?.['validation']).length;
/** Everything below the folder, as one text. */
const everything = (): string =>
  readdirSync(cwd, { recursive: true, encoding: 'utf8' })
    .map((name) => join(cwd, name))
    .filter((path) => statSync(path).isFile() && !path.endsWith('.wav'))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');

describe('enriching a saved tracklist', () => {
  it('completes names, describes what nobody could name, and carries it into every file', async () => {
    save('mix.json', entries(40));
    const [names, sound] = [await openai(), await qwen()];
    const env = { ...names.env, ...sound.env };
    const plan = await run(['enrich', 'mix.json', '--dry-run', '--json', '--describe'], env);
    expect(names.calls.length + sound.calls.length).toBe(0);
    const { steps } = JSON.parse(plan.stdout) as { steps: Array<{ requests: number; provider: string }> };
    const first = await run(['enrich', 'mix.json', '--describe'], env);
    expect(first.code).toBe(0);
    expect(names.calls.length).toBe(
      steps.filter((s) => s.provider === 'openai').reduce((sum, s) => sum + s.requests, 0),
    );
    expect(names.calls.filter(({ asked }) => asked?.kind === 'judge').length).toBeLessThanOrEqual(3);
    expect(first.stdout).toContain(STORY.title);
    expect(first.stdout).toContain('ID (rolling techno');
    expect(first.stderr).toMatch(/40 of 40 tracks checked, 1 listened to/);
    expect(first.stderr).toMatch(/openai: \d calls, [\d,]+ tokens/);
    const tracklist = saved('mix.json');
    expect(judgedIn(tracklist)).toBe(40);
    expect(tracklist.entries[3]).toMatchObject({
      start: 3,
      confidence: 0.97,
      track: {
        artists: ['Ann 3', 'Bob'],
        title: 'Song 3',
        version: 'Cy Remix',
        isrc: 'GBAYE0000001',
        label: 'Known Label',
      },
      enrichment: { original: { artists: ['Ann 3 feat. Bob'], title: 'Song 3 (Cy Remix)' } },
    });
    expect(tracklist.story).toMatchObject(STORY);
    expect(readFileSync(join(cwd, 'mix.csv'), 'utf8')).toContain('rolling techno');
    // None of these tracks is a file, so that the list of files has comments only.
    expect(readFileSync(join(cwd, 'mix.m3u8'), 'utf8')).toMatch(/^# 0:00 Ann 0 & Bob/m);
    // Again, over its own result: nothing is asked, nothing changes.
    const calls = names.calls.length + sound.calls.length;
    const second = await run(['enrich', 'mix.json', '--describe'], env);
    expect(names.calls.length + sound.calls.length).toBe(calls);
    expect(second.stderr).toMatch(/openai: \d+ from the cache/);
    expect(saved('mix.json').entries).toEqual(tracklist.entries);
    for (const text of [first.stdout, first.stderr, everything()]) expect(text).not.toContain(KEY);
    expect(JSON.stringify(names.calls.map(({ body }) => body))).not.toMatch(/mix\.wav|GBAYE|sk-known/);
  });

  it('goes on where it was interrupted, and pays for nothing twice', async () => {
    save('mix.json', entries(20));
    const { calls, env } = await openai();
    const slow = { ...env, TRACKLISTIFY_OPENAI_ENTRIES_PER_REQUEST: '2', TRACKLISTIFY_OPENAI_CALLS_PER_SECOND: '20' };
    const child = startCli(['enrich', 'mix.json', '-o', 'out'], { cwd, env: slow });
    const done = ended(child);
    const watch = setInterval(() => {
      if (calls.length < 3) return;
      clearInterval(watch);
      child.kill('SIGINT');
    }, 1);
    expect((await done).code).toBe(130);
    const part = judgedIn(saved('out/mix.json'));
    expect(part).toBeGreaterThan(0);
    expect(part).toBeLessThan(20);
    expect((await run(['enrich', 'mix.json', '-o', 'out'], slow)).code).toBe(0);
    expect(judgedIn(saved('out/mix.json'))).toBe(20);
    const asked = calls
      .filter((call) => call.asked?.kind === 'judge')
      .flatMap((call) => entriesOf(call.asked!).map(({ title }) => title));
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('lets another model take over in the middle of a run, and says so', async () => {
    save('mix.json', entries(20));
    const broke = json({ error: { message: 'You exceeded your current quota', code: 'insufficient_quota' } }, 429);
    const broken = await openai({ fault: (call) => (call > 1 ? broke : undefined) });
    const whole = await qwen();
    const env = {
      ...broken.env,
      ...whole.env,
      TRACKLISTIFY_OPENAI_ENTRIES_PER_REQUEST: '5',
      TRACKLISTIFY_OPENAI_CONCURRENCY: '1',
    };
    const { code, stderr } = await run(['enrich', 'mix.json'], env);
    expect(code).toBe(0);
    expect(stderr).toMatch(/Qwen is asked instead/);
    expect(judgedIn(saved('mix.json'))).toBe(20);
    save('mix.json', entries(25));
    const alone = await run(['enrich', 'mix.json', '--no-cache', '--listen', 'none'], {
      ...env,
      TRACKLISTIFY_ENRICH_USE_FALLBACK: 'false',
    });
    expect(alone.code).toBe(5);
    expect(judgedIn(saved('mix.json'))).toBe(0);
  });

  it.each([
    ['--max-tokens', '5000'],
    ['--max-cost', '0.004'],
  ])('stops in order at %s', async (flag, value) => {
    save('mix.json', entries(20));
    const { env } = await openai();
    const prices = { TRACKLISTIFY_OPENAI_INPUT_PRICE: '0.4', TRACKLISTIFY_OPENAI_OUTPUT_PRICE: '1.6' };
    const few = {
      ...env,
      ...prices,
      TRACKLISTIFY_OPENAI_ENTRIES_PER_REQUEST: '5',
      TRACKLISTIFY_OPENAI_CONCURRENCY: '1',
    };
    const { code, stderr } = await run(['enrich', 'mix.json', flag, value], few);
    expect(code).toBe(0);
    expect(stderr).toMatch(/entries not judged: --max-(tokens|cost)/);
    const tracklist = saved('mix.json');
    expect(judgedIn(tracklist)).toBeGreaterThan(0);
    expect(judgedIn(tracklist)).toBeLessThan(20);
    const { usage } = tracklist.stats.providers['openai']!;
    if (flag === '--max-tokens') expect(usage!.inputTokens + usage!.outputTokens).toBeLessThanOrEqual(Number(value));
    else expect(usage!.cost).toBeLessThanOrEqual(Number(value));
  });

  it('judges by batch: hands over, waits, collects', async () => {
    save('one.json', entries(3));
    save('two.json', entries(5).slice(2));
    const server = batchServer({ key: KEY, status: (_, asked) => (asked < 2 ? 'in_progress' : 'completed') });
    const env = { OPENAI_BASE_URL: await listen(server.provider), OPENAI_API_KEY: KEY };
    const command = ['enrich', 'one.json', 'two.json', '--batch', '-o', 'out', '--listen', 'none'];
    const handed = await run(command, env);
    expect(handed.code).toBe(0);
    expect(handed.stderr).toMatch(/one\.json: 3 entries handed over since .* not back yet/);
    expect(existsSync(join(cwd, 'out/one.json'))).toBe(false);
    expect((await run(command, env)).stderr).toMatch(/not back yet/);
    const collected = await run(command, env);
    expect(collected.code).toBe(0);
    expect([judgedIn(saved('out/one.json')), judgedIn(saved('out/two.json'))]).toEqual([3, 3]);
    expect(server.batches).toHaveLength(1);
    expect(everything()).not.toContain(KEY);
  });

  it('knows what a model has answered when its service is gone, by batch too', async () => {
    save('one.json', entries(4));
    save('two.json', entries(5).slice(4));
    let isGone = false;
    const trouble = () => (isGone ? { status: 410, body: 'We are closed.' } : undefined);
    const [names, sound] = [batchServer({ key: KEY, trouble }), await qwen()];
    const env = {
      OPENAI_BASE_URL: await listen(names.provider),
      OPENAI_API_KEY: KEY,
      ...sound.env,
    };
    const first = await run(['enrich', 'one.json', '--describe', '-o', 'first'], env);
    expect(first.code).toBe(0);
    await run(['enrich', 'two.json', '--batch', '-o', 'batch'], env);
    isGone = true;
    await closing.shift()?.();

    const again = await run(['enrich', 'one.json', '--describe', '-o', 'again'], env);
    expect({ code: again.code, complains: /410|can't|fail/i.test(again.stderr) }).toEqual({
      code: 0,
      complains: false,
    });
    expect(saved('again/one.json').entries).toEqual(saved('first/one.json').entries);
    expect(saved('again/one.json').story).toEqual(saved('first/one.json').story);
    // Of the batch that is away nobody can tell; what the cache knows is written all the same.
    const both = await run(['enrich', 'one.json', 'two.json', '--batch', '-o', 'both'], env);
    expect(both.code).toBe(5);
    expect(both.stderr).toMatch(/error: .*HTTP 410/);
    expect(both.stderr).toMatch(/two\.json: 1 entry handed over/);
    expect(saved('both/one.json').entries).toEqual(saved('first/one.json').entries);
    expect(existsSync(join(cwd, 'both/two.json'))).toBe(false);
    const alone = await run(['enrich', 'one.json', '--batch', '-o', 'alone'], env);
    expect([alone.code, judgedIn(saved('alone/one.json'))]).toEqual([0, 4]);
    expect(alone.stderr).toMatch(/warning: .*HTTP 410/);
  });

  it('compares two models on a share of the entries', async () => {
    save('mix.json', entries(10));
    const other = (asked: Asked): string =>
      asked.kind === 'judge'
        ? JSON.stringify({ entries: entriesOf(asked).map((e) => judged(e, { genre: 'Techno' })) })
        : knowing(asked);
    const [names, second] = [await openai(), await qwen({ answer: other })];
    const experiment = {
      TRACKLISTIFY_ENRICH_ENABLE_EXPERIMENTAL_MODEL: 'true',
      TRACKLISTIFY_ENRICH_EXPERIMENT_SHARE: '0.5',
    };
    const env = { ...names.env, ...second.env, ...experiment };
    const { code, stderr } = await run(['enrich', 'mix.json', '--listen', 'none'], env);
    expect(code).toBe(0);
    const lines = readFileSync(join(cwd, 'tracklistify-experiment.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThan(10);
    expect(lines[0]).toMatchObject({
      does: 'names',
      first: { provider: 'openai', model: 'gpt-6-luna-2026-01-01', confidence: 0.9, inputTokens: expect.any(Number) },
      second: { provider: 'qwen', model: 'Qwen/Qwen2-Audio-7B-Instruct-2026-01-01', milliseconds: expect.any(Number) },
      agreement: 0.875,
      differ: ['genre'],
    });
    expect(stderr).toMatch(/Model\s+Entries\s+ms\/request/);
    expect(stderr).toMatch(/agree in 88 % of the fields of \d entr.*differ in genre/);
    // The second model's answers are for comparing only.
    expect(saved('mix.json').entries[0]?.track?.genres).toEqual(['House', 'Deep House']);
  });

  it('says what it lacks before it reads or sends anything', async () => {
    save('mix.json', entries(2));
    const none = await run(['enrich', 'mix.json']);
    expect(none.code).toBe(4);
    expect(none.stderr).toMatch(/OPENAI_API_KEY.*QWEN_ENDPOINT/s);
    const { env } = await openai();
    const typo = await run(['enrich', 'mix.json'], { ...env, TRACKLISTIFY_ENRICH_TEXT: 'openia' });
    expect({ code: typo.code, hint: typo.stderr.includes('did you mean "openai"') }).toEqual({ code: 2, hint: true });
    const dear = await run(['enrich', 'mix.json', '--max-cost', '1'], {
      OPENAI_API_KEY: KEY,
      TRACKLISTIFY_OPENAI_MODEL: 'gpt-unheard-of',
    });
    expect({ code: dear.code, says: dear.stderr.includes('TRACKLISTIFY_OPENAI_INPUT_PRICE') }).toEqual({
      code: 2,
      says: true,
    });
    const both = await run(['enrich', 'mix.json', '--max-cost', '1', '--max-tokens', '9000', '--dry-run'], {
      OPENAI_API_KEY: KEY,
      TRACKLISTIFY_OPENAI_MODEL: 'gpt-unheard-of',
    });
    expect(both.code).toBe(0);
    expect(both.stderr).toMatch(/What gpt-unheard-of costs is unknown, .* --max-tokens 9000 does\./);
    expect(both.stdout).toMatch(/at a price that no setting tells/);
    const compared = await run(['enrich', 'mix.json', '--max-cost', '1'], {
      OPENAI_API_KEY: KEY,
      TRACKLISTIFY_ENRICH_ENABLE_EXPERIMENTAL_MODEL: 'true',
      TRACKLISTIFY_ENRICH_EXPERIMENT_PROVIDER: 'openai',
      TRACKLISTIFY_ENRICH_EXPERIMENT_MODEL: 'gpt-unheard-of',
    });
    expect({ code: compared.code, says: compared.stderr.includes('what gpt-unheard-of costs') }).toEqual({
      code: 2,
      says: true,
    });
    const published = await run(['enrich', 'mix.json', '--dry-run'], { OPENAI_API_KEY: KEY });
    expect(published.stdout).toMatch(/2 entries to gpt-6-luna at api\.openai\.com.*by the prices of 2026-\d\d-\d\d/s);
    const plain = await run(['enrich', 'mix.json'], {
      OPENAI_API_KEY: KEY,
      OPENAI_BASE_URL: 'http://models.example/v1',
    });
    expect({ code: plain.code, says: plain.stderr.includes('https') }).toEqual({ code: 2, says: true });
    expect((await run(['enrich', 'nothing.json'], env)).code).toBe(3);
  });

  it('judges names also where the mix has gone', async () => {
    save('mix.json', entries(2));
    rmSync(join(cwd, 'mix.wav'));
    const [names, sound] = [await openai(), await qwen()];
    const { code, stderr } = await run(['enrich', 'mix.json'], { ...names.env, ...sound.env });
    expect(code).toBe(0);
    expect(stderr).toMatch(/can't be listened to/);
    expect(judgedIn(saved('mix.json'))).toBe(2);
  });
});

it('plans without any key, for who wants to know before getting one, and says what is missing', async () => {
  save('mix.json', entries(3));
  const { code, stdout, stderr } = await run(['enrich', 'mix.json', '--dry-run']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/openai: the names of 3 entries to /) });
  expect(stderr).toMatch(/Set OPENAI_API_KEY .* This is the plan for OpenAI\.\n$/);
  expect(await run(['enrich', 'mix.json'])).toMatchObject({ code: 4, stdout: '' });
});

it('lets Spotify complete and check alone, and lets its say count once', async () => {
  const catalogue = [
    { id: 's1', name: 'Blue', artists: ['Ann'], isrc: 'GBAYE0000001', album: 'Colours', seconds: 300 },
  ];
  const server = spotifyServer({ clientId: 'client-id-0001', clientSecret: 'client-secret-0002', catalogue });
  const url = (await listen(server.provider)).replace(/\/v1$/, '');
  const env = {
    SPOTIFY_CLIENT_ID: 'client-id-0001',
    SPOTIFY_CLIENT_SECRET: 'client-secret-0002',
    TRACKLISTIFY_SPOTIFY_ACCOUNTS_URL: `${url}/accounts`,
    TRACKLISTIFY_SPOTIFY_API_URL: `${url}/v1`,
  };
  // Another piece under the same code: contradicted.
  const wrong = { title: 'Something Else', artists: ['Nobody'], isrc: 'GBAYE0000001' };
  save('mix.json', [
    trackEntry(0, 10, '', { track: { title: 'Blue', artists: ['Ann'], isrc: 'GBAYE0000001' } }),
    trackEntry(10, 20, '', { track: wrong }),
  ]);
  const first = await run(['enrich', 'mix.json'], env);
  expect(first.code).toBe(0);
  expect(first.stderr).toMatch(/No model is ready/);
  const [blue, other] = saved('mix.json').entries;
  expect(blue?.track).toMatchObject({ album: 'Colours', ids: { spotify: 's1' } });
  expect(other?.confidence).toBeLessThan(0.97);
  await run(['enrich', 'mix.json'], env);
  expect(saved('mix.json').entries[1]?.confidence).toBe(other?.confidence);
});

describe('identifying', () => {
  const identify = ['mix.wav', '--library', 'music', '--json'];
  const indexed = async (): Promise<Record<string, string>> => {
    const [, stranger] = tracks(2, 40);
    const { mkdirSync } = await import('node:fs');
    mkdirSync(join(cwd, 'music'));
    writeFileSync(
      join(cwd, 'music', 'Some Body - Else.wav'),
      wavOf(mixOf([{ track: stranger!, from: 0, seconds: 30 }]), 16_000),
    );
    return {};
  };

  it('sends nothing to any model unless it is told to', async () => {
    await indexed();
    const [names, sound] = [await openai(), await qwen()];
    await run(identify, { ...names.env, ...sound.env });
    expect(names.calls.length + sound.calls.length).toBe(0);
  });

  it('lets models describe what it could not name, with --enrich', async () => {
    await indexed();
    const [names, sound] = [await openai(), await qwen()];
    const env = { ...names.env, ...sound.env };
    const plan = await run(['mix.wav', '--library', 'music', '--dry-run', '--enrich'], env);
    expect(plan.stdout).toMatch(/qwen: the sound of/);
    expect(names.calls.length + sound.calls.length).toBe(0);
    const { stdout } = await run([...identify, '--enrich', '--describe'], env);
    const tracklist = JSON.parse(stdout) as Tracklist;
    expect(tracklist.entries[0]?.enrichment?.['heard']).toMatchObject({
      description: HEARD.description,
      provider: 'qwen',
    });
    expect(tracklist.story).toMatchObject(STORY);
    const refused = await run([...identify, '--enrich']);
    expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 4, stdout: '' });
  });
});
