import type { Price } from '../model.js';

const AS_OF = '2026-11-27';

/**
 * US dollars for a million tokens, as published on that day. They change: settings override them, and a model that isn't here
 * has no price until a setting tells it.
 */
const PRICES: Record<string, Price> = {
  'gpt-6-luna': { input: 0.1, output: 0.5 },
  'gpt-6.1-terra': { input: 1, output: 5 },
  'gpt-6.2-sol': { input: 2, output: 10 },
  'gpt-6.2-astra': { input: 8, output: 40 },
  'gpt-5.6-luna': { input: 0.2, output: 1.2 },
  'gpt-5.6-terra': { input: 2, output: 12 },
  'gpt-audio-1.5': { input: 2.5, output: 10, sound: 32 },
  'gpt-4.1': { input: 2, output: 8 },
  'gpt-4.1-mini': { input: 0.4, output: 1.6 },
  'gpt-4o': { input: 2.5, output: 10 },
  'gpt-4o-mini': { input: 0.15, output: 0.6 },
  'gpt-5.4': { input: 2.5, output: 15 },
  'gpt-5.4-mini': { input: 0.75, output: 4.5 },
  'gpt-5.4-nano': { input: 0.2, output: 1.25 },
  'gpt-audio': { input: 2.5, output: 10, sound: 32 },
};

/** By the model's name, with or without the date of its snapshot. */
export function priceOf(model: string): Price | null {
  const price = PRICES[model] ?? PRICES[model.replace(/-\d{4}-\d{2}-\d{2}$/, '')];
  return price ? { ...price, asOf: AS_OF } : null;
}
