import type { Dialect } from '../chat/request.js';

export type Server = 'vllm' | 'dashscope' | 'openai';

/** Which kind of server it is, by its address where the settings don't say. */
export function serverOf(told: 'auto' | Server, endpoint: string): Server {
  if (told !== 'auto') return told;
  return /(?:^|\.|\/\/)aliyuncs\.com(?::|\/|$)/i.test(endpoint) ? 'dashscope' : 'vllm';
}

const PLAIN = { modalities: false, stream: false, effort: null } as const;

/** How each is put its questions at first. */
export const DIALECTS: Record<Server, Dialect> = {
  vllm: { ...PLAIN, form: 'schema', tokenField: 'max_completion_tokens', sound: 'bare' },
  // Bare base64 is refused there, and the omni models answer by stream only, and may speak; JSON by schema isn't promised.
  dashscope: { ...PLAIN, form: 'words', tokenField: 'max_tokens', sound: 'data', modalities: true, stream: true },
  openai: { ...PLAIN, form: 'words', tokenField: 'max_completion_tokens', sound: 'bare', modalities: true },
};
