import type { Model, Price } from '../model.js';
import type { AskedModel } from '../settings.js';
import type { Chat } from './chat.js';

export interface About {
  provider: string;
  title: string;
  place: string;
  settings: Pick<AskedModel, 'entriesPerRequest' | 'concurrency' | 'contextTokens'>;
  soundTokensPerSecond: number;
  priceOf(model: string): Price | null;
  standsInFor: Model | null;
}

/** A chat as the router knows it: what it finds out while it is asked shows in it. */
export function asModel(chat: Chat, about: About): Model {
  const { provider, title, place, settings, soundTokensPerSecond, standsInFor } = about;
  const { entriesPerRequest, concurrency, contextTokens } = settings;
  return {
    provider,
    title,
    place,
    entriesPerRequest,
    concurrency,
    contextTokens,
    soundTokensPerSecond,
    standsInFor,
    get id() {
      return chat.model;
    },
    get price() {
      return about.priceOf(chat.model);
    },
    get thinkingTokens() {
      return chat.thinkingTokens;
    },
    get isGone() {
      return chat.isGone;
    },
    settle: (context) => chat.settle(context),
    ask: (request, context, sending) => chat.ask(request, context, sending),
    ending: (signal) => chat.ending(signal),
    spellOut: () => chat.spellOut(),
  };
}
