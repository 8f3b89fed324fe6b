import { Option } from 'commander';
import { defineCommand } from '../command.js';
import { batchOption, costOption, enrichShape, LISTEN, tokensOption } from '../enrich-options.js';
import { addResultOptions, completersOption, refuseSharedTitle } from '../options.js';

export const enrichCommand = defineCommand({
  name: 'enrich',
  summary: 'Complete and check a saved tracklist by other services, and by language and audio models.',
  namesProviders: true,
  examples: [
    ['tracklistify enrich mix.json --dry-run', 'what would be sent where, and about what it costs; nothing is sent'],
    ['tracklistify enrich mix.json --describe', 'rewrites mix.json, mix.m3u8 and mix.csv, and describes the set'],
    ['tracklistify enrich mix.json --providers free', 'labels, years, links by services that cost nothing; no model'],
    ['tracklistify enrich sets/*.json --batch', 'hands the work over for less money; collects it when run again'],
  ],
  define(command, registry) {
    addResultOptions(
      command.argument('<tracklist.json...>', 'saved tracklists; - reads standard input, as from --json'),
    )
      .option('--no-files', 'write no files, only show the result')
      .option('--json', 'print each tracklist as one line of JSON on standard output')
      .option('--explain', 'show for each entry why it says what it says')
      .addOption(completersOption(registry))
      .option('--describe', 'suggest a title, genres and a few words for the set as a whole')
      .addOption(new Option('--listen <which>', 'which entries are listened to').choices(LISTEN))
      .addOption(batchOption(registry))
      .addOption(tokensOption())
      .addOption(costOption())
      .option(
        '--allow-private',
        'listen to a mix wherever the tracklist says that it is, not only to files and public addresses',
      )
      .option('--no-cache', "neither use nor keep the models' answers")
      .option('--refresh', 'ask the models again, and keep the new answers')
      .option('--dry-run', 'only say what would be sent where, and about what it costs');
  },
  shape: enrichShape,
  async run(cli, [paths], options) {
    refuseSharedTitle(options, paths.length);
    const { enrichTracklists } = await import('../enrich-tracklists.js');
    return enrichTracklists(cli, paths, options);
  },
});
