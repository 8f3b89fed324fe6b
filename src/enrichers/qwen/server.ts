import type { Dialect } from '../chat/request.js';

export type Server = 'vllm' | 'dashscope' | 'openai';

/** Which kind of server it is, by its address where the settings don't say. */
export function serverOf(told: 'auto' | Server, endpoint: string): Server {
  if (told !== 'auto') return told;
  return /(^|\.|\/\/)([a-z0-9-]+\.)*aliyuncs\.com(:|\/|$)/i.test(endpoint) ? 'dashscope' : 'vllm';
}

/** How each is put its questions at first. */
export const DIALECTS: Record<Server, Dialect> = {
  vllm: { form: 'schema', tokenField: 'max_completion_tokens', sound: 'bare', stream: false, effort: null },
  // Bare base64 is refused there, and the omni models answer by stream only; JSON by schema isn't promised with sound.
  dashscope: { form: 'words', tokenField: 'max_tokens', sound: 'data', stream: true, effort: null },
  openai: { form: 'words', tokenField: 'max_completion_tokens', sound: 'bare', stream: false, effort: null },
};
