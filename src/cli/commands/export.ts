import { relative } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from '../../domain/errors.js';
import { given } from '../../domain/given.js';
import { called, type Said } from '../../domain/heading.js';
import { plain } from '../../domain/text.js';
import { type Cli, defineCommand } from '../command.js';
import { EXIT, exitCodeOf, isAbort, worst } from '../exit-codes.js';
import { addResultOptions, OfferingOption, outputFlags, refuseSharedTitle } from '../options.js';
import type { OutputOptions } from '../shapes.js';

export const exportCommand = defineCommand({
  name: 'export',
  summary: 'Write other formats from a saved tracklist, offline, or make a playlist of it.',
  examples: [
    ['tracklistify export mix.json --format cue,txt -o sets', 'writes sets/mix.cue and sets/mix.txt'],
    ['tracklistify export mix.json --format youtube --stdout', 'prints the chapters, ready to paste'],
    ['tracklistify --json *.mp3 | tracklistify export - -f cue', 'writes a CUE sheet for each mix'],
    ['tracklistify export mix.json --to spotify', 'makes a private playlist, after "tracklistify auth spotify"'],
    ['tracklistify export mix.json --to listenbrainz', 'the same there, with LISTENBRAINZ_TOKEN set'],
    ['tracklistify export mix.json --format links', 'for all other services (Deezer lets no new program in): links'],
  ],
  namesProviders: true,
  define(command: Command, registry) {
    const services = registry?.playlists.map(({ name }) => name) ?? [];
    addResultOptions(
      command.argument('<tracklist.json...>', 'saved tracklists; - reads standard input, as from --json'),
    )
      .option('--stdout', 'print one format instead of writing files')
      .addOption(
        new OfferingOption('--to <service>', `make a private playlist there instead: ${services.join(', ')}`, services),
      )
      .option('--name <name>', 'what the playlist is called; by default like the mix')
      .addOption(
        new Option(
          '--min-confidence <share>',
          'leave out tracks that are less sure than this; .5 by default',
        ).argParser(share),
      )
      .option('--replace', 'put these tracks into the playlist that was made before, in place of what it holds')
      .option('--again', 'make another playlist, though there is one of this mix')
      .option('--dry-run', 'only say what the playlist would hold');
  },
  shape: (of) => ({
    args: of.tuple([of.words]),
    options: of.object({
      ...of.output,
      ...of.standing,
      ...of.said,
      stdout: of.flag,
      to: of.text,
      name: of.text,
      minConfidence: of.number,
      replace: of.flag,
      again: of.flag,
      dryRun: of.flag,
    }),
  }),
  async run(cli, [paths], options) {
    const { format, output, columns, csvBom, sender, shazamLines, onExist, force, ...others } = options;
    const { stdout, to, title, artist, ...sending } = others;
    refuseSharedTitle({ title }, paths.length);
    if (to !== undefined) {
      if (stdout || format || columns || csvBom || sender !== undefined || shazamLines || output !== undefined) {
        throw new UsageError(
          '--to makes a playlist; --format, --output and --stdout write files: run it once for each.',
        );
      }
      const { sendPlaylists } = await import('../send-playlists.js');
      return sendPlaylists(cli, paths, { to, ...sending });
    }
    if (Object.keys(sending).length > 0) {
      const { registryOf } = await import('../../wiring/registry.js');
      const services = (await registryOf(cli)).playlists.map(({ name }) => `--to ${name}`);
      throw new UsageError(
        `--name, --min-confidence, --replace, --again and --dry-run are about a playlist: add ${services.join(' or ')}.`,
      );
    }
    const files = { format, output, columns, csvBom, sender, shazamLines, onExist, force };
    const wanted = given<OutputOptions & Said>({ ...files, title, artist });
    return stdout ? print(cli, paths, wanted) : writeFiles(cli, paths, wanted);
  },
});

