import { Option } from 'commander';
import { UsageError } from '../../domain/errors.js';
import { clock } from '../../domain/time.js';
import { defineCommand } from '../command.js';
import { costOption, tokensOption } from '../enrich-options.js';
import { type IdentifyOptions, identifyShape } from '../identify-options.js';
import {
  addResultOptions,
  filesOption,
  length,
  libraryOption,
  maxCallsOption,
  providersOption,
  time,
} from '../options.js';

export const identify = defineCommand({
  name: 'identify',
  isDefault: true,
  everyday: ['--library', '--format', '--output', '--json', '--dry-run'],
  summary: 'Name the tracks of a mix. This is what runs when no command is named.',
  examples: [
    ['tracklistify mix.mp3', 'names the tracks with everything that is ready: your library, then the services'],
    ['tracklistify mix.mp3 --library ~/Music', 'indexes that folder on first use, and finds its tracks in the mix'],
    ['tracklistify --json sets/*.mp3 | jq .entries', 'one JSON document for each mix on standard output'],
  ],
  define(command, registry) {
    addResultOptions(command.argument('[source...]', 'files, folders, globs, web addresses, or - for standard input'))
      .option('--no-files', 'write no files, only show the result')
      .option('--no-archive', "don't keep the mix in the archive, and don't look there for what you said of it")
      .option('--json', 'print each tracklist as one line of JSON on standard output')
      .option('--explain', 'show for each entry why it says what it says')
      .addOption(libraryOption())
      .addOption(providersOption(registry))
      .option('--from-file <list>', 'read sources from this file, one a line; - for standard input')
      .addOption(new Option('--start <time>', 'begin there, as 90, 1m30, 1:30 or 1:02:45').argParser(time))
      .addOption(new Option('--end <time>', 'end there').argParser(time))
      .addOption(new Option('--step <length>', 'ask the services at fixed steps, as 30s or 1m30').argParser(length))
      .addOption(maxCallsOption())
      .option('--allow-private', 'let public addresses and files lead to this machine or the local network')
      .addOption(
        filesOption(
          '--claims <file>',
          'a list of what is in the mix, to be looked for: text, CUE, JSON; - is standard input',
        ),
      )
      .addOption(filesOption('--history <file>', "a DJ program's history, each track of which is looked for"))
      .addOption(new NoFoundClaims())
      .option(
        '--comments',
        "of a site's page, read listeners' comments too: what they claim is held against what is heard",
      )
      .option('--enrich', 'let language and audio models complete and check what was identified')
      .option('--describe', 'with --enrich, suggest a title, genres and a few words for the set as a whole')
      .addOption(tokensOption())
      .addOption(costOption())
      .option('--no-cache', "neither use nor keep the services' answers")
      .option('--refresh', 'ask the services again, and keep the new answers')
      .option('--dry-run', 'only say what would be done: length, calls, time');
  },
  shape: identifyShape,
  async run(cli, [sources], options) {
    refuseEmptyWindow(options);
    const { identifySources } = await import('../identify-sources.js');
    return identifySources(cli, sources, options);
  },
});

/** Beside `--claims`, whose files it doesn't take back. */
class NoFoundClaims extends Option {
  constructor() {
    super('--no-claims', "don't look for lists beside the mix, in it, or in what DJ programs keep on this machine");
  }

  override attributeName(): string {
    return 'foundClaims';
  }
}

/** Known without a look at any source, so that it is reported before any is opened. */
function refuseEmptyWindow({ start, end }: IdentifyOptions): void {
  if (end === undefined || end > (start ?? 0)) return;
  throw new UsageError(
    start === undefined
      ? '--end 0 leaves nothing of the mix to identify.'
      : `Nothing lies between --start ${clock(start)} and --end ${clock(end)}: --end must be the later one.`,
  );
}
