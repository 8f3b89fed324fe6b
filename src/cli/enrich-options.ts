import { InvalidArgumentError, Option } from 'commander';
import type { Said } from '../domain/heading.js';
import { type OutputOptions, outputFlags } from './options.js';

/** What the command line of `enrich` parses to. */
export interface EnrichOptions extends OutputOptions, Said {
  files?: boolean;
  json?: boolean;
  explain?: boolean;
  describe?: boolean;
  listen?: 'unknown' | 'all' | 'none';
  batch?: boolean;
  maxTokens?: number;
  maxCost?: number;
  cache?: boolean;
  refresh?: boolean;
  dryRun?: boolean;
  allowPrivate?: boolean;
}

/** The options that are settings too: their places in the settings. */
export function settingsFlags(options: EnrichOptions): Record<string, unknown> {
  return {
    ...outputFlags(options),
    'enrich.listen': options.listen,
    'enrich.enableBatch': options.batch,
    'enrich.maxTokens': options.maxTokens,
    'enrich.maxCost': options.maxCost,
    'web.allowPrivate': options.allowPrivate,
  };
}

export const tokensOption = (): Option =>
  new Option('--max-tokens <n>', 'let models use at most this many tokens').argParser((text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('It must be a whole number, 0 or more.');
    return value;
  });

export const costOption = (): Option =>
  new Option('--max-cost <dollars>', 'let models cost at most this many US dollars').argParser((text) => {
    const value = Number(text);
    if (!(text.trim() !== '' && value >= 0)) throw new InvalidArgumentError('It must be a number, 0 or more.');
    return value;
  });
