import { baseUrl } from '../../net/base-url.js';
import type { Made, ProviderTools } from '../../net/provider.js';
import { Chat } from '../chat/chat.js';
import { completions } from '../chat/completions.js';
import type { Model, Models } from '../model.js';
import { limitsOf, priceFrom } from '../settings.js';
import { DIALECTS, serverOf } from './server.js';
import type { QwenSettings } from './settings.js';

const NAME = 'qwen';
/** 750 for a clip of 30 seconds: its feature extractor's. */
const SOUND_TOKENS = 25;

/** Qwen2-Audio, or a later audio model of that family: one model for sound and, where need be, for text. */
export function createQwen(settings: QwenSettings, tools: ProviderTools): Made<Models> {
  if (settings.apiKey) tools.redactor.learn(settings.apiKey);
  const address = baseUrl(settings.endpoint, 'QWEN_ENDPOINT', { localNetwork: true });
  const server = serverOf(settings.server, settings.endpoint);
  const title = server === 'dashscope' ? 'Qwen (DashScope)' : 'Qwen2-Audio';
  const chat = new Chat(
    {
      provider: NAME,
      names: {
        title,
        model: settings.model,
        keyVariable: 'DASHSCOPE_API_KEY',
        modelVariable: 'TRACKLISTIFY_QWEN_MODEL',
        addressVariable: 'QWEN_ENDPOINT',
      },
      baseUrl: address,
      headers: settings.apiKey ? { authorization: `Bearer ${settings.apiKey}` } : {},
      wire: completions,
      dialect: DIALECTS[server],
      thinkingTokens: 0,
      ...limitsOf(settings),
    },
    tools,
  );
  const model: Model = {
    provider: NAME,
    title,
    id: settings.model,
    place: new URL(address).host,
    price: priceFrom(settings, address, null),
    entriesPerRequest: settings.entriesPerRequest,
    concurrency: settings.concurrency,
    soundTokensPerSecond: SOUND_TOKENS,
    contextTokens: settings.contextTokens,
    thinkingTokens: 0,
    ask: (request, context, sending) => chat.ask(request, context, sending),
    spellOut: () => chat.spellOut(),
  };
  return { provider: { text: model, sound: model, batch: null }, close: () => chat.close() };
}
