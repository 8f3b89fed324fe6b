import * as z from 'zod';
import { askedModel } from '../settings.js';

/** The section `qwen` of the settings. */
export const qwenSettings = z.strictObject({
  endpoint: z
    .string()
    .min(1)
    .optional()
    .meta({ env: ['QWEN_ENDPOINT'], address: true })
    .describe('Where Qwen2-Audio is asked: a vLLM server, DashScope, or any that takes input_audio'),
  apiKey: z
    .string()
    .min(1)
    .optional()
    // Not by `dotenv`: it goes to the endpoint, which has no usual value and so never comes from there.
    .meta({ env: ['DASHSCOPE_API_KEY'], secret: true })
    .describe("DashScope's key, of the same region as the endpoint; a local server may need none"),
  server: z
    .enum(['auto', 'vllm', 'dashscope', 'openai'])
    .default('auto')
    .describe('How sound is put there; auto goes by the address'),
  model: z.string().min(1).default('Qwen/Qwen2-Audio-7B-Instruct').describe('Model, as the server names it'),
  ...askedModel,
  entriesPerRequest: z.number().int().min(1).max(100).default(10).describe('Most entries in one request'),
  contextTokens: z
    .number()
    .int()
    .min(1000)
    .default(8000)
    .describe("Most tokens of one request and its answer together; Qwen2-Audio's own limit is 8192"),
});

export type QwenSection = z.infer<typeof qwenSettings>;
/** Once there is a server to ask. */
export type QwenSettings = QwenSection & { endpoint: string };
