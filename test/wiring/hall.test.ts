import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import type { TracklistifyEvent } from '../../src/domain/events.js';
import type { ProviderDescriptor, ProviderTools } from '../../src/net/provider.js';
import { Hall } from '../../src/wiring/hall.js';
import { knowingSecretsOf } from '../../src/wiring/redactor.js';
import { schemaOf } from '../../src/wiring/registry.js';
import type { World } from '../../src/wiring/world.js';
import { ManualClock } from '../support/clock.js';

let home: string;
let hall: Hall;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'tracklistify-hall-'));
  const env = { HOME: home, XDG_CACHE_HOME: join(home, 'cache'), XDG_DATA_HOME: join(home, 'data') };
  const { signal } = new AbortController();
  const world: World = {
    env,
    cwd: home,
    stdin: Readable.from([]),
    tempFolder: home,
    clock: new ManualClock(() => true),
    random: () => 0.5,
    signal,
  };
  const settings = (await schemaOf(world)).parse({ acrcloud: { accessSecret: 'very-s3cret' } });
  hall = new Hall(world, settings, knowingSecretsOf(env));
});
afterEach(async () => {
  await hall.close();
  await rm(home, { recursive: true });
});

function counted() {
  const log: string[] = [];
  const descriptor: ProviderDescriptor<ProviderTools> = {
    name: 'made-up',
    title: 'Made up',
    settings: z.object({}),
    about: { group: 'free', cost: '', rate: '', terms: '', setUp: [] },
    ready: () => ({ ready: true }),
    address: () => 'https://made-up.example',
    make: async (_, tools) => {
      log.push('made');
      return { provider: tools, close: async () => void log.push('closed') };
    },
  };
  return { log, descriptor };
}

it('makes one client, one place of secrets and one cache, whoever asks', async () => {
  const [one, other] = await Promise.all([hall.providerTools(), hall.providerTools({ refresh: true })]);
  expect(other.http).toBe(one.http);
  expect(other.redactor).toBe(one.redactor);
  expect(other.keeping?.cache).toBe(one.keeping?.cache);
  expect(other.keeping?.journal).toBe(one.keeping?.journal);
  expect([one.keeping?.refresh, other.keeping?.refresh]).toEqual([false, true]);
  expect((await hall.providerTools({ cache: false })).keeping).toBeNull();
  expect([one.clock, one.random]).toEqual([hall.world.clock, hall.world.random]);
});

it('makes one of each provider, and closes it once', async () => {
  const { log, descriptor } = counted();
  const [one, other] = await Promise.all([hall.make(descriptor), hall.make(descriptor)]);
  expect(other).toBe(one);
  await hall.close();
  await hall.close();
  expect(log).toEqual(['made', 'closed']);
});

it('knows the secrets of the settings', async () => {
  const { redactor } = await hall.providerTools();
  expect(redactor.redact('it said very-s3cret')).toBe('it said ***');
});

it('tells whoever is at work, and nobody else, what concerns all', async () => {
  const heard: TracklistifyEvent[] = [];
  const gone: TracklistifyEvent[] = [];
  hall.tell((event) => heard.push(event));
  hall.tell((event) => gone.push(event))();
  const { paceOf } = await hall.providerTools();
  const { writeFile } = await import('node:fs/promises');
  // A file where the folder of turns should be: this process keeps to the limit by itself, and says so.
  await rm(join(home, 'data'), { recursive: true, force: true });
  await writeFile(join(home, 'data'), '');
  const ended = await paceOf!({ provider: 'made-up', address: 'https://a.example' }).turn(
    { minGapMs: 1, maxConcurrent: 1 },
    new AbortController().signal,
  );
  ended();
  expect(heard.map(({ type }) => type)).toEqual(['warning']);
  expect(gone).toEqual([]);
});
