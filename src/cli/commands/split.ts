import { relative } from 'node:path';
import { Option } from 'commander';
import { CUT_FORMATS } from '../../domain/cut-formats.js';
import { UsageError } from '../../domain/errors.js';
import { given } from '../../domain/given.js';
import { plain } from '../../domain/text.js';
import type { Tracklist } from '../../domain/tracklist.js';
import type { SplitWanted } from '../../wiring/split.js';
import { defineCommand } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { length, OfferingOption } from '../options.js';

/** Seconds, where nobody says otherwise. */
const PAUSE = 1.5;
const SHORTEST_TRACK = 45;

export const splitCommand = defineCommand({
  name: 'split',
  summary: 'Cut a mix into files, one a track: named, tagged and gapless.',
  examples: [
    ['tracklistify split mix.json -o tracks', 'at the takeovers; MP3 and AAC as they are, without encoding'],
    ["tracklistify split mix.json -o tracks --name '{n:02} {title} [{label}]' --format flac", 'other names, as FLAC'],
    [
      'tracklistify split mix.json -o tracks --keep-overlap',
      'each from when it is first heard to when it is last heard',
    ],
    [
      'tracklistify split side-a.flac -o tracks --by-silence',
      'a record or a tape of which nothing is known, at its pauses',
    ],
  ],
  define(command) {
    command
      .argument('<tracklist.json>', 'a saved tracklist; with --by-silence the recording itself')
      .option('-o, --output <folder>', 'where the files go; made when it is missing; by default here')
      .option('--from <file>', "the mix's file, where the tracklist doesn't lead to it; it stays as it is")
      .addOption(new OfferingOption('--format <name>', `encode the pieces as ${CUT_FORMATS.join(', ')}`, CUT_FORMATS))
      .option(
        '--name <template>',
        'what files are called: {n}, {n:02}, {artist}, {title}, {version}, {label}, {mix}, {dj}',
      )
      .option('--keep-overlap', 'let the pieces overlap where the tracks do')
      .option('--by-silence', 'cut a recording at its pauses')
      .addOption(
        new Option('--pause <seconds>', `how long a pause is that parts two tracks; ${PAUSE} by default`).argParser(
          length,
        ),
      )
      .addOption(
        new Option(
          '--shortest <time>',
          `how long a track is at least, by its pauses; 0:${SHORTEST_TRACK} by default`,
        ).argParser(length),
      )
      .addOption(
        new Option('--on-exist <what>', 'where a file exists: fail (the default), skip it, or overwrite').choices([
          'fail',
          'skip',
          'overwrite',
        ]),
      )
      .option('--force', 'the same as --on-exist overwrite');
  },
  shape: (of) => ({
    args: of.tuple([of.word]),
    options: of.object({
      output: of.text,
      from: of.text,
      format: of.text,
      name: of.text,
      keepOverlap: of.flag,
      bySilence: of.flag,
      pause: of.number,
      shortest: of.number,
      onExist: of.oneOf(['fail', 'skip', 'overwrite']).exactOptional(),
      force: of.flag,
    }),
  }),
  async run(cli, [path], options) {
    const { output = '.', from, format, name, keepOverlap, bySilence, pause, shortest, onExist, force } = options;
    if (!bySilence && (pause ?? shortest) !== undefined) {
      throw new UsageError('--pause and --shortest are about pauses: add --by-silence.');
    }
    if (bySilence && (from !== undefined || keepOverlap)) {
      throw new UsageError(
        'With --by-silence the recording itself is named, and nothing overlaps: leave --from and --keep-overlap out.',
      );
    }
    if (bySilence && path.endsWith('.json')) {
      throw new UsageError('--by-silence cuts a recording of which nothing is known: name that, not a tracklist.');
    }
    const [{ split }, { wireSplit, listAtPauses }, { readTracklists }, { startReporter }, { warnTo }] =
      await Promise.all([
        import('../../app/split.js'),
        import('../../wiring/split.js'),
        import('../../wiring/saved-tracklist.js'),
        import('../terminal/reporter.js'),
        import('../terminal/warn.js'),
      ]);
    const hall = await cli.hall();
    const reporter = await startReporter(cli.terminal);
    const { emit } = reporter;
    const wanted = given<SplitWanted>({
      folder: output,
      from: bySilence ? path : from,
      format,
      template: name ?? (bySilence ? '{n:02} {mix}' : undefined),
      keepOverlap,
      onExist: force ? 'overwrite' : onExist,
    });
    const told = (one: string): string => plain(relative(cli.cwd, one));
    try {
      const list = async (): Promise<Tracklist[]> =>
        bySilence
          ? [
              await listAtPauses(
                hall,
                path,
                { shortest: pause ?? PAUSE, shortestTrack: shortest ?? SHORTEST_TRACK },
                emit,
              ),
            ]
          : readTracklists(path, cli, warnTo(cli.terminal));
      const [tracklist, ...more] = await list();
      if (!tracklist || more.length > 0) throw new UsageError(`${path} must hold one tracklist, to be cut by.`);
      const run = await wireSplit(hall, tracklist, wanted, emit);
      reporter.stop();
      const { err, verbosity } = cli.terminal;
      const { skipped } = await split(run, { signal: cli.signal, emit }, (one) => {
        if (verbosity >= 0) err.write(`wrote ${told(one)}\n`);
      });
      if (skipped.length > 0 && verbosity >= 0)
        err.write(`${skipped.length} ${skipped.length === 1 ? 'was' : 'were'} there already\n`);
      return EXIT.done;
    } finally {
      reporter.stop();
      await hall.close();
    }
  },
});
