import { resolve } from 'node:path';
import type { Archive } from '../../../archive/archive.js';
import { plain } from '../../../domain/text.js';
import type { Tracklist } from '../../../domain/tracklist.js';
import { type Cli, defineCommand } from '../../command.js';
import { EXIT, exitCodeOf, isAbort, worst } from '../../exit-codes.js';

export const importCommand = defineCommand({
  name: 'import',
  summary: 'Take tracklists into the archive that were written before, or by other programs as CUE sheets.',
  examples: [
    ['tracklistify archive import sets/*.json', 'saved tracklists, with what you said of them'],
    ['tracklistify archive import old-set.cue', 'a CUE sheet, whoever wrote it'],
  ],
  define: (command) => {
    command.argument('<file...>', 'saved tracklists and CUE sheets; - reads tracklists from standard input');
  },
  shape: (of) => ({ args: of.tuple([of.words]), options: of.object({}) }),
  async run(cli, [files]) {
    const [{ openArchive }, { explainError }, { plural }] = await Promise.all([
      import('../../../wiring/archive.js'),
      import('../../terminal/errors.js'),
      import('../../terminal/figures.js'),
    ]);
    const archive = await openArchive(cli, await cli.settings());
    const codes: number[] = [];
    let count = 0;
    for (const file of files) {
      try {
        cli.signal.throwIfAborted();
        for (const tracklist of await readAny(cli, file)) {
          const known = await keptAs(archive, tracklist);
          if (known) {
            if (cli.terminal.verbosity >= 0)
              cli.terminal.err.write(
                `${plain(`${file} says what is kept of ${known}, so nothing was taken from it`)}\n`,
              );
            continue;
          }
          await archive.take(tracklist);
          count++;
        }
      } catch (error) {
        codes.push(exitCodeOf(error));
        if (files.length === 1) throw error;
        cli.terminal.err.write(explainError(error, cli.terminal));
        if (isAbort(error)) break;
      }
    }
    if (cli.terminal.verbosity >= 0) cli.terminal.err.write(`${plural(count, 'tracklist')} taken into the archive\n`);
    return codes.length > 0 ? worst(codes) : EXIT.done;
  },
});

async function readAny(cli: Cli, file: string): Promise<Tracklist[]> {
  const { readTracklists } = await import('../../../wiring/saved-tracklist.js');
  const { warnTo } = await import('../../terminal/warn.js');
  if (!/\.cue$/i.test(file)) return readTracklists(file, cli, warnTo(cli.terminal));
  const { readCue } = await import('../../../wiring/archive.js');
  const path = resolve(cli.cwd, file);
  const read = await readCue(file, cli);
  // The sheet stands for the mix: importing it again is the same mix.
  return [{ ...read, source: { ...read.source, location: path } }];
}

/** The mix that a CUE sheet is of, as people call it, where another list of it is kept; of that it says no more. */
async function keptAs(archive: Archive, tracklist: Tracklist): Promise<string | null> {
  if (tracklist.source.kind !== 'cue') return null;
  const [known, { nameOf }] = await Promise.all([
    archive.read().then((mixes) => mixes.withList(tracklist)),
    import('./mix-table.js'),
  ]);
  return known ? `"${nameOf(known)}" (${known.id.slice(0, 8)})` : null;
}
