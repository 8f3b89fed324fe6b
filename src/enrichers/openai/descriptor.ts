import { baseUrl, isOwnServer } from '../../net/base-url.js';
import type { ProviderDescriptor } from '../../net/provider.js';
import type { Models } from '../model.js';
import type { OpenaiSettings } from './models.js';

export const openai: ProviderDescriptor<{ openai: OpenaiSettings }, Models> = {
  name: 'openai',
  title: 'OpenAI',
  ready({ openai: { apiKey, baseUrl: address } }) {
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
  address: ({ openai: section }) => baseUrl(section.baseUrl, 'OPENAI_BASE_URL', { localNetwork: true }),
  async load() {
    const { createOpenai } = await import('./models.js');
    return ({ openai: section }, tools) => createOpenai(section, tools);
  },
};
