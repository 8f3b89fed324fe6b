import { baseUrl } from '../../net/base-url.js';
import type { Made, ProviderTools } from '../../net/provider.js';
import { asModel } from '../chat/as-model.js';
import { Chat } from '../chat/chat.js';
import { completions } from '../chat/completions.js';
import type { Models } from '../model.js';
import { limitsOf, priceFrom } from '../settings.js';
import { BUILT_IN, mannerOf, priceOf } from './manner.js';
import { askedBy } from './server.js';
import type { QwenSection } from './settings.js';

const NAME = 'qwen';
/** 750 for a clip of 30 seconds: Qwen2-Audio's feature extractor's. */
const SOUND_TOKENS = 25;

/** An audio or omni model of the Qwen family: one model for sound and, where need be, for text. */
export function createQwen(settings: QwenSection, tools: ProviderTools): Made<Models> {
  if (settings.apiKey) tools.redactor.learn(settings.apiKey);
  const { address: where = '', server, variable } = askedBy(settings);
  const address = baseUrl(where, variable, { localNetwork: true });
  const title = server === 'dashscope' ? 'Qwen (Model Studio)' : 'Qwen';
  const chat = new Chat(
    {
      provider: NAME,
      names: {
        title,
        others: BUILT_IN[server],
        keyVariable: 'DASHSCOPE_API_KEY',
        modelVariable: 'TRACKLISTIFY_QWEN_MODEL',
        addressVariable: variable,
      },
      models: settings.model === undefined ? BUILT_IN[server] : [settings.model],
      asksServed: settings.model === undefined && server !== 'dashscope',
      shutdowns: null,
      baseUrl: address,
      headers: settings.apiKey ? { authorization: `Bearer ${settings.apiKey}` } : {},
      wire: completions,
      manner: (model) => mannerOf(server, model),
      ...limitsOf(settings),
    },
    tools,
  );
  const model = asModel(chat, {
    provider: NAME,
    title,
    place: new URL(address).host,
    settings,
    soundTokensPerSecond: SOUND_TOKENS,
    priceOf: (id) => priceFrom(settings, address, priceOf(server, id)),
    standsInFor: null,
  });
  return { provider: { text: [model], sound: [model], batch: [] }, close: () => chat.close() };
}
