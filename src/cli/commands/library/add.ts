import { SourceError, type TracklistifyError, UsageError } from '../../../domain/errors.js';
import { jsonText } from '../../../domain/text.js';
import type { Added } from '../../../library/add-tools.js';
import type { NamingReport } from '../../../library/naming.js';
import { defineCommand } from '../../command.js';
import { EXIT, exitCodeOf, isAbort, worst } from '../../exit-codes.js';
import { OfferingOption, oneOrMore } from '../../options.js';
import { withLibrary } from './open.js';

export const add = defineCommand({
  name: 'add',
  summary: 'Fingerprint the music in folders, files and collections of DJ programs; what has not changed is skipped.',
  examples: [
    ['tracklistify library add ~/Music', 'adds what is new there, follows what was moved'],
    ['tracklistify library add ~/Music --exclude Sets', 'without the folders and files of that name, also next time'],
    ['tracklistify library add ~/Music --name-by acoustid', 'and names by their sound what has no tags'],
    ['tracklistify library add --from collection.nml', 'what your DJ program knows: files, names, keys, cues, crates'],
    [
      "tracklistify library add --from rekordbox.xml --map 'C:\\Music=/media/usb/Music'",
      'the same for a collection of another machine',
    ],
    ['tracklistify library add --jobs 2 /media/usb/sets track.flac', 'a folder and a file, two files at a time'],
  ],
  define: (command, registry) => {
    const namers = registry?.namers.map(({ name }) => name) ?? [];
    command
      .argument('[dir...]', 'folders, which are searched through, and files')
      .option(
        '--from <collection>',
        'a collection of a DJ program, a file or folder: adds its files, and keeps what it says of them (repeatable)',
        collect,
      )
      .option(
        '--map <old=new>',
        'where a folder of the collection is on this machine, as C:\\Music=/media/usb/Music (repeatable)',
        collect,
      )
      .option('--jobs <n>', 'files fingerprinted at once; one for each core by default', oneOrMore)
      .option('--no-analyse', 'do not listen for tempo, key and loudness, which is quicker')
      .option(
        '--exclude <pattern>',
        'leave out what fits this pattern in these folders, now and later (repeatable)',
        collect,
      )
      .option('--include <pattern>', 'no longer leave out what fits this pattern (repeatable)', collect)
      .addOption(
        new OfferingOption(
          '--name-by <service>',
          `name by their sound what has no tags, now and before: ${namers.join(', ')}`,
          namers,
        ),
      )
      .option('--events', 'report progress as lines of JSON on standard error');
  },
  shape: (of) => ({
    args: of.tuple([of.words]),
    options: of.object({
      from: of.list,
      map: of.list,
      jobs: of.number,
      analyse: of.flag,
      exclude: of.list,
      include: of.list,
      nameBy: of.text,
      events: of.flag,
    }),
  }),
  run(cli, [dirs], options) {
    const { from = [], map = [] } = options;
    if (dirs.length + from.length === 0) {
      throw new UsageError('Name the folders of your music, or a collection of your DJ program by --from.');
    }
    if (map.length > 0 && from.length === 0) throw new UsageError('--map is about the collection that --from names.');
    return withLibrary(
      cli,
      { 'library.jobs': options.jobs, ...(options.analyse === false && { 'library.analyse': false }) },
      async ({ library, context, reporter, tools, naming, collections: collectionsOf, limited }) => {
        // What is lacking for it is said before hours of work.
        const nameTools = options.nameBy === undefined ? {} : { naming: await naming(options.nameBy) };
        let handled = 0;
        const emit: typeof context.emit = (event) => {
          if (event.type === 'count' && event.stage === 'index') handled = event.done;
          context.emit(event);
        };
        const began = Date.now();
        let report: Added;
        const unread: TracklistifyError[] = [];
        try {
          emit({ type: 'stage', stage: 'index' });
          const collections = await collectionsOf(from, map, (_, error) => {
            unread.push(error);
            emit({ type: 'warning', message: error.message });
          });
          report = await library.add(
            dirs,
            { ...(await tools()), ...nameTools },
            { ...context, emit },
            { ...patternsOf(options), ...(collections && { from: collections }) },
          );
          for (const { from: old, to } of collections?.maps.unused() ?? []) {
            const message = `--map "${old}=${to}" fits no path of the collection, and has changed nothing.`;
            emit({ type: 'warning', message });
          }
        } catch (error) {
          reporter.stop();
          if (!isAbort(error) || cli.terminal.verbosity < 0 || cli.terminal.events) throw error;
          const { plural } = await import('../../terminal/figures.js');
          cli.terminal.err.write(`${plural(handled, 'file')} done. The same command goes on from here.\n`);
          throw error;
        }
        if (report.naming?.failure) emit({ type: 'warning', message: unnamedWarning(report.naming) });
        const swept = await limited.sweep();
        reporter.stop();
        if (cli.terminal.verbosity >= 0 && !cli.terminal.events) {
          const { plain } = await import('../../terminal/terminal.js');
          for (const of of swept)
            cli.terminal.err.write(`The index of ${plain(of)} is deleted: it has been gone for a month.\n`);
        }
        if (cli.terminal.events) cli.terminal.err.write(jsonText({ type: 'added', ...asJson(report) }));
        else {
          const { sayAdded, sayFrom, sayNamed } = await import('./report.js');
          for (const one of report.from ?? []) sayFrom(cli.terminal, one);
          sayAdded(cli.terminal, report, (Date.now() - began) / 1000);
          if (report.naming && goodOf(report) > 0) sayNamed(cli.terminal, report.naming);
          const { sayKnownIds } = await import('./say-ids.js');
          await sayKnownIds(cli, library);
        }
        const failure = report.naming?.failure;
        return worst([exitCode(report, unread.length), ...[...unread, ...(failure ? [failure] : [])].map(exitCodeOf)]);
      },
    );
  },
});

