import { join, resolve } from 'node:path';
import { type Cli, defineCommand } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { outputOption } from '../options.js';
import { shortPath } from '../short-path.js';

const FOLDER = 'tracklistify-demo';

export const demo = defineCommand({
  name: 'demo',
  summary: 'Make a small library and a mix by synthesis, identify it offline, and judge the result.',
  examples: [
    ['tracklistify demo', `leaves music, mix and tracklist in ./${FOLDER}`],
    ['tracklistify demo -o /tmp/demo', 'the same in another folder'],
  ],
  define(command) {
    command.addOption(outputOption());
  },
  shape: (of) => ({ args: of.tuple([]), options: of.object({ output: of.text }) }),
  async run(cli, _args, { output = FOLDER }) {
    const folder = resolve(cli.cwd, output);
    const [{ makeDemoFiles }, { startReporter }] = await Promise.all([
      import('../../wiring/demo-files.js'),
      import('../terminal/reporter.js'),
    ]);
    const reporter = await startReporter(cli.terminal);
    const files = await makeDemoFiles(folder, { signal: cli.signal, emit: reporter.emit }).finally(reporter.stop);

    const { identifySources } = await import('../identify-sources.js');
    // The same way as `tracklistify mix.wav --library library --providers library`, but for the place of the index.
    const apart: Cli = { ...cli, hall: (flags) => cli.hall({ ...flags, 'library.path': files.index }) };
    const code = await identifySources(apart, [files.mix], {
      library: [files.library],
      providers: ['library'],
      // Made up, so it is no mix that anybody played.
      archive: false,
      output: folder,
      format: ['json', 'm3u8', 'csv'],
    });
    if (code !== EXIT.done && code !== EXIT.nothing) return code;

    const [{ readTracklists }, { judge }, { renderVerdict }, { warnTo }] = await Promise.all([
      import('../../wiring/saved-tracklist.js'),
      import('../../demo/judge.js'),
      import('../terminal/demo-table.js'),
      import('../terminal/warn.js'),
    ]);
    const [saved] = await readTracklists(join(folder, 'mix.json'), cli, warnTo(cli.terminal));
    const verdicts = judge(files.truths, saved!.entries);
    const { out, err, verbosity, events } = cli.terminal;
    out.write(renderVerdict(verdicts, out));
    if (verbosity >= 0 && !events) err.write(nextSteps(cli, folder));
    return verdicts.every((v) => v.wrong.length === 0) ? EXIT.done : EXIT.bug;
  },
});

function nextSteps(cli: Cli, folder: string): string {
  const { style } = cli.terminal.err;
  // Run by npx, there is no `tracklistify` on the PATH.
  const name = cli.env['npm_command'] === 'exec' ? 'npx tracklistify' : 'tracklistify';
  return [
    '',
    `Music, mix and tracklist are in ${shortPath(cli.cwd, folder)}.`,
    'Now with your own:',
    `  ${style.bold(`${name} library add ~/Music`)}`,
    `  ${style.bold(`${name} mix.mp3`)}`,
    '',
  ].join('\n');
}
