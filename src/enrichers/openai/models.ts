import { Closing } from '../../domain/closing.js';
import { baseUrl } from '../../net/base-url.js';
import type { Made, ProviderTools } from '../../net/provider.js';
import { asModel } from '../chat/as-model.js';
import { Chat, type Manner } from '../chat/chat.js';
import { completions } from '../chat/completions.js';
import type { Wire } from '../chat/request.js';
import { responses } from '../chat/responses.js';
import type { Model, Models } from '../model.js';
import { limitsOf, priceFrom } from '../settings.js';
import { createBatchDoor } from './batch-door.js';
import { mannerOf, SHUTDOWNS, SOUND_MODELS, soundMannerOf, TEXT_MODELS } from './families.js';
import { priceOf } from './prices.js';
import type { OpenaiSettings } from './settings.js';

const NAME = 'openai';
const OWN_HOST = 'api.openai.com';
/** About ten tokens a second go in. */
const SOUND_TOKENS = 10;

function headersOf(settings: OpenaiSettings): Record<string, string> {
  return {
    ...(settings.apiKey ? { authorization: `Bearer ${settings.apiKey}` } : {}),
    ...(settings.organization ? { 'openai-organization': settings.organization } : {}),
    ...(settings.project ? { 'openai-project': settings.project } : {}),
  };
}

/** Never empty. */
type Names = readonly [string, ...string[]];

/** One kind of work, and who does it. */
interface Role {
  /** By the user. */
  chosen: string | undefined;
  /** Where the user chose none. */
  builtIn: Names;
  modelVariable: string;
  wire: Wire;
  manner(model: string, isOpenai: boolean): Manner;
}

/** OpenAI, or a server that speaks like it. */
export function createOpenai(settings: OpenaiSettings, tools: ProviderTools): Made<Models> {
  if (settings.apiKey) tools.redactor.learn(settings.apiKey);
  const address = baseUrl(settings.baseUrl, 'OPENAI_BASE_URL', { localNetwork: true });
  const { host } = new URL(address);
  // A server of another kind shouldn't be called OpenAI when it fails.
  const title = host === OWN_HOST ? 'OpenAI' : 'OpenAI-compatible server';
  const closing = new Closing();
  const isOpenai = host === OWN_HOST;
  const namesOf = ({ builtIn, modelVariable }: Role) => ({
    title,
    others: builtIn,
    keyVariable: 'OPENAI_API_KEY',
    modelVariable,
    addressVariable: 'OPENAI_BASE_URL',
  });
  /** One of the models for a kind of work: what it takes to ask it, and to stand in for the one before it. */
  const make = (role: Role, models: Names, standsInFor: Model | null): { model: Model; chat: Chat } => {
    const { chosen, wire, manner } = role;
    const chat = new Chat(
      {
        provider: NAME,
        names: namesOf(role),
        models,
        asksServed: chosen === undefined && !isOpenai,
        shutdowns: isOpenai ? SHUTDOWNS : {},
        baseUrl: address,
        headers: headersOf(settings),
        wire,
        manner: (model) => manner(model, isOpenai),
        ...limitsOf(settings),
      },
      tools,
    );
    closing.add(() => chat.close());
    const model = asModel(chat, {
      provider: NAME,
      title,
      place: host,
      settings,
      soundTokensPerSecond: SOUND_TOKENS,
      priceOf: (id) => priceFrom(settings, address, isOpenai ? priceOf(id) : null),
      standsInFor,
    });
    return { model, chat };
  };
  /** The user's own choice is the only one. Of ours, at OpenAI itself each stands in for the one before it; others tell what they have. */
  const makeAll = (role: Role): Array<{ model: Model; chat: Chat }> => {
    if (role.chosen !== undefined) return [make(role, [role.chosen], null)];
    if (!isOpenai) return [make(role, role.builtIn, null)];
    const made: Array<{ model: Model; chat: Chat }> = [];
    for (const name of role.builtIn) made.push(make(role, [name], made.at(-1)?.model ?? null));
    return made;
  };
  const wire = settings.api === 'responses' ? responses : completions;
  const textRole: Role = {
    chosen: settings.model,
    builtIn: TEXT_MODELS,
    modelVariable: 'TRACKLISTIFY_OPENAI_MODEL',
    wire,
    manner: mannerOf,
  };
  const texts = makeAll(textRole);
  const sounds =
    settings.soundModel === undefined && !isOpenai
      ? []
      : makeAll({
          chosen: settings.soundModel,
          builtIn: SOUND_MODELS,
          modelVariable: 'TRACKLISTIFY_OPENAI_SOUND_MODEL',
          // Sound goes by Chat Completions only.
          wire: completions,
          manner: soundMannerOf,
        });
  const { timeout, maxWait } = settings;
  const headers = headersOf(settings);
  const overBatch = { names: namesOf(textRole), baseUrl: address, headers, path: wire.path, timeout, maxWait };
  const batches = texts.map(({ model, chat }) => createBatchDoor(model, chat, overBatch, tools));
  for (const { close } of batches) closing.add(close);
  return {
    provider: {
      text: texts.map(({ model }) => model),
      sound: sounds.map(({ model }) => model),
      batch: batches.map(({ door }) => door),
    },
    close: closing.close,
  };
}
