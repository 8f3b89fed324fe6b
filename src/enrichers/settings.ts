import * as z from 'zod';
import { isOwnServer } from '../net/base-url.js';
import type { Price } from './model.js';

/** What every provider of models is asked by: a part of its settings. */
export const askedModel = {
  inputPrice: z.number().min(0).optional().describe('US dollars for a million tokens that go in; else as published'),
  outputPrice: z.number().min(0).optional().describe('US dollars for a million tokens that come out'),
  soundPrice: z.number().min(0).optional().describe('US dollars for a million tokens of sound; else as text'),
  entriesPerRequest: z.number().int().min(1).max(100).default(20).describe('Most entries in one request'),
  contextTokens: z
    .number()
    .int()
    .min(1000)
    .default(16_000)
    .describe('Most tokens of one request and its answer together; small servers cut off what is more'),
  callsPerSecond: z.number().positive().max(100).default(2).describe('Most calls in a second'),
  concurrency: z.number().int().min(1).max(16).default(2).describe('Most calls at once'),
  timeout: z.number().positive().max(3600).default(120).describe('Seconds to wait for an answer'),
  maxWait: z
    .number()
    .min(0)
    .max(86_400)
    .default(90)
    .describe('Longest pause, in seconds, to wait for when it asks for one'),
  retryCharged: z
    .boolean()
    .default(false)
    .describe('Ask again even when a call without an answer may have been charged'),
};

export type AskedModel = z.infer<z.ZodObject<typeof askedModel>>;

/** By the settings, else as published, else nothing on a server of one's own, else unknown. */
export function priceFrom(settings: AskedModel, address: string, published: Price | null): Price | null {
  const { inputPrice, outputPrice, soundPrice } = settings;
  const isTold = [inputPrice, outputPrice, soundPrice].some((price) => price !== undefined);
  const known = published ?? (isOwnServer(address) ? { input: 0, output: 0 } : null);
  const input = inputPrice ?? known?.input;
  const output = outputPrice ?? known?.output;
  const sound = soundPrice ?? known?.sound;
  if (input === undefined || output === undefined) return null;
  const asOf = isTold ? undefined : known?.asOf;
  return { input, output, ...(sound === undefined ? {} : { sound }), ...(asOf === undefined ? {} : { asOf }) };
}

export const limitsOf = (settings: AskedModel) => ({
  callsPerSecond: settings.callsPerSecond,
  concurrency: settings.concurrency,
  timeout: settings.timeout,
  maxWait: settings.maxWait,
  retryCharged: settings.retryCharged,
});
