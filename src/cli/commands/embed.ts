import { relative } from 'node:path';
import { given } from '../../domain/given.js';
import { plain } from '../../domain/text.js';
import { defineCommand } from '../command.js';
import { EXIT, exitCodeOf, isAbort, worst } from '../exit-codes.js';

export const embed = defineCommand({
  name: 'embed',
  summary: "Put a tracklist into a copy of its mix's file: chapters, and the list in its tags.",
  examples: [
    ['tracklistify embed mix.json -o out', 'writes out/mix.mp3 with chapters; its sound and its other tags stay'],
    ['tracklistify embed mix.json --into ~/Music/mix.flac', 'the mix lies elsewhere by now; writes mix.flac here'],
  ],
  define(command) {
    command
      .argument('<tracklist.json...>', 'saved tracklists')
      .option('--into <file>', "the mix's file, where the tracklist doesn't lead to it; it stays as it is")
      .option('-o, --output <folder>', 'where the copy goes; by default here')
      .option('--force', 'replace what stands in its place');
  },
  shape: (of) => ({
    args: of.tuple([of.words]),
    options: of.object({ into: of.text, output: of.text, force: of.flag }),
  }),
  async run(cli, [paths], { into, output, force }) {
    const [
      { embedTracklist },
      { wireEmbed, refuseShared },
      { readTracklists },
      { startReporter },
      { explainError },
      { warnTo },
    ] = await Promise.all([
      import('../../app/embed.js'),
      import('../../wiring/embed.js'),
      import('../../wiring/saved-tracklist.js'),
      import('../terminal/reporter.js'),
      import('../terminal/errors.js'),
      import('../terminal/warn.js'),
    ]);
    refuseShared(into, paths.length);
    const hall = await cli.hall();
    const reporter = await startReporter(cli.terminal);
    const codes: number[] = [];
    for (const path of paths) {
      try {
        for (const tracklist of await readTracklists(path, cli, warnTo(cli.terminal))) {
          const wanted = given({ into, folder: output, force });
          const run = await wireEmbed(hall, tracklist, wanted, reporter.emit);
          const made = await embedTracklist(run, { signal: cli.signal, emit: reporter.emit });
          if (cli.terminal.verbosity >= 0) cli.terminal.err.write(`wrote ${plain(relative(cli.cwd, made))}\n`);
        }
      } catch (error) {
        codes.push(exitCodeOf(error));
        cli.terminal.err.write(explainError(error, cli.terminal));
        if (isAbort(error)) break;
      }
    }
    reporter.stop();
    await hall.close();
    return codes.length > 0 ? worst(codes) : EXIT.done;
  },
});
