import { relative } from 'node:path';
import type { MixSummary } from '../../../archive/summary.js';
import { UsageError } from '../../../domain/errors.js';
import { defineCommand } from '../../command.js';
import { EXIT, exitCodeOf, worst } from '../../exit-codes.js';
import { addResultOptions, outputFlags } from '../../options.js';
import { openMixes, selected } from './open.js';

export const exportCommand = defineCommand({
  name: 'export',
  summary: 'Write the tracklists of mixes that are kept as files again.',
  examples: [
    [
      'tracklistify archive export --all -o backup -f json',
      'the whole archive; "archive import backup/*.json" reads it back',
    ],
    ['tracklistify archive export 3fa1 -f cue,txt', 'one mix, in these formats'],
  ],
  define: (command) => {
    addResultOptions(
      command
        .argument('[mix...]', 'numbers, files, tracklists, or words of a name')
        .option('--all', 'every mix that is kept'),
    );
  },
  shape: (of) => ({
    args: of.tuple([of.words]),
    options: of.object({ ...of.output, ...of.standing, ...of.said, all: of.flag }),
  }),
  async run(cli, [named], { all = false, ...options }) {
    if (all === named.length > 0) throw new UsageError('Name mixes to write, or say --all for every one; not both.');
    const opened = await openMixes(cli);
    const chosen = new Map<string, MixSummary>();
    if (all) for (const mix of opened.mixes.all) chosen.set(mix.id, mix);
    for (const text of named) for (const mix of await selected(cli, opened, text)) chosen.set(mix.id, mix);
    const [
      { exportTracklist },
      { loadExporters, makeOutputs },
      { archiveKey },
      { knowingOf },
      { startReporter },
      { explainError },
      { plain },
    ] = await Promise.all([
      import('../../../app/export.js'),
      import('../../../wiring/results.js'),
      import('../../../wiring/archive.js'),
      import('../../../wiring/knowing.js'),
      import('../../terminal/reporter.js'),
      import('../../terminal/errors.js'),
      import('../../terminal/terminal.js'),
    ]);
    const settings = await cli.settings(outputFlags(options));
    const { output } = settings;
    const knowing = knowingOf(cli, settings);
    const exporters = await loadExporters(output);
    const reporter = await startReporter(cli.terminal);
    const outputs = await makeOutputs(cli, output.folder, reporter.emit);
    await outputs.prepare();
    const codes: number[] = [];
    for (const { id, name } of chosen.values()) {
      cli.signal.throwIfAborted();
      const kept = await opened.archive.get(id);
      if (!kept) {
        reporter.emit({ type: 'warning', message: `What is kept of "${name}" can't be read any more.` });
        codes.push(EXIT.usage);
        continue;
      }
      const { tracklist } = kept;
      const run = { tracklist, name, source: [archiveKey(id)], exporters, outputs, onExist: output.onExist };
      const sound = () => opened.archive.sound(kept);
      const { files, failure } = await exportTracklist({ ...run, ...knowing, sound }, reporter);
      if (!cli.terminal.events && cli.terminal.verbosity >= 0) {
        for (const file of files) cli.terminal.err.write(`wrote ${plain(relative(cli.cwd, file))}\n`);
      }
      if (failure) {
        codes.push(exitCodeOf(failure));
        cli.terminal.err.write(explainError(failure, cli.terminal));
      }
    }
    reporter.stop();
    return codes.length > 0 ? worst(codes) : EXIT.done;
  },
});
