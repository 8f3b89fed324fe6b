import type { Price } from '../model.js';

/**
 * US dollars for a million tokens, as published for November 2026. They change: settings override them, and a model that isn't
 * here has no price until a setting tells it.
 */
const PRICES: Record<string, Price> = {
  'gpt-4.1': { input: 2, output: 8 },
  'gpt-4.1-mini': { input: 0.4, output: 1.6 },
  'gpt-4.1-nano': { input: 0.1, output: 0.4 },
  'gpt-4o': { input: 2.5, output: 10 },
  'gpt-4o-mini': { input: 0.15, output: 0.6 },
  'gpt-5.4': { input: 2.5, output: 15 },
  'gpt-5.4-mini': { input: 0.75, output: 4.5 },
  'gpt-5.4-nano': { input: 0.2, output: 1.25 },
  'gpt-audio': { input: 2.5, output: 10, sound: 32 },
};

/** By the model's name, with or without the date of its snapshot. */
export function priceOf(model: string): Price | null {
  return PRICES[model] ?? PRICES[model.replace(/-\d{4}-\d{2}-\d{2}$/, '')] ?? null;
}
