import { isOwnServer } from '../net/base-url.js';
import type { Price } from './model.js';

/** What every provider of models is asked by. */
export interface AskedModel {
  inputPrice?: number | undefined;
  outputPrice?: number | undefined;
  soundPrice?: number | undefined;
  entriesPerRequest: number;
  contextTokens: number;
  callsPerSecond: number;
  concurrency: number;
  timeout: number;
  maxWait: number;
  retryCharged: boolean;
}

/** By the settings, else as published, else nothing on a server of one's own, else unknown. */
export function priceFrom(settings: AskedModel, address: string, published: Price | null): Price | null {
  const { inputPrice, outputPrice, soundPrice } = settings;
  const known = published ?? (isOwnServer(address) ? { input: 0, output: 0 } : null);
  const input = inputPrice ?? known?.input;
  const output = outputPrice ?? known?.output;
  const sound = soundPrice ?? known?.sound;
  if (input === undefined || output === undefined) return null;
  return { input, output, ...(sound === undefined ? {} : { sound }) };
}

export const limitsOf = (settings: AskedModel) => ({
  callsPerSecond: settings.callsPerSecond,
  concurrency: settings.concurrency,
  timeout: settings.timeout,
  maxWait: settings.maxWait,
  retryCharged: settings.retryCharged,
});