/** The files are in the library, and nothing is lost: one sentence does for all of them. */
function unnamedWarning({ by, left, failure }: NamingReport): string {
  const files = left === 1 ? '1 file keeps its own name' : `${left} files keep their own names`;
  return `${failure?.message ?? ''} ${files} for now: the same command asks ${by} about ${left === 1 ? 'it' : 'them'} again.`;
}

function asJson({ naming, ...report }: Added) {
  return naming ? { ...report, naming: { ...naming, failure: naming.failure?.message ?? null } } : report;
}

/** A bad file in a folder is reported; that nothing else came of it, or that it was named outright, is a failure. */
function exitCode(report: Added, unread: number): number {
  const good = goodOf(report);
  if (good === 0 && report.failed.length === 0) {
    if (unread > 0) return EXIT.source;
    if (report.from) {
      throw new SourceError('No file that is named there is on this machine as music, so there is nothing to add.');
    }
    throw new SourceError('There is no music in what you named. Name a folder that holds audio files, or the files.');
  }
  return good === 0 || report.failed.some(({ named }) => named) ? EXIT.source : EXIT.done;
}

const goodOf = ({ added, unchanged, moved, retagged, copies }: Added): number =>
  added + unchanged + moved + retagged + copies;

interface Patterns {
  exclude?: string[];
  include?: string[];
}

/** A pattern may hold a comma, so it is never split. */
const collect = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];

function patternsOf(options: Patterns): { excluded: string[]; included: string[] } {
  const { exclude: excluded = [], include: included = [] } = options;
  if ([...excluded, ...included].some((pattern) => /^[/\s]*$/.test(pattern) || pattern.split('/').includes('..'))) {
    throw new UsageError(
      'A pattern is a name or a path within the folder, as in --exclude "Sets/**" or --exclude "*.wav".',
    );
  }
  return { excluded, included };
}
