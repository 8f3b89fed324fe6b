import type { Context } from '../domain/ports.js';
import type { ChatAnswer, ChatRequest } from './chat/request.js';

/** US dollars for a million tokens. */
export interface Price {
  input: number;
  output: number;
  /** Of sound; as of text where it isn't told apart. */
  sound?: number;
}

/** One model of one provider, ready to be asked: what the adapters make, and all that the router knows of them. */
export interface Model {
  /** As in evidence and in the cache: `openai`. */
  provider: string;
  /** For people. */
  title: string;
  /** As it is asked for; the answer tells its version. */
  id: string;
  /** Host that it is asked at. */
  place: string;
  /** Null where nobody has told it. */
  price: Price | null;
  entriesPerRequest: number;
  concurrency: number;
  soundTokensPerSecond: number;
  ask(request: ChatRequest, context: Context): Promise<ChatAnswer>;
  /** Its answers don't keep to the schema that goes with the request: spell it out from now on. */
  spellOut(): Promise<void>;
}

/** What one provider has for each kind of work. */
export interface Models {
  text: Model | null;
  sound: Model | null;
}
