import { UsageError } from '../../domain/errors.js';
import { defineCommand } from '../command.js';
import { libraryOption, maxCallsOption, providersOption } from '../options.js';
import { retryShape } from '../retry-options.js';

export const retry = defineCommand({
  name: 'retry',
  namesProviders: true,
  summary: 'Go over what is unknown or doubtful in kept mixes again, with what is new since.',
  examples: [
    ['tracklistify retry --all', 'compares it with music that the library has gained; a thousand mixes take minutes'],
    ['tracklistify retry mix.mp3 --max-calls 20', 'one mix, and asks the services, too, 20 times at most'],
    ['tracklistify retry --all --dry-run', 'says what would be looked at; asks nobody'],
  ],
  define(command, registry) {
    command
      .argument('[mix...]', 'numbers, files, tracklists, or words of a name')
      .option('--all', 'every mix of the archive')
      .addOption(libraryOption())
      .addOption(providersOption(registry))
      .addOption(maxCallsOption())
      .option(
        '--allow-private',
        'open a mix wherever its tracklist says that it is, not only files and public addresses',
      )
      .option('--json', 'print one JSON document of what was looked at and what came of it')
      .option('--dry-run', 'only say what would be looked at, and how many calls that takes');
  },
  shape: retryShape,
  async run(cli, [named], options) {
    if ((options.all ?? false) === named.length > 0) {
      throw new UsageError(
        'Name the mixes to look at again, as in "tracklistify retry mix.mp3", or say --all for every mix of the archive.',
      );
    }
    const asked = options.providers?.filter((name) => !['auto', 'free', 'offline', 'library'].includes(name)) ?? [];
    if (asked.length > 0 && options.maxCalls === undefined) {
      throw new UsageError(
        `Say how many calls ${asked.join(' and ')} may be asked, as in --max-calls 50: without that, no service is asked.`,
      );
    }
    const { retryMixes } = await import('../retry-mixes.js');
    return retryMixes(cli, named, options);
  },
});
