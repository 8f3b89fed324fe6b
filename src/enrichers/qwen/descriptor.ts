import { baseUrl } from '../../net/base-url.js';
import type { ModelDescriptor } from '../descriptor.js';
import { askedBy } from './server.js';
import { qwenSettings } from './settings.js';

export const qwen: ModelDescriptor<typeof qwenSettings> = {
  name: 'qwen',
  title: 'Qwen',
  settings: qwenSettings,
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
