import { ProviderError } from '../domain/errors.js';
import type { Context } from '../domain/ports/context.js';
import type { ChatAnswer, ChatRequest } from './chat/request.js';
import type { ShutdownNotice } from './chat/shutdown.js';

/** US dollars for a million tokens. */
export interface Price {
  input: number;
  output: number;
  /** Of sound; as of text where it isn't told apart. */
  sound?: number;
  /** The day on which it was looked up; absent where the user tells it. */
  asOf?: string;
}

/** One model of one provider, ready to be asked: what the adapters make, and all that the router knows of them. */
export interface Model {
  /** As in evidence and in the cache: `openai`. */
  provider: string;
  /** For people. */
  title: string;
  /** As it is asked for, known for sure once it is settled; the answer tells its version. */
  readonly id: string;
  /** Host that it is asked at. */
  place: string;
  /** Null where nobody has said it. */
  readonly price: Price | null;
  entriesPerRequest: number;
  concurrency: number;
  soundTokensPerSecond: number;
  /** How much it takes in and gives out in one request, all in all. */
  contextTokens: number;
  /** What it thinks at most before its answer, and is paid for; more, once it has thought more. */
  readonly thinkingTokens: number;
  /** The one before it in a list of the house: this one is asked only where that is no more. */
  standsInFor: Model | null;
  /** It was asked, and is no more. */
  readonly isGone: boolean;
  /** To be waited for before its id is used. With no context it asks nobody. */
  settle(context: Context | null): Promise<void>;
  /** `sending` is called when something really goes out: a service that is left alone is asked nothing. */
  ask(request: ChatRequest, context: Context, sending: () => void): Promise<ChatAnswer>;
  /** That it is soon to be no more; without a signal by what is known of it here, and nobody is asked. */
  ending(signal: AbortSignal | null): Promise<ShutdownNotice | null>;
  /** Its answers don't keep to the schema that goes with the request: spell it out from now on. */
  spellOut(): Promise<void>;
}

/** How a model's work is handed over to be done later. */
export interface BatchDoor {
  model: Model;
  /** Of the model's price, what work costs that is handed over. */
  share: number;
  /** The model is no more, or does no work that is handed over: found out by asking. */
  readonly isGone: boolean;
  /** The file of requests, handed over under a mark of ours; the id by which it's asked for. Throws NoModelError. */
  submit(requests: readonly BatchRequest[], mark: string, context: Context): Promise<string>;
  /** The id of what was handed over under this mark; null when nothing was. */
  find(mark: string, context: Context): Promise<string | null>;
  /** Null while it is still being done. Throws BatchFailed and NoModelError. */
  collect(id: string, context: Context): Promise<BatchAnswer[] | null>;
  /** Puts questions another way from now on, where an answer's error says how; false where it doesn't. */
  mend(error: Error): Promise<boolean>;
}

/** The whole batch was turned down, before anything of it was done. */
export class BatchFailed extends ProviderError {}

export interface BatchRequest {
  id: string;
  request: ChatRequest;
}

export interface BatchAnswer {
  id: string;
  /** The answer, or why there will be none; null when it is worth asking again. */
  answer: ChatAnswer | Error | null;
}

/** What one provider has for each kind of work. */
export interface Models {
  /** In order: each stands in for the one before it. */
  text: readonly Model[];
  sound: readonly Model[];
  /** In order, too; none where it takes no work that is handed over. */
  batch: readonly BatchDoor[];
}
