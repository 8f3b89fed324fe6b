import { baseUrl } from '../../net/base-url.js';
import type { ModelDescriptor } from '../descriptor.js';
import { serverOf } from './server.js';
import { qwenSettings } from './settings.js';

export const qwen: ModelDescriptor<typeof qwenSettings> = {
  name: 'qwen',
  title: 'Qwen2-Audio',
  settings: qwenSettings,
  madeForSound: true,
  ready({ endpoint, server, apiKey }) {
    if (!endpoint) {
      return {
        ready: false,
        lacks:
          'Set QWEN_ENDPOINT: http://localhost:8000/v1 for a vLLM server of yours, or ' +
          'https://dashscope-intl.aliyuncs.com/compatible-mode/v1 with DASHSCOPE_API_KEY.',
      };
    }
    if (serverOf(server, endpoint) === 'dashscope' && !apiKey) {
      return { ready: false, credentials: true, lacks: "Set DASHSCOPE_API_KEY, of the endpoint's region." };
    }
    return { ready: true };
  },
  address: ({ endpoint = '' }) => baseUrl(endpoint, 'QWEN_ENDPOINT', { localNetwork: true }),
  async make({ endpoint = '', ...rest }, tools) {
    const { createQwen } = await import('./models.js');
    return createQwen({ ...rest, endpoint }, tools);
  },
};
