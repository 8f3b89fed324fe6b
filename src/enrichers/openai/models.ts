import { baseUrl } from '../../net/base-url.js';
import type { Made, ProviderTools } from '../../net/provider.js';
import { Chat } from '../chat/chat.js';
import { completions } from '../chat/completions.js';
import type { Dialect, Wire } from '../chat/request.js';
import { responses } from '../chat/responses.js';
import type { Model, Models } from '../model.js';
import { type AskedModel, limitsOf, priceFrom } from '../settings.js';
import { priceOf } from './prices.js';

export interface OpenaiSettings extends AskedModel {
  apiKey?: string | undefined;
  baseUrl: string;
  organization?: string | undefined;
  project?: string | undefined;
  api: 'chat' | 'responses';
  model: string;
  soundModel: string;
}

const NAME = 'openai';
/** About ten tokens a second go in. */
const SOUND_TOKENS = 10;
const DIALECT: Dialect = { form: 'schema', tokenField: 'max_completion_tokens', sound: 'bare', stream: false };
/** Its audio models don't take a schema. */
const SOUND_DIALECT: Dialect = { ...DIALECT, form: 'words' };

export function headersOf(settings: OpenaiSettings): Record<string, string> {
  return {
    ...(settings.apiKey ? { authorization: `Bearer ${settings.apiKey}` } : {}),
    ...(settings.organization ? { 'openai-organization': settings.organization } : {}),
    ...(settings.project ? { 'openai-project': settings.project } : {}),
  };
}

/** OpenAI, or a server that speaks like it. */
export function createOpenai(settings: OpenaiSettings, tools: ProviderTools): Made<Models> {
  if (settings.apiKey) tools.redactor.learn(settings.apiKey);
  const address = baseUrl(settings.baseUrl, 'OPENAI_BASE_URL', { localNetwork: true });
  const { host } = new URL(address);
  // A server of another kind shouldn't be called OpenAI when it fails.
  const title = host === 'api.openai.com' ? 'OpenAI' : `OpenAI-compatible ${host}`;
  const chats: Chat[] = [];
  const make = (id: string, modelVariable: string, wire: Wire, dialect: Dialect): Model => {
    const chat = new Chat(
      {
        provider: NAME,
        names: { title, model: id, keyVariable: 'OPENAI_API_KEY', modelVariable, addressVariable: 'OPENAI_BASE_URL' },
        baseUrl: address,
        headers: headersOf(settings),
        wire,
        dialect,
        ...limitsOf(settings),
      },
      tools,
    );
    chats.push(chat);
    return {
      provider: NAME,
      title,
      id,
      place: host,
      price: priceFrom(settings, address, host === 'api.openai.com' ? priceOf(id) : null),
      entriesPerRequest: settings.entriesPerRequest,
      concurrency: settings.concurrency,
      soundTokensPerSecond: SOUND_TOKENS,
      ask: (request, context) => chat.ask(request, context),
      spellOut: () => chat.spellOut(),
    };
  };
  const wire = settings.api === 'responses' ? responses : completions;
  return {
    provider: {
      text: make(settings.model, 'TRACKLISTIFY_OPENAI_MODEL', wire, DIALECT),
      // Sound goes by Chat Completions only.
      sound: make(settings.soundModel, 'TRACKLISTIFY_OPENAI_SOUND_MODEL', completions, SOUND_DIALECT),
    },
    async close() {
      for (const chat of chats) await chat.close();
    },
  };
}
