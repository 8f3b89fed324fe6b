import { Option } from 'commander';
import { defineCommand } from '../command.js';
import { port } from '../options.js';

export const review = defineCommand({
  name: 'review',
  summary: 'Check and correct a saved tracklist in a browser, by ear.',
  examples: [
    [
      'tracklistify review mix.json',
      'opens a page on this machine: what is mended there is in all files of the mix at once',
    ],
    [
      'tracklistify review mix.json --no-open',
      'prints its address alone; it ends when the page is closed, or by Ctrl-C',
    ],
  ],
  define(command) {
    command
      .argument('<tracklist.json>', 'the saved tracklist; its other files are written anew as well')
      .addOption(new Option('--port <n>', 'where to serve the page').argParser(port).default(0, 'any free one'))
      .option('--no-open', "don't open a browser")
      .option('--no-archive', "don't keep changes in the archive, which undoing needs");
  },
  shape: (of) => ({
    args: of.tuple([of.word]),
    options: of.object({ port: of.count, open: of.flag, archive: of.flag }),
  }),
  async run(cli, [path], options) {
    const { reviewSaved } = await import('../review-saved.js');
    return reviewSaved(cli, path, options);
  },
});
