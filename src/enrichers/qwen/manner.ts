import type { Manner } from '../chat/chat.js';
import type { Dialect } from '../chat/request.js';
import { USUAL_THOUGHTS } from '../chat/thoughts.js';
import type { Price } from '../model.js';
import type { Server } from './server.js';

/** Open weights that listen, by the names of their repositories. */
const OPEN_WEIGHTS = [
  'Qwen/Qwen2-Audio-7B-Instruct',
  'Qwen/Qwen2.5-Omni-7B',
  'Qwen/Qwen2.5-Omni-3B',
  'Qwen/Qwen3-Omni-30B-A3B-Instruct',
] as const;

/** What is asked for where nobody has named a model, the best first. */
export const BUILT_IN: Record<Server, readonly [string, ...string[]]> = {
  vllm: OPEN_WEIGHTS,
  openai: OPEN_WEIGHTS,
  dashscope: ['qwen3.8-omni-flash'],
};

const PLAIN = {
  role: 'system',
  modalities: false,
  stream: false,
  temperature: null,
  effort: null,
  thinking: null,
} as const;

/** Bare base64 is refused there, and JSON by schema isn't promised. */
const STUDIO = { ...PLAIN, form: 'words', tokenField: 'max_tokens', sound: 'data' } as const;
/** Up to 3.5 they answer by stream only, and may speak. */
const OLDER_OMNI = /qwen(?:2\.5|3|3\.5)?-omni/i;

/** How a model is put its questions at first. */
export function mannerOf(server: Server, model: string): Manner {
  if (server === 'dashscope') {
    if (OLDER_OMNI.test(model)) return { dialect: { ...STUDIO, modalities: true, stream: true }, thinkingTokens: 0 };
    // They think unless they're told not to, and what they think is paid for.
    return { dialect: { ...STUDIO, thinking: 'off' }, thinkingTokens: USUAL_THOUGHTS };
  }
  const dialect: Dialect =
    server === 'vllm'
      ? { ...PLAIN, form: 'schema', tokenField: 'max_completion_tokens', sound: 'bare' }
      : { ...PLAIN, form: 'words', tokenField: 'max_completion_tokens', sound: 'bare', modalities: true };
  return { dialect, thinkingTokens: 0 };
}

/** US dollars for a million tokens outside of China, as published on that day. */
const PRICES: Record<string, Price> = {
  'qwen3.8-omni-flash': { input: 0.15, output: 0.47, asOf: '2026-11-27' },
};

export const priceOf = (server: Server, model: string): Price | null =>
  server === 'dashscope' ? (PRICES[model] ?? null) : null;
