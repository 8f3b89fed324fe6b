import * as z from 'zod';
import { number, text } from '../../net/lenient.js';
import type { ChatAnswer, ChatRequest, Dialect, Fail, SoundForm, Usage, Wire } from './request.js';
import { messageTexts } from './words.js';

/** Chat Completions: what every compatible server speaks, and the only way to send sound. */
export const completions: Wire = {
  path: '/chat/completions',
  body(request, dialect, model) {
    const { system, data, more } = messageTexts(request, dialect.form);
    const user = request.sound ? [soundPart(request.sound.wav, dialect.sound), { type: 'text', text: data }] : data;
    return {
      model,
      messages: [{ role: dialect.role, content: system }, { role: 'user', content: user }, ...more],
      [dialect.tokenField]: request.maxOutputTokens,
      ...(request.sound && dialect.modalities ? { modalities: ['text'] } : {}),
      ...(dialect.temperature === null ? {} : { temperature: dialect.temperature }),
      ...(dialect.effort ? { reasoning_effort: dialect.effort } : {}),
      ...(dialect.thinking === 'off' ? { enable_thinking: false } : {}),
      ...formatOf(request, dialect),
      ...(dialect.stream ? { stream: true, stream_options: { include_usage: true } } : {}),
    };
  },
  read(json, fail) {
    const parsed = answerSchema.safeParse(json);
    const choice = parsed.success ? parsed.data.choices[0] : undefined;
    if (!parsed.success || !choice) return null;
    return answerOf(
      {
        // A function that it was made to call is the answer, whatever it says besides.
        text: choice.message.tool_calls?.[0]?.function.arguments ?? choice.message.content,
        refusal: choice.message.refusal,
        finish: choice.finish_reason,
        model: parsed.data.model,
        usage: parsed.data.usage,
      },
      fail,
    );
  },
};

function formatOf(request: ChatRequest, { form }: Dialect): object {
  if (form === 'words') return {};
  if (form === 'json') return { response_format: { type: 'json_object' } };
  const { name, json } = request.schema;
  if (form === 'tool') {
    const tool = { type: 'function', function: { name, parameters: json } };
    return { tools: [tool], tool_choice: { type: 'function', function: { name } } };
  }
  return { response_format: { type: 'json_schema', json_schema: { name, schema: json, strict: true } } };
}

function soundPart(wav: Uint8Array, form: SoundForm): object {
  const data = Buffer.from(wav).toString('base64');
  if (form === 'url') return { type: 'audio_url', audio_url: { url: `data:audio/wav;base64,${data}` } };
  return { type: 'input_audio', input_audio: { data: form === 'data' ? `data:;base64,${data}` : data, format: 'wav' } };
}

const usageSchema = z
  .object({
    prompt_tokens: number,
    completion_tokens: number,
    prompt_tokens_details: z.object({ audio_tokens: number }).nullish().catch(undefined),
    completion_tokens_details: z.object({ reasoning_tokens: number }).nullish().catch(undefined),
  })
  .nullish()
  .catch(undefined);

/** Content is text, or with some servers a list of parts. */
const contentSchema = z
  .union([
    z.string(),
    z
      .array(z.object({ text: z.string().optional() }))
      .transform((parts) => parts.map((part) => part.text ?? '').join('')),
  ])
  .nullish();

const calledSchema = z
  .array(z.object({ function: z.object({ arguments: z.string() }) }))
  .nullish()
  .catch(undefined);

const answerSchema = z.object({
  model: text,
  choices: z.array(
    z.object({
      finish_reason: z.string().nullish(),
      message: z.object({ content: contentSchema, refusal: z.string().nullish(), tool_calls: calledSchema }),
    }),
  ),
  usage: usageSchema,
});

/** One piece of a streamed answer; the last ones have no choices, and the usage. */
export const chunkSchema = z.object({
  model: text,
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        delta: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }).nullish().catch(undefined),
      }),
    )
    .catch([]),
  usage: usageSchema,
});

interface Raw {
  text: string | null | undefined;
  refusal: string | null | undefined;
  finish: string | null | undefined;
  model: string | undefined;
  usage: z.infer<typeof usageSchema>;
}

/** What a finished answer says, or the reason why it says nothing. */
export function answerOf({ text: content, refusal, finish, model, usage }: Raw, fail: Fail): ChatAnswer | null {
  const used = usage ? usageOf(usage) : null;
  if (refusal) throw fail.refused(refusal, used);
  if (finish === 'content_filter') throw fail.refused('its content filter', used);
  if (finish === 'length') throw fail.truncated(used);
  if (typeof content !== 'string') return null;
  return { text: content, model: model ?? '', usage: used };
}

function usageOf(usage: NonNullable<z.infer<typeof usageSchema>>): Usage | null {
  const { prompt_tokens: inputTokens, completion_tokens: outputTokens, prompt_tokens_details: details } = usage;
  if (inputTokens === undefined || outputTokens === undefined || inputTokens < 0 || outputTokens < 0) return null;
  const soundTokens = details?.audio_tokens;
  const thoughtTokens = usage.completion_tokens_details?.reasoning_tokens;
  return {
    inputTokens,
    outputTokens,
    ...(soundTokens === undefined ? {} : { soundTokens }),
    ...(thoughtTokens === undefined ? {} : { thoughtTokens }),
  };
}
