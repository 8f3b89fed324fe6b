import { InvalidArgumentError, Option } from 'commander';
import { parseClock } from '../../domain/time.js';
import type { CommandModule } from '../command.js';
import { costOption, tokensOption } from '../enrich-options.js';
import { formatOption, libraryOption, listOption, maxCallsOption, outputOption } from '../options.js';

export const identify: CommandModule = {
  name: 'identify',
  isDefault: true,
  summary: 'name the tracks of a mix (what happens when no command is named)',
  examples: [
    ['tracklistify mix.mp3', 'names the tracks with everything that is ready: your library, then the services'],
    ['tracklistify mix.mp3 --library ~/Music', 'indexes that folder on first use, and finds its tracks in the mix'],
    ['tracklistify --json sets/*.mp3 | jq .entries', 'one JSON document for each mix on standard output'],
  ],
  define(command) {
    command
      .argument('[source...]', 'files, folders, globs, web addresses, or - for standard input')
      .addOption(outputOption())
      .addOption(formatOption())
      .option('--no-files', 'write no files, only show the result')
      .option('--json', 'print each tracklist as one line of JSON on standard output')
      .option('--explain', 'show for each entry why it says what it says')
      .addOption(libraryOption())
      .addOption(listOption('-p, --providers <names>', 'identifiers to use, cheapest first: auto, or their names'))
      .option('--from-file <list>', 'read sources from this file, one a line; - for standard input')
      .addOption(new Option('--start <time>', 'begin there, as 90, 1:30 or 1:02:45').argParser(time))
      .addOption(new Option('--end <time>', 'end there').argParser(time))
      .addOption(new Option('--step <seconds>', 'ask the services at fixed steps').argParser(positive))
      .addOption(maxCallsOption())
      .option('--allow-private', 'let a public address lead to ones on this machine or the local network')
      .option('--enrich', 'let language and audio models complete and check what was identified')
      .option('--describe', 'with --enrich, suggest a title, genres and a few words for the set as a whole')
      .addOption(tokensOption())
      .addOption(costOption())
      .option('--no-cache', "neither use nor keep the services' answers")
      .option('--refresh', 'ask the services again, and keep the new answers')
      .option('--dry-run', 'only say what would be done: length, calls, time');
  },
  async run(cli, args, options) {
    const { identifySources } = await import('../identify-sources.js');
    return identifySources(cli, args[0] as string[], options);
  },
};

function time(text: string): number {
  const seconds = parseClock(text);
  if (seconds === null) throw new InvalidArgumentError('Write a time as 90, 1:30 or 1:02:45.');
  return seconds;
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}
