import * as z from 'zod';
import { pastedKey } from '../../net/key.js';
import { askedModel } from '../settings.js';

/** The section `qwen` of the settings. */
export const qwenSettings = z.strictObject({
  endpoint: z
    .string()
    .min(1)
    .optional()
    .meta({ env: ['QWEN_ENDPOINT'], address: true })
    .describe('Where Qwen is asked: a vLLM server of yours, or any that takes input_audio; else Model Studio'),
  dashscopeUrl: z
    .string()
    .min(1)
    .optional()
    .meta({ env: ['DASHSCOPE_BASE_URL'], address: true })
    .describe("Model Studio's address, like a workspace's; else by the region"),
  region: z
    .enum(['singapore', 'beijing', 'virginia'])
    .default('singapore')
    .describe('Region of Model Studio that the key belongs to'),
  apiKey: pastedKey()
    .optional()
    // Not by `dotenv`: it goes to the endpoint, which has no usual value and so never comes from there.
    .meta({ env: ['DASHSCOPE_API_KEY'], secret: true })
    .describe("Model Studio's key, of the region that is asked; a local server may need none"),
  server: z
    .enum(['auto', 'vllm', 'dashscope', 'openai'])
    .default('auto')
    .describe('How sound is put there; auto goes by the address'),
  model: z
    .string()
    .min(1)
    .optional()
    .describe('Model, as the server names it; else qwen3.8-omni-flash at Model Studio, and what other servers have'),
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
