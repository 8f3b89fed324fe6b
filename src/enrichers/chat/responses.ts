import * as z from 'zod';
import { number, text } from '../../net/lenient.js';
import type { Usage, Wire } from './request.js';
import { messageTexts } from './words.js';

/** OpenAI's newer API. It takes no sound, and keeps what it is sent unless it's told not to. */
export const responses: Wire = {
  path: '/responses',
  body(request, dialect, model) {
    const { system, data, more } = messageTexts(request, dialect.form);
    const { name, json } = request.schema;
    const inWords = {};
    const FORMATS = {
      schema: { text: { format: { type: 'json_schema', name, schema: json, strict: true } } },
      json: { text: { format: { type: 'json_object' } } },
      words: inWords,
      // A form of the other interface.
      tool: inWords,
    };
    return {
      model,
      instructions: system,
      input: [{ role: 'user', content: data }, ...more],
      max_output_tokens: request.maxOutputTokens,
      store: false,
      ...(dialect.temperature === null ? {} : { temperature: dialect.temperature }),
      ...(dialect.effort ? { reasoning: { effort: dialect.effort } } : {}),
      ...FORMATS[dialect.form],
    };
  },
  read(json, fail) {
    const parsed = answerSchema.safeParse(json);
    if (!parsed.success) return null;
    const { status, incomplete_details: incomplete, output, model, usage } = parsed.data;
    const used = usage ? usageOf(usage) : null;
    const parts = output.flatMap((item) => (item.type === 'message' ? item.content : []));
    const refusal = parts.find((part) => part.type === 'refusal')?.refusal;
    if (refusal !== undefined) throw fail.refused(refusal, used);
    if (status === 'incomplete') {
      throw incomplete?.reason === 'content_filter' ? fail.refused('its content filter', used) : fail.truncated(used);
    }
    if (status === 'failed' || status === 'cancelled') return null;
    const told = parts.filter((part) => part.type === 'output_text').map((part) => part.text ?? '');
    if (told.length === 0) return null;
    return { text: told.join(''), model: model ?? '', usage: used };
  },
};

const usageSchema = z.object({
  input_tokens: number,
  output_tokens: number,
  output_tokens_details: z.object({ reasoning_tokens: number }).nullish().catch(undefined),
});

function usageOf({ input_tokens, output_tokens, output_tokens_details }: z.infer<typeof usageSchema>): Usage | null {
  if (input_tokens === undefined || output_tokens === undefined) return null;
  const thoughtTokens = output_tokens_details?.reasoning_tokens;
  return {
    inputTokens: input_tokens,
    outputTokens: output_tokens,
    ...(thoughtTokens === undefined ? {} : { thoughtTokens }),
  };
}

const answerSchema = z.object({
  status: z.string().optional(),
  model: text,
  incomplete_details: z.object({ reason: text }).nullish().catch(undefined),
  output: z.array(
    z.object({
      type: z.string(),
      content: z
        .array(z.object({ type: z.string(), text: z.string().optional(), refusal: z.string().optional() }))
        .optional()
        .catch(undefined)
        .transform((list) => list ?? []),
    }),
  ),
  usage: usageSchema.nullish().catch(undefined),
});
