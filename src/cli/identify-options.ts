import type { Said } from '../domain/heading.js';
import { type OutputOptions, outputFlags } from './options.js';

/** What the command line of `identify` parses to. */
export interface IdentifyOptions extends OutputOptions, Said {
  files?: boolean;
  json?: boolean;
  explain?: boolean;
  library?: string[];
  providers?: string[];
  fromFile?: string;
  start?: number;
  end?: number;
  step?: number;
  maxCalls?: number;
  dryRun?: boolean;
  enrich?: boolean;
  describe?: boolean;
  maxTokens?: number;
  maxCost?: number;
  cache?: boolean;
  refresh?: boolean;
  allowPrivate?: boolean;
}

/** The options that are settings too: their places in the settings. */
export function settingsFlags(options: IdentifyOptions): Record<string, unknown> {
  const { providers, allowPrivate, enrich, maxTokens, maxCost } = options;
  return {
    ...outputFlags(options),
    providers,
    'web.allowPrivate': allowPrivate,
    'enrich.enabled': enrich,
    'enrich.maxTokens': maxTokens,
    'enrich.maxCost': maxCost,
  };
}
