import { baseUrl, isOwnServer } from '../../net/base-url.js';
import type { ModelDescriptor } from '../descriptor.js';
import { openaiSettings } from './settings.js';

export const openai: ModelDescriptor<typeof openaiSettings> = {
  name: 'openai',
  title: 'OpenAI',
  settings: openaiSettings,
  about: {
    group: 'paid',
    cost: 'Paid by the token: a tracklist costs about a cent or less, half of it with --batch; --max-cost is a limit.',
    rate: 'As your account allows; what it answers about that is kept to.',
    terms: 'Names of tracks are sent, and sound only with --listen.',
    setUp: [
      'platform.openai.com/api-keys: make a key. Set OPENAI_API_KEY to it.',
      'Or set OPENAI_BASE_URL to a server of your own, like http://localhost:11434/v1 for Ollama, which costs nothing.',
      'tracklistify enrich mix.json --dry-run shows what would be sent, and what it would cost.',
    ],
  },
  batch: { gives: 'half the price, within a day', needs: 'set OPENAI_API_KEY' },
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
