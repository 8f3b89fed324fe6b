import type { Analyses } from '../../app/analyse.js';
import { UsageError } from '../../domain/errors.js';
import { given } from '../../domain/given.js';
import { jsonText } from '../../domain/text.js';
import type { WiredAnalysis } from '../../wiring/analyse.js';
import { defineCommand } from '../command.js';
import { EXIT, exitCodeOf, isAbort, worst } from '../exit-codes.js';
import { oneOrMore } from '../options.js';

export const analyse = defineCommand({
  name: 'analyse',
  summary: 'Say what music sounds like: tempo, key, loudness, energy, sections.',
  examples: [
    ['tracklistify analyse track.mp3 ~/Music/new', 'a table; what is heard is kept, and shown at once the next time'],
    ['tracklistify analyse --explain track.flac', 'with sections, changes of tempo, and what tags and DJ programs say'],
    ['tracklistify analyse --library', 'listens to all tracks of the library that were added without it'],
    ['tracklistify analyse --write-tags -o tagged ~/Music/new', 'copies with tempo and key in their tags'],
    ["tracklistify analyse --json *.mp3 | jq '.[].heard.tempo.bpm'", 'figures for a script'],
  ],
  define(command) {
    command
      .argument('[audio...]', 'files, and folders, which are searched through')
      .option('--library', 'every track of the library as well')
      .option('--again', 'listen once more to what was heard before')
      .option('--explain', 'show what the table leaves out: sections, changes of tempo, claims')
      .option(
        '--write-tags',
        'write tempo and key into tags that lack them; the file as it was stays beside it, as .bak',
      )
      .option('-o, --output <folder>', 'with --write-tags: into copies in this folder, and nothing into the files')
      .option('--force', 'with --write-tags: also in the place of what tags say otherwise, and of earlier copies')
      .option('--jobs <n>', 'files that are listened to at once; one for each core by default', oneOrMore)
      .option('--json', 'print a JSON array')
      .option('--events', 'report progress as lines of JSON on standard error');
  },
  shape: (of) => ({
    args: of.tuple([of.words]),
    options: of.object({
      library: of.flag,
      again: of.flag,
      explain: of.flag,
      writeTags: of.flag,
      output: of.text,
      force: of.flag,
      jobs: of.number,
      json: of.flag,
      events: of.flag,
    }),
  }),
  async run(cli, [named], { library, again, explain, writeTags, output, force, jobs, json }) {
    if (named.length === 0 && !library) throw new UsageError('Name files or folders of music, or say --library.');
    if (!writeTags && (output !== undefined || force)) throw new UsageError('-o and --force are about --write-tags.');
    const [{ analyse: analyseFiles }, { wireAnalysis }, { startReporter }, { explainError }, { Closing }, shown] =
      await Promise.all([
        import('../../app/analyse.js'),
        import('../../wiring/analyse.js'),
        import('../terminal/reporter.js'),
        import('../terminal/errors.js'),
        import('../../domain/closing.js'),
        import('../terminal/analysed.js'),
      ]);
    const hall = await cli.hall(given({ 'library.jobs': jobs }));
    const closing = new Closing();
    closing.add(hall.close);
    const reporter = await startReporter(cli.terminal);
    const context = { signal: cli.signal, emit: reporter.emit };
    try {
      const run = await wireAnalysis(hall, given({ named, library, again }), context, closing);
      const { heard, failed, failure } = await analyseFiles(run, context);
      await run.finish();
      reporter.stop();
      const { out, err, verbosity, events } = cli.terminal;
      if (json) out.write(jsonText(shown.analysedJson(heard, failed), 2));
      else if (named.length > 0 || explain) out.write(shown.analysedText(heard, out, explain === true));
      for (const { path, reason } of run.problems)
        err.write(`${err.style.red('left out:')} ${shown.about(path, reason)}\n`);
      for (const { error } of failed) err.write(explainError(error, cli.terminal));
      if (verbosity >= 0 && !events) err.write(shown.analysedSummary(heard, failed.length, run.files.length));
      const codes = failedCodes(heard.length, run, failed);
      if (run.files.length + run.problems.length === 0) {
        err.write('There is no music in what you named. Name a folder that holds audio files, or the files.\n');
        codes.push(EXIT.source);
      }
      if (failure && !isAbort(failure)) err.write(explainError(failure, cli.terminal));
      if (failure) codes.push(exitCodeOf(failure));
      else if (writeTags) {
        const { tagAnalysed } = await import('../tag-analysed.js');
        codes.push(...(await tagAnalysed(cli, hall, heard, given({ folder: output, force }), context)));
      }
      return worst(codes);
    } finally {
      reporter.stop();
      await closing.close();
    }
  },
});

/** A bad file in a folder is reported; that nothing else came of it, or that it was named outright, is a failure. */
function failedCodes(heard: number, { problems, outright }: WiredAnalysis, failed: Analyses['failed']): number[] {
  if (failed.length + problems.length === 0) return [];
  const isNamed = problems.some(({ named }) => named) || failed.some(({ file }) => outright.has(file));
  return heard > 0 && !isNamed ? [] : [EXIT.source];
}
