import { UsageError } from '../../../domain/errors.js';
import type { TrackRecord } from '../../../library/store/records.js';
import type { CommandModule } from '../../command.js';
import { EXIT } from '../../exit-codes.js';
import { withLibrary } from './open.js';

export const remove: CommandModule = {
  name: 'remove',
  summary: 'Take tracks out of the library. The files stay.',
  examples: [
    ['tracklistify library remove ~/Music/old', 'everything that lies, or lay, in that folder'],
    ['tracklistify library remove --yes "artist title"', 'what these words find'],
  ],
  define: (command) => {
    command
      .argument('<what...>', 'folders, files, ids, or search words')
      .option('-y, --yes', 'remove what search words find, without a look at it first')
      .option('--dry-run', 'only show what would be removed');
  },
  run(cli, args, options) {
    return withLibrary(cli, {}, async ({ library, reporter }) => {
      const chosen = new Map<string, TrackRecord>();
      let byWords = false;
      for (const what of args[0] as string[]) {
        const found = await library.select(cli.cwd, what);
        if (found.tracks.length === 0) {
          throw new UsageError(`The library has nothing that "${what}" names, as a path, an id or words.`);
        }
        byWords ||= found.by === 'words';
        for (const track of found.tracks) chosen.set(track.id, track);
      }
      reporter.stop();
      const { out, err, verbosity } = cli.terminal;
      const { trackTable } = await import('./track-table.js');
      if (options['dryRun']) {
        out.write(trackTable([...chosen.values()], out));
        return EXIT.done;
      }
      if (byWords && !options['yes']) {
        err.write(trackTable([...chosen.values()], err));
        throw new UsageError(
          'Words may find more than you mean. Add --yes to remove these tracks, or name their files.',
        );
      }
      const { plural } = await import('../../terminal/figures.js');
      const count = await library.remove([...chosen.keys()]);
      if (verbosity >= 0) err.write(`${plural(count, 'track')} removed\n`);
      return EXIT.done;
    });
  },
};
