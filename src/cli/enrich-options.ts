import { InvalidArgumentError, Option } from 'commander';
import type { Registry } from '../wiring/registry.js';
import type { OptionsOf, Shapes } from './command.js';
import { outputFlags } from './options.js';

/** What the command line of `enrich` parses to. */
export const enrichShape = (of: Shapes) => ({
  args: of.tuple([of.words]),
  options: of.object({
    ...of.output,
    ...of.standing,
    ...of.said,
    ...of.answers,
    files: of.flag,
    json: of.flag,
    explain: of.flag,
    describe: of.flag,
    providers: of.list,
    listen: of.oneOf(LISTEN).exactOptional(),
    batch: of.flag,
    maxTokens: of.number,
    maxCost: of.number,
    dryRun: of.flag,
    allowPrivate: of.flag,
  }),
});

export type EnrichOptions = OptionsOf<typeof enrichShape>;

/** Which entries are listened to. */
export const LISTEN = ['unknown', 'all', 'none'] as const;

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

/** Who takes work that is handed over says what that gives. */
export function batchOption(registry: Registry | undefined): Option {
  const offers = (registry?.models ?? []).flatMap(({ title, batch }) => (batch ? [`${title}: ${batch.gives}`] : []));
  const who = offers.length > 0 ? ` (${offers.join('; ')})` : '';
  return new Option('--batch', `hand names over and collect the answers when run again${who}`);
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
