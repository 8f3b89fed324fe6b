import * as z from 'zod';
import { pastedKey } from '../../net/key.js';
import { askedModel } from '../settings.js';

/** The section `openai` of the settings. */
export const openaiSettings = z.strictObject({
  apiKey: pastedKey()
    .optional()
    .meta({ env: ['OPENAI_API_KEY'], secret: true, dotenv: 'credential' })
    .describe('Key of the OpenAI account, or of a compatible server'),
  baseUrl: z
    .string()
    .min(1)
    .default('https://api.openai.com/v1')
    .meta({ env: ['OPENAI_BASE_URL'], address: true })
    .describe('Where it is asked; a compatible server like Ollama has its own'),
  organization: pastedKey()
    .optional()
    .meta({ env: ['OPENAI_ORG_ID'], dotenv: 'credential' })
    .describe('Organization to charge'),
  project: pastedKey()
    .optional()
    .meta({ env: ['OPENAI_PROJECT_ID'], dotenv: 'credential' })
    .describe('Project to charge'),
  api: z.enum(['chat', 'responses']).default('chat').describe('Chat Completions or the Responses API'),
  model: z
    .string()
    .min(1)
    .optional()
    .describe('Model for names; else gpt-6-luna at OpenAI itself, and what other servers have'),
  soundModel: z
    .string()
    .min(1)
    .optional()
    .describe('Model for sound; else gpt-audio-1.5 at OpenAI itself, and none at other servers'),
  ...askedModel,
});

export type OpenaiSettings = z.infer<typeof openaiSettings>;
