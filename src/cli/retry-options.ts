import type { OptionsOf, Shapes } from './command.js';

/** What the command line of `retry` parses to. */
export const retryShape = (of: Shapes) => ({
  args: of.tuple([of.words]),
  options: of.object({
    all: of.flag,
    library: of.list,
    providers: of.list,
    maxCalls: of.number,
    allowPrivate: of.flag,
    json: of.flag,
    dryRun: of.flag,
  }),
});

export type RetryOptions = OptionsOf<typeof retryShape>;

/** The options that are settings too: their places in the settings. */
export const settingsFlags = ({ providers, allowPrivate }: RetryOptions): Record<string, unknown> => ({
  providers,
  'web.allowPrivate': allowPrivate,
});
