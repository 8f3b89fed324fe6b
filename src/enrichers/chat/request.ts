import type { ProviderError } from '../../domain/errors.js';

/** One question to a chat model, whatever the server and its dialect. */
export interface ChatRequest {
  /** What to do. Ours alone: nothing that was read from a file or a service ever stands in it. */
  system: string;
  /** What to do it with: data. */
  data: string;
  /** WAV, mono, 16 kHz. */
  sound?: { wav: Uint8Array; seconds: number };
  /** After an answer that didn't hold: that answer, and what was wrong with it. */
  repair?: { answer: string; problems: string };
  schema: { name: string; json: Record<string, unknown> };
  /** The answer is cut off past this. */
  maxOutputTokens: number;
  /** Room for thoughts that is reckoned with besides the answer; as much as the model wants when absent. */
  thoughtTokens?: number;
}

export interface Usage {
  inputTokens: number;
  outputTokens: number;
  /** Of the input, where the server tells: sound has a price of its own. */
  soundTokens?: number;
  /** Of the output, where the server tells: what was thought before anything was said, and is paid for like it. */
  thoughtTokens?: number;
}

export interface ChatAnswer {
  text: string;
  /** As the server calls what answered, with its version where it tells. */
  model: string;
  /** Null when the server doesn't tell. */
  usage: Usage | null;
}

/** What one server understands; found out by asking and then remembered. */
export interface Dialect {
  /** Whose message the instructions are; models that think call it the developer's. */
  role: 'system' | 'developer';
  /** How it is told the answer's form: by a strict schema, as a function that it must call, as "some JSON", or in words only. */
  form: 'schema' | 'tool' | 'json' | 'words';
  tokenField: 'max_completion_tokens' | 'max_tokens';
  sound: SoundForm;
  /** Whether to say that text is wanted back for sound: models that can speak need it, others refuse to hear of it. */
  modalities: boolean;
  stream: boolean;
  /** Null where it can't be told; models that think refuse to be told. */
  temperature: 0 | null;
  /** How long a model that thinks before it answers is to think; null for one that can't be told. */
  effort: 'none' | 'low' | null;
  /** Qwen's way to tell it not to think; null where it isn't told. */
  thinking: 'off' | null;
}

/**
 * `bare`: base64 in `input_audio`, as OpenAI, vLLM and llama.cpp take it. `url`: vLLM's `audio_url` with a data address.
 * `data`: `input_audio` with `data:;base64,` in front, which DashScope insists on.
 */
export type SoundForm = 'bare' | 'url' | 'data';

/** The protocol of a server: what goes over the wire, and what comes back. */
export interface Wire {
  path: string;
  body(request: ChatRequest, dialect: Dialect, model: string): Record<string, unknown>;
  /** From the whole answer's JSON. Throws one of the errors of `refusals.ts`, or null when it isn't such an answer. */
  read(json: unknown, fail: Fail): ChatAnswer | null;
}

/** Makes the errors, so that a wire needs to know nobody's name. */
export interface Fail {
  refused(words: string, usage: Usage | null): ProviderError;
  truncated(usage: Usage | null): ProviderError;
}
