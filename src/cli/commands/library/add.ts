import { InvalidArgumentError } from 'commander';
import { SourceError, UsageError } from '../../../domain/errors.js';
import { jsonText } from '../../../domain/text.js';
import type { NamingReport } from '../../../library/naming.js';
import type { AddReport } from '../../../library/scan/add.js';
import { defineCommand } from '../../command.js';
import { EXIT, exitCodeOf, isAbort, worst } from '../../exit-codes.js';
import { OfferingOption } from '../../options.js';
import { withLibrary } from './open.js';

export const add = defineCommand({
  name: 'add',
  summary: 'Fingerprint the music in folders and files; what has not changed is skipped.',
  examples: [
    ['tracklistify library add ~/Music', 'adds what is new there, follows what was moved'],
    ['tracklistify library add ~/Music --exclude Sets', 'without the folders and files of that name, also next time'],
    ['tracklistify library add ~/Music --name-by acoustid', 'and names by their sound what has no tags'],
    ['tracklistify library add --jobs 2 /media/usb/sets track.flac', 'a folder and a file, two files at a time'],
  ],
  define: (command, registry) => {
    const namers = registry?.namers.map(({ name }) => name) ?? [];
    command
      .argument('<dir...>', 'folders, which are searched through, and files')
      .option('--jobs <n>', 'files fingerprinted at once; one for each core by default', wholeNumber)
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
    options: of.object({ jobs: of.number, exclude: of.list, include: of.list, nameBy: of.text, events: of.flag }),
  }),
  run(cli, [dirs], options) {
    return withLibrary(
      cli,
      { 'library.jobs': options.jobs },
      async ({ library, context, reporter, tools, naming, limited }) => {
        // What is lacking for it is said before hours of work.
        const nameTools = options.nameBy === undefined ? {} : { naming: await naming(options.nameBy) };
        let handled = 0;
        const emit: typeof context.emit = (event) => {
          if (event.type === 'count' && event.stage === 'index') handled = event.done;
          context.emit(event);
        };
        const began = Date.now();
        let report: AddReport & { naming?: NamingReport };
        try {
          emit({ type: 'stage', stage: 'index' });
          report = await library.add(
            dirs,
            { ...(await tools()), ...nameTools },
            { ...context, emit },
            patternsOf(options),
          );
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
          const { sayAdded, sayNamed } = await import('./report.js');
          sayAdded(cli.terminal, report, (Date.now() - began) / 1000);
          if (report.naming && goodOf(report) > 0) sayNamed(cli.terminal, report.naming);
          const { sayKnownIds } = await import('./say-ids.js');
          await sayKnownIds(cli, library);
        }
        const failure = report.naming?.failure;
        return worst([exitCode(report), ...(failure ? [exitCodeOf(failure)] : [])]);
      },
    );
  },
});

/** The files are in the library, and nothing is lost: one sentence does for all of them. */
function unnamedWarning({ by, left, failure }: NamingReport): string {
  const files = left === 1 ? '1 file keeps its own name' : `${left} files keep their own names`;
  return `${failure?.message ?? ''} ${files} for now: the same command asks ${by} about ${left === 1 ? 'it' : 'them'} again.`;
}

function asJson({ naming, ...report }: AddReport & { naming?: NamingReport }) {
  return naming ? { ...report, naming: { ...naming, failure: naming.failure?.message ?? null } } : report;
}

/** A bad file in a folder is reported; that nothing else came of it, or that it was named outright, is a failure. */
function exitCode(report: AddReport): number {
  const good = goodOf(report);
  if (good === 0 && report.failed.length === 0) {
    throw new SourceError('There is no music in what you named. Name a folder that holds audio files, or the files.');
  }
  return good === 0 || report.failed.some(({ named }) => named) ? EXIT.source : EXIT.done;
}

const goodOf = ({ added, unchanged, moved, retagged, copies }: AddReport): number =>
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

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number, 1 or more.');
  return value;
}
