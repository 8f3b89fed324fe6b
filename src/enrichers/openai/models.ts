import { Closing } from '../../domain/closing.js';
import { baseUrl } from '../../net/base-url.js';
import type { Made, ProviderTools } from '../../net/provider.js';
import { Chat } from '../chat/chat.js';
import { completions } from '../chat/completions.js';
import type { Names } from '../chat/failure.js';
import type { Dialect, Wire } from '../chat/request.js';
import { responses } from '../chat/responses.js';
import type { Model, Models } from '../model.js';
import { limitsOf, priceFrom } from '../settings.js';
import { createBatchDoor } from './batch-door.js';
import { priceOf } from './prices.js';
import type { OpenaiSettings } from './settings.js';

const NAME = 'openai';
const OWN_HOST = 'api.openai.com';
/** About ten tokens a second go in. */
const SOUND_TOKENS = 10;
const DIALECT: Dialect = {
  form: 'schema',
  tokenField: 'max_completion_tokens',
  sound: 'bare',
  modalities: true,
  stream: false,
  effort: null,
};
/** Room for the thoughts of a model that thinks at low effort. */
const THINKING = 4000;

/** The o series, and gpt-5 and later but for the chat models. */
const thinks = (model: string): boolean => /^(o\d|gpt-[5-9](?!.*chat))/.test(model);

/** Its audio models don't take a schema. */
const SOUND_DIALECT: Dialect = { ...DIALECT, form: 'words' };

function headersOf(settings: OpenaiSettings): Record<string, string> {
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
  const title = host === OWN_HOST ? 'OpenAI' : 'OpenAI-compatible server';
  const closing = new Closing();
  const namesOf = (model: string, modelVariable: string): Names => ({
    title,
    model,
    keyVariable: 'OPENAI_API_KEY',
    modelVariable,
    addressVariable: 'OPENAI_BASE_URL',
  });
  const make = (names: Names, wire: Wire, dialect: Dialect): { model: Model; chat: Chat } => {
    const id = names.model;
    const chat = new Chat(
      {
        provider: NAME,
        names,
        baseUrl: address,
        headers: headersOf(settings),
        wire,
        dialect: thinks(id) ? { ...dialect, effort: 'low' } : dialect,
        thinkingTokens: thinks(id) ? THINKING : 0,
        ...limitsOf(settings),
      },
      tools,
    );
    closing.add(() => chat.close());
    const model: Model = {
      provider: NAME,
      title,
      id,
      place: host,
      price: priceFrom(settings, address, host === OWN_HOST ? priceOf(id) : null),
      entriesPerRequest: settings.entriesPerRequest,
      concurrency: settings.concurrency,
      soundTokensPerSecond: SOUND_TOKENS,
      contextTokens: settings.contextTokens,
      thinkingTokens: thinks(id) ? THINKING : 0,
      ask: (request, context, sending) => chat.ask(request, context, sending),
      spellOut: () => chat.spellOut(),
    };
    return { model, chat };
  };
  const wire = settings.api === 'responses' ? responses : completions;
  const names = namesOf(settings.model, 'TRACKLISTIFY_OPENAI_MODEL');
  const text = make(names, wire, DIALECT);
  // Sound goes by Chat Completions only.
  const soundModel = settings.soundModel ?? (host === OWN_HOST ? 'gpt-audio' : null);
  const sound =
    soundModel === null
      ? null
      : make(namesOf(soundModel, 'TRACKLISTIFY_OPENAI_SOUND_MODEL'), completions, SOUND_DIALECT).model;
  const { timeout, maxWait } = settings;
  const headers = headersOf(settings);
  const batch = createBatchDoor(
    text.model,
    text.chat,
    { names, baseUrl: address, headers, path: wire.path, timeout, maxWait },
    tools,
  );
  closing.add(batch.close);
  return {
    provider: { text: text.model, sound, batch: batch.door },
    close: closing.close,
  };
}
