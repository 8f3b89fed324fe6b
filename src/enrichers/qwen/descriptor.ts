import { baseUrl } from '../../net/base-url.js';
import type { ProviderDescriptor } from '../../net/provider.js';
import type { Models } from '../model.js';
import type { QwenSettings } from './models.js';
import { serverOf } from './server.js';

type Sections = { qwen: Omit<QwenSettings, 'endpoint'> & { endpoint?: string | undefined } };

export const qwen: ProviderDescriptor<Sections, Models> = {
  name: 'qwen',
  title: 'Qwen2-Audio',
  ready({ qwen: { endpoint, server, apiKey } }) {
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
  address: ({ qwen: { endpoint = '' } }) => baseUrl(endpoint, 'QWEN_ENDPOINT', { localNetwork: true }),
  async load() {
    const { createQwen } = await import('./models.js');
    return ({ qwen: { endpoint = '', ...section } }, tools) => createQwen({ ...section, endpoint }, tools);
  },
};
