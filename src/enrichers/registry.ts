import { openai } from './openai/descriptor.js';
import { qwen } from './qwen/descriptor.js';

/** Who has models for text or sound. A new one is a folder beside these and a line here. */
export const modelProviders = [openai, qwen] as const;
