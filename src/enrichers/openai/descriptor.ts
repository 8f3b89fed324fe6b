import { baseUrl, isOwnServer } from '../../net/base-url.js';
import type { ModelDescriptor } from '../descriptor.js';
import { openaiSettings } from './settings.js';

export const openai: ModelDescriptor<typeof openaiSettings> = {
  name: 'openai',
  title: 'OpenAI',
  settings: openaiSettings,
  batch: 'set OPENAI_API_KEY',
  ready({ apiKey, baseUrl: address }) {
    // Servers of one's own want no key.
    if (apiKey || isOwnServer(address)) return { ready: true };
    return {
      ready: false,
      credentials: true,
      lacks:
        'Set OPENAI_API_KEY (platform.openai.com/api-keys), or OPENAI_BASE_URL to a server of your own, like ' +
        'http://localhost:11434/v1 for Ollama.',
    };
  },
  address: (own) => baseUrl(own.baseUrl, 'OPENAI_BASE_URL', { localNetwork: true }),
  async make(own, tools) {
    const { createOpenai } = await import('./models.js');
    return createOpenai(own, tools);
  },
};
