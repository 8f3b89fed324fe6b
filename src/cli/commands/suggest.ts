import { relative } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { UsageError } from '../../domain/errors.js';
import { given } from '../../domain/given.js';
import { ARCS, type Arc, type Suggestions } from '../../domain/suggestion.js';
import { jsonText, plain } from '../../domain/text.js';
import { type Cli, defineCommand } from '../command.js';
import { EXIT, exitCodeOf } from '../exit-codes.js';
import { columnsOption, filesOption, formatOption, length, outputFlags, outputOption } from '../options.js';
import type { OutputOptions } from '../shapes.js';

const MOST = 10;

export const suggest = defineCommand({
  name: 'suggest',
  summary: 'Say what of the library mixes next: after a track or a mix, on the way to a track, or a whole set.',
  examples: [
    ['tracklistify suggest "Artist Title"', 'ten tracks that could follow, with the reasons; a file does as well'],
    ['tracklistify suggest mix.json -n 20', 'after the last track of a mix, without what it has played'],
    ['tracklistify suggest a.mp3 --to b.mp3 --steps 4', 'tracks that lead from one to the other'],
    ['tracklistify suggest a.mp3 --set 90m --arc rise -f m3u8,rekordbox', 'drafts a set, and writes it as playlists'],
    ['tracklistify suggest --taste', 'what you play, as your archive says: all of it stays on this machine'],
  ],
  define: (command) => {
    command
      .argument(
        '[track]',
        'a file or an id of the library, words of its name, a saved tracklist, or a mix of the archive',
      )
      .addOption(new Option('-n, --count <n>', 'how many are named').argParser(count).default(MOST))
      .option('--to <track>', 'find the way to this track')
      .addOption(
        new Option('--steps <n>', 'in so many steps, each a track; as many as it takes by default').argParser(count),
      )
      .addOption(new Option('--set <length>', 'draft a whole set of this length: 90m, 2h').argParser(length))
      .addOption(new Option('--arc <arc>', 'how its energy runs; rise by default').choices(ARCS))
      .addOption(filesOption('--not <track>', 'leave this out, and all tracks of a mix'))
      .addOption(formatOption())
      .addOption(columnsOption())
      .addOption(outputOption())
      .option('--force', "write over files that aren't its own")
      .option('--explain', 'say for each track how much each reason counted')
      .option('--taste', 'only show what you play, as the archive says')
      .option('--forget-taste', 'count what you play from now on anew')
      .option('--json', 'print a JSON document');
  },
  shape: (of) => ({
    args: of.tuple([of.text.or(of.custom<undefined>((value) => value === undefined))]),
    options: of.object({
      count: of.count,
      to: of.text,
      steps: of.number,
      set: of.number,
      arc: of.oneOf(ARCS).exactOptional(),
      not: of.list,
      format: of.list,
      columns: of.list,
      output: of.text,
      force: of.flag,
      explain: of.flag,
      taste: of.flag,
      forgetTaste: of.flag,
      json: of.flag,
    }),
  }),
  async run(cli, [track], options) {
    const { to, steps, set, arc, taste, forgetTaste, json = false } = options;
    if (taste || forgetTaste) return showTaste(cli, { forget: forgetTaste ?? false, json });
    if (to !== undefined && set !== undefined)
      throw new UsageError('--to finds a way, --set drafts a set: use one of them.');
    if (steps !== undefined && to === undefined) throw new UsageError('--steps is about the way to a track: add --to.');
    if (arc !== undefined && set === undefined)
      throw new UsageError('--arc is about a set: add --set, as in --set 90m.');
    if (track === undefined && set === undefined) {
      throw new UsageError('Name what is to be followed: a track of the library, or a mix. Only --set does without.');
    }
    const { format, columns, output, force } = options;
    const files = given<OutputOptions>({ format, columns, output, force });
    const [{ openSuggesting, suggestWith }, { warnTo }] = await Promise.all([
      import('../../wiring/suggest.js'),
      import('../terminal/warn.js'),
    ]);
    const settings = await cli.settings(outputFlags(files));
    // Wrong names of formats are said before anything is shown.
    if (format !== undefined) await (await import('../../wiring/results.js')).loadExporters(settings.output, format);
    const warn = warnTo(cli.terminal);
    const suggesting = await openSuggesting(cli, settings, (event) => {
      if (event.type === 'warning') warn(event.message);
    });
    try {
      const asked = given<Parameters<typeof suggestWith>[1]>({
        ...{ track, count: options.count, to, steps, set, arc, not: options.not },
      });
      const suggestions = await suggestWith(suggesting, asked);
      for (const note of suggestions.notes) warn(note);
      if (suggestions.tracks.length === 0) {
        if (suggestions.notes.length === 0) warn('The library has nothing else that could be played.');
        if (json) cli.terminal.out.write(jsonText(suggestions, 2));
        return EXIT.nothing;
      }
      await show(cli, suggestions, { json, explain: options.explain ?? false });
      if (format === undefined && output === undefined) return EXIT.done;
      return writeFiles(cli, suggestions, {
        settings,
        formats: format ?? ['m3u8'],
        arc: set === undefined ? undefined : (arc ?? 'rise'),
      });
    } finally {
      suggesting.close();
    }
  },
});

async function show(
  cli: Cli,
  suggestions: Suggestions,
  { json, explain }: { json: boolean; explain: boolean },
): Promise<void> {
  const { out } = cli.terminal;
  if (json) {
    out.write(jsonText(suggestions, 2));
    return;
  }
  const { suggestionsText, explanation } = await import('../terminal/suggestions.js');
  out.write(suggestionsText(suggestions, out));
  if (explain) out.write(explanation(suggestions, out));
}

async function writeFiles(
  cli: Cli,
  suggestions: Suggestions,
  {
    settings,
    formats,
    arc,
  }: { settings: Awaited<ReturnType<Cli['settings']>>; formats: string[]; arc: Arc | undefined },
): Promise<number> {
  const [{ writePlaylists }, { warnTo }, { explainError }] = await Promise.all([
    import('../../wiring/suggested-playlists.js'),
    import('../terminal/warn.js'),
    import('../terminal/errors.js'),
  ]);
  const warn = warnTo(cli.terminal);
  const { files, failure } = await writePlaylists(cli, settings, suggestions, { formats, arc }, (event) => {
    if (event.type === 'warning') warn(event.message);
  });
  if (!cli.terminal.events && cli.terminal.verbosity >= 0) {
    for (const file of files) cli.terminal.err.write(`wrote ${plain(relative(cli.cwd, file))}\n`);
  }
  if (!failure) return EXIT.done;
  cli.terminal.err.write(explainError(failure, cli.terminal));
  return exitCodeOf(failure);
}

async function showTaste(cli: Cli, { forget, json }: { forget: boolean; json: boolean }): Promise<number> {
  const [{ openTaste }, { forgetTaste }, { warnTo }] = await Promise.all([
    import('../../wiring/suggest.js'),
    import('../../wiring/played.js'),
    import('../terminal/warn.js'),
  ]);
  const settings = await cli.settings();
  if (forget) await forgetTaste(cli);
  const warn = warnTo(cli.terminal);
  const taste = await openTaste(cli, settings, (event) => {
    if (event.type === 'warning') warn(event.message);
  });
  if (json) cli.terminal.out.write(jsonText(taste, 2));
  else {
    const { tasteText } = await import('../terminal/taste.js');
    cli.terminal.out.write(tasteText(taste));
  }
  return EXIT.done;
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 1000)
    throw new InvalidArgumentError('It must be a whole number, 1 to 1000.');
  return value;
}
