import { baseUrl } from '../../net/base-url.js';
import type { ModelDescriptor } from '../descriptor.js';
import { askedBy } from './server.js';
import { qwenSettings } from './settings.js';

export const qwen: ModelDescriptor<typeof qwenSettings> = {
  name: 'qwen',
  title: 'Qwen',
  settings: qwenSettings,
  about: {
    group: 'paid',
    cost: 'Paid by the token at Model Studio; a server of your own costs nothing.',
    rate: 'As your account allows; what it answers about that is kept to.',
    terms: 'Names of tracks are sent, and sound only with --listen. A key belongs to the region it was made in.',
    setUp: [
      'Model Studio: make a key. Set DASHSCOPE_API_KEY to it, and TRACKLISTIFY_QWEN_REGION to its region.',
      'Or set QWEN_ENDPOINT to a server of your own, like http://localhost:8000/v1 for vLLM.',
      'tracklistify enrich mix.json --listen --dry-run shows what would be sent, and what it would cost.',
    ],
  },
  madeForSound: true,
  ready(own) {
    const { address, server } = askedBy(own);
    if (!address) {
      return {
        ready: false,
        credentials: true,
        lacks:
          'Set DASHSCOPE_API_KEY for Model Studio (TRACKLISTIFY_QWEN_REGION is its region), or QWEN_ENDPOINT for a server of ' +
          'yours, like http://localhost:8000/v1 for vLLM.',
      };
    }
    if (server === 'dashscope' && !own.apiKey) {
      return { ready: false, credentials: true, lacks: "Set DASHSCOPE_API_KEY, of the address's region." };
    }
    return { ready: true };
  },
  address(own) {
    const { address = '', variable } = askedBy(own);
    return baseUrl(address, variable, { localNetwork: true });
  },
  async make(own, tools) {
    const { createQwen } = await import('./models.js');
    return createQwen(own, tools);
  },
};
