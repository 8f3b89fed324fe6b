import type { ModelDescriptor } from './descriptor.js';
import { openai } from './openai/descriptor.js';
import { qwen } from './qwen/descriptor.js';

/** Who has models for text or sound, in the order in which they judge names. A new one is a folder beside these and a line here. */
export const modelProviders: readonly ModelDescriptor[] = [openai, qwen];
