import { createDesk } from '../../src/enrichers/batch/desk.js';
import { BatchStore } from '../../src/enrichers/batch/store.js';
import { Budget, type Limits } from '../../src/enrichers/budget.js';
import { Memory } from '../../src/enrichers/memory.js';
import type { Models } from '../../src/enrichers/model.js';
import { createOpenai } from '../../src/enrichers/openai/models.js';
import type { OpenaiSettings } from '../../src/enrichers/openai/settings.js';
import { createQwen } from '../../src/enrichers/qwen/models.js';
import type { QwenSection } from '../../src/enrichers/qwen/settings.js';
import { enricherBy, narratorBy } from '../../src/enrichers/router.js';
import type { Routes } from '../../src/enrichers/routing/routes.js';
import type { Keeping, Made } from '../../src/net/provider.js';
import { quickClock, tools } from './network.js';
import { type BatchServerOptions, batchServer } from './providers/batch-server.js';
import { type ModelServerOptions, modelServer } from './providers/model-server.js';
import { fetchFrom } from './providers/protocol.js';

export const KEY = 'sk-known-key-0001';
const ASKED = {
  entriesPerRequest: 20,
  contextTokens: 16_000,
  callsPerSecond: Number.POSITIVE_INFINITY,
  concurrency: 2,
  timeout: 5,
  maxWait: 60,
  retryCharged: false,
};

const OPENAI: OpenaiSettings = {
  apiKey: KEY,
  baseUrl: 'https://api.openai.com/v1',
  api: 'chat',
  model: 'gpt-4.1-mini',
  soundModel: 'gpt-audio',
  ...ASKED,
};

/** Kept in memory, as a cache on disk would. */
export function keepingInMemory(): Keeping & { entries: Map<string, unknown> } {
  const entries = new Map<string, unknown>();
  return {
    entries,
    cache: {
      get: async (key) => entries.get(key),
      set: async (key, value) => void entries.set(key, JSON.parse(JSON.stringify(value))),
    },
    refresh: false,
    matchSeconds: 1000,
    noMatchSeconds: 100,
  };
}

/** All of them, and the one of each kind that is asked first. */
const first = ({ text, sound, batch }: Models) => ({
  texts: text,
  text: text[0] ?? null,
  sound: sound[0] ?? null,
  batch,
});

/** A provider's models against a strict server without sockets. */
export function openaiModels(
  server: ModelServerOptions = {},
  settings: Partial<OpenaiSettings> = {},
  keeping?: Keeping,
) {
  const { provider, calls, looks } = modelServer({ key: KEY, ...server });
  const clock = quickClock();
  const kit = tools({ fetch: fetchFrom(provider), clock, keeping });
  const made: Made<Models> = createOpenai({ ...OPENAI, ...settings }, kit);
  return { ...first(made.provider), calls, looks, clock, redactor: kit.redactor };
}

/** The same with files and batches, and a desk that remembers in a folder. */
export function batchDesk(
  folder: string,
  options: {
    server?: BatchServerOptions;
    limits?: Limits;
    keeping?: Keeping;
    settings?: Partial<OpenaiSettings>;
    on?: ReturnType<typeof batchServer>;
  } = {},
) {
  const server = options.on ?? batchServer({ key: KEY, ...options.server });
  const keeping = options.keeping ?? keepingInMemory();
  const clock = quickClock();
  const kit = tools({ fetch: fetchFrom(server.provider), clock, keeping });
  const { provider } = createOpenai({ ...OPENAI, ...options.settings }, kit);
  const memory = new Memory(keeping);
  const budget = new Budget(options.limits ?? {});
  const { text } = provider;
  const [door, ...others] = provider.batch;
  const doors = [door!, ...others] as const;
  const desk = createDesk({ doors, text, store: new BatchStore(folder), memory, budget, clock });
  return { desk, server, keeping, text };
}

export function qwenModels(server: ModelServerOptions = {}, settings: Partial<QwenSection> = {}, keeping?: Keeping) {
  const { provider, calls, looks } = modelServer({ dialect: 'vllm', key: '', ...server });
  const clock = quickClock();
  const kit = tools({ fetch: fetchFrom(provider), clock, keeping });
  const made: Made<Models> = createQwen(
    {
      endpoint: 'http://127.0.0.1:8000/v1',
      server: 'auto',
      region: 'singapore',
      model: 'Qwen/Qwen2-Audio-7B-Instruct',
      ...ASKED,
      ...settings,
    },
    kit,
  );
  return { ...first(made.provider), calls, looks, clock };
}

type TestRoutes = Partial<Routes> & { limits?: Limits; keeping?: Keeping | null };

function routesOf({ limits = {}, keeping = null, ...rest }: TestRoutes): Routes {
  return {
    text: [],
    sound: [],
    askText: true,
    listen: 'unknown',
    clipSeconds: 20,
    memory: new Memory(keeping),
    budget: new Budget(limits),
    experiment: null,
    ...rest,
  };
}

export const routerOf = (routes: TestRoutes) => enricherBy(routesOf(routes));
export const narratorOf = (routes: TestRoutes) => narratorBy(routesOf(routes));