async function writeFiles(cli: Cli, paths: string[], wanted: OutputOptions & Said): Promise<number> {
  const [
    { exportTracklist },
    { loadExporters, makeOutputs },
    { knowingOf },
    { readSaved, unchanged },
    { startReporter },
    { explainError },
    { warnTo },
  ] = await Promise.all([
    import('../../app/export.js'),
    import('../../wiring/results.js'),
    import('../../wiring/knowing.js'),
    import('../../wiring/saved-tracklist.js'),
    import('../terminal/reporter.js'),
    import('../terminal/errors.js'),
    import('../terminal/warn.js'),
  ]);
  const settings = await cli.settings(outputFlags(wanted));
  // The document itself is there already: it is written again only when asked for.
  const names = wanted.format ?? settings.output.formats.filter((name) => name !== 'json');
  const exporters = await loadExporters(settings.output, names);
  const reporter = await startReporter(cli.terminal);
  const outputs = await makeOutputs(cli, settings.output.folder, reporter.emit);
  const codes: number[] = [];
  const report = (error: unknown): void => {
    codes.push(exitCodeOf(error));
    cli.terminal.err.write(explainError(error, cli.terminal));
  };
  const known = new Set<string>();
  for (const path of paths) {
    try {
      cli.signal.throwIfAborted();
      for (const saved of await readSaved(path, cli, known, warnTo(cli.terminal))) {
        const { name, source } = saved;
        const run = {
          tracklist: called(saved.tracklist, wanted),
          name,
          source,
          exporters,
          outputs,
          onExist: settings.output.onExist,
          ...knowingOf(cli, settings),
        };
        const { files, failure } = await exportTracklist({ ...run, ...(await unchanged(saved)) }, reporter);
        if (!cli.terminal.events && cli.terminal.verbosity >= 0) {
          for (const file of files) cli.terminal.err.write(`wrote ${plain(relative(cli.cwd, file))}\n`);
        }
        if (failure) report(failure);
      }
    } catch (error) {
      report(error);
      if (isAbort(error)) break;
    }
  }
  reporter.stop();
  return worst(codes);
}

async function print(cli: Cli, paths: string[], wanted: OutputOptions & Said): Promise<number> {
  const { format: formats = [], output } = wanted;
  if (output !== undefined) throw new UsageError('--stdout prints, --output writes files: use one of them.');
  if (formats.length !== 1) throw new UsageError('--stdout prints one format: name it, as in --format txt --stdout.');
  if (paths.length !== 1) throw new UsageError('--stdout prints one tracklist: name one, or leave --stdout out.');
  const [{ loadExporters }, { knowingOf }, { knownFor }, { readTracklists }, { warnTo }] = await Promise.all([
    import('../../wiring/results.js'),
    import('../../wiring/knowing.js'),
    import('../../app/knowing.js'),
    import('../../wiring/saved-tracklist.js'),
    import('../terminal/warn.js'),
  ]);
  const settings = await cli.settings(outputFlags(wanted));
  const [chosen] = await loadExporters(settings.output, formats);
  const [tracklist, ...more] = await readTracklists(paths[0]!, cli, warnTo(cli.terminal));
  if (!tracklist || more.length > 0) throw new UsageError('--stdout prints one tracklist: leave it out for several.');
  const { exporter } = chosen!;
  const known = await knownFor([exporter], knowingOf(cli, settings), tracklist);
  const options = { baseName: 'mix', folder: cli.cwd, ...known };
  const { files: all, warnings } = exporter.export(called(tracklist, wanted), options);
  const files = all.filter(({ beside }) => !beside);
  if (files.length > 1) {
    const why = [
      ...warnings,
      `${formats[0]} makes ${files.length} files, which can't be printed as one: leave --stdout out.`,
    ];
    throw new UsageError(why.join(' '));
  }
  const { startReporter } = await import('../terminal/reporter.js');
  const reporter = await startReporter(cli.terminal);
  reporter.stop();
  for (const message of warnings) reporter.emit({ type: 'warning', message });
  for (const { content } of files) cli.terminal.out.write(String(content));
  return EXIT.done;
}

function share(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError('It must be a number from 0 to 1.');
  return value;
}
