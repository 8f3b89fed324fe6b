import type { OptionsOf, Shapes } from './command.js';
import { outputFlags } from './options.js';

/** What the command line of `identify` parses to. */
export const identifyShape = (of: Shapes) => ({
  args: of.tuple([of.words]),
  options: of.object({
    ...of.output,
    ...of.standing,
    ...of.said,
    ...of.answers,
    files: of.flag,
    json: of.flag,
    explain: of.flag,
    library: of.list,
    providers: of.list,
    fromFile: of.text,
    start: of.number,
    end: of.number,
    step: of.number,
    maxCalls: of.number,
    dryRun: of.flag,
    archive: of.flag,
    comments: of.flag,
    claims: of.list,
    history: of.list,
    foundClaims: of.flag,
    enrich: of.flag,
    describe: of.flag,
    maxTokens: of.number,
    maxCost: of.number,
    allowPrivate: of.flag,
  }),
});

export type IdentifyOptions = OptionsOf<typeof identifyShape>;

/** The options that are settings too: their places in the settings. */
export function settingsFlags(options: IdentifyOptions): Record<string, unknown> {
  const { providers, allowPrivate, archive, comments, enrich, maxTokens, maxCost } = options;
  return {
    ...outputFlags(options),
    providers,
    'web.allowPrivate': allowPrivate,
    ytDlpComments: comments,
    ...(archive === false && { 'archive.enabled': false }),
    'enrich.enabled': enrich,
    'enrich.maxTokens': maxTokens,
    'enrich.maxCost': maxCost,
  };
}
