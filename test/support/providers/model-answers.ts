import { type Asked, thinks } from './model-requests.js';
import { json, type Reply } from './protocol.js';

/** An answer that isn't simply text. */
export interface Answer {
  text?: string;
  finish?: string;
  refusal?: string;
  /** Of a stream: how it ends. */
  trouble?: Reply['trouble'];
  noUsage?: boolean;
}

export interface Thought extends Answer {
  /** Tokens of thoughts, where the model thinks. */
  thoughts: number;
  /** Tokens all in all. */
  tokens: number;
}

/** Thoughts come first, and what they leave of the limit is the answer's. */
export function thoughtOver(
  said: Answer,
  { maxTokens }: Asked,
  { thoughts, capped }: { thoughts: number; capped: boolean },
): Thought {
  const tokens = thoughts + Math.ceil((said.text ?? '').length / 4);
  if (!capped || thoughts === 0 || tokens <= maxTokens) return { ...said, thoughts, tokens };
  return { ...said, text: '', finish: 'length', thoughts: Math.min(thoughts, maxTokens), tokens: maxTokens };
}

/** By the family and the effort that was told. */
export function usualThoughts(model: string, effort: string | null, dialect: string): number {
  if (dialect === 'dashscope') return /^qwen3\.8/.test(model) && effort !== 'off' && effort !== 'none' ? 3000 : 0;
  if (!thinks(model)) return 0;
  return { none: 0, minimal: 100, low: 800 }[effort ?? 'medium'] ?? 3000;
}

const usageOf = ({ tokens, thoughts }: Thought) => ({
  prompt_tokens: 1000,
  completion_tokens: tokens,
  total_tokens: 1000 + tokens,
  completion_tokens_details: { reasoning_tokens: thoughts },
});

export function sayByChat(said: Thought, model: string, { stream, tool }: Asked): Reply {
  const { text, finish = 'stop', refusal, trouble, noUsage } = said;
  const usage = noUsage ? {} : { usage: usageOf(said) };
  if (!stream) {
    const call = { id: 'call_1', type: 'function', function: { name: tool, arguments: text } };
    const called = tool !== null && refusal === undefined && text !== undefined;
    const message = called
      ? { role: 'assistant', content: null, refusal: null, tool_calls: [call] }
      : { role: 'assistant', content: text ?? null, refusal: refusal ?? null };
    const reply = json(
      {
        id: 'chatcmpl-1',
        object: 'chat.completion',
        model: `${model}-2026-01-01`,
        choices: [{ index: 0, message, finish_reason: finish }],
        ...usage,
      },
      200,
      { 'x-request-id': 'req_1' },
    );
    return trouble ? { ...reply, trouble } : reply;
  }
  const chunk = (delta: object, finish_reason: string | null): string =>
    `data: ${JSON.stringify({ object: 'chat.completion.chunk', model, choices: [{ index: 0, delta, finish_reason }], usage: null })}\n\n`;
  const pieces = (text ?? '').match(/[\s\S]{1,40}/g) ?? [];
  const parts = pieces.map((content) => chunk({ content }, null));
  const head = chunk({ role: 'assistant', content: '', reasoning_content: 'Let me {think}' }, null);
  const tail = `${chunk({ refusal: refusal ?? null }, finish)}data: ${JSON.stringify({ model, choices: [], ...usage })}\n\ndata: [DONE]\n\n`;
  const headers = { 'content-type': 'text/event-stream; charset=utf-8' };
  if (trouble) return { status: 200, headers, body: head + parts.slice(0, 3).join(''), trouble };
  // `finish: ''` is a stream that ends too early, in order.
  return {
    status: 200,
    headers,
    body: finish === '' ? head + parts.slice(0, 3).join('') : head + parts.join('') + tail,
  };
}

export function sayByResponses(said: Thought, model: string): Reply {
  const { text, finish = 'stop', refusal, trouble } = said;
  const content = refusal
    ? [{ type: 'refusal', refusal }]
    : [{ type: 'output_text', text: text ?? '', annotations: [] }];
  const REASONS: Record<string, string> = { length: 'max_output_tokens', content_filter: 'content_filter' };
  const reason = REASONS[finish];
  const { prompt_tokens: input_tokens, completion_tokens: output_tokens } = usageOf(said);
  const reply = json({
    id: 'resp_1',
    object: 'response',
    status: reason ? 'incomplete' : 'completed',
    incomplete_details: reason ? { reason } : null,
    model: `${model}-2026-01-01`,
    output: [
      { type: 'reasoning', id: 'rs_1', summary: [] },
      { type: 'message', role: 'assistant', content },
    ],
    usage: {
      input_tokens,
      output_tokens,
      total_tokens: input_tokens + output_tokens,
      output_tokens_details: { reasoning_tokens: said.thoughts },
    },
  });
  return trouble ? { ...reply, trouble } : reply;
}
