import { Budget, type Limits } from '../../src/enrichers/budget.js';
import { Memory } from '../../src/enrichers/memory.js';
import type { Models } from '../../src/enrichers/model.js';
import { createOpenai, type OpenaiSettings } from '../../src/enrichers/openai/models.js';
import { createQwen, type QwenSettings } from '../../src/enrichers/qwen/models.js';
import { createRouter } from '../../src/enrichers/router.js';
import type { Routes } from '../../src/enrichers/routing/routes.js';
import type { Keeping, Made } from '../../src/net/provider.js';
import { quickClock, tools } from './network.js';
import { type ModelServerOptions, modelServer } from './providers/model-server.js';
import { fetchFrom } from './providers/protocol.js';

export const KEY = 'sk-known-key-0001';
const ASKED = {
  entriesPerRequest: 20,
  callsPerSecond: 100,
  concurrency: 2,
  timeout: 5,
  maxWait: 60,
  retryCharged: false,
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

/** A provider's models against a strict server without sockets. */
export function openaiModels(
  server: ModelServerOptions = {},
  settings: Partial<OpenaiSettings> = {},
  keeping?: Keeping,
) {
  const { provider, calls } = modelServer({ key: KEY, ...server });
  const clock = quickClock();
  const kit = tools({ fetch: fetchFrom(provider), clock, keeping });
  const made: Made<Models> = createOpenai(
    {
      apiKey: KEY,
      baseUrl: 'https://api.openai.com/v1',
      api: 'chat',
      model: 'gpt-4.1-mini',
      soundModel: 'gpt-audio',
      ...ASKED,
      ...settings,
    },
    kit,
  );
  return { ...made.provider, calls, clock, redactor: kit.redactor };
}

export function qwenModels(server: ModelServerOptions = {}, settings: Partial<QwenSettings> = {}, keeping?: Keeping) {
  const { provider, calls } = modelServer({ dialect: 'vllm', key: '', ...server });
  const clock = quickClock();
  const kit = tools({ fetch: fetchFrom(provider), clock, keeping });
  const made: Made<Models> = createQwen(
    {
      endpoint: 'http://127.0.0.1:8000/v1',
      server: 'auto',
      model: 'Qwen/Qwen2-Audio-7B-Instruct',
      ...ASKED,
      ...settings,
    },
    kit,
  );
  return { ...made.provider, calls, clock };
}

export function routerOf(routes: Partial<Routes> & { limits?: Limits; keeping?: Keeping }) {
  const { limits = {}, keeping = null, ...rest } = routes;
  return createRouter({
    text: [],
    sound: [],
    listen: 'unknown',
    clipSeconds: 20,
    memory: new Memory(keeping),
    budget: new Budget(limits),
    experiment: null,
    ...rest,
  });
}
