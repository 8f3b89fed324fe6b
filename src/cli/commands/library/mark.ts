import { UsageError } from '../../../domain/errors.js';
import type { TrackRecord } from '../../../library/store/records.js';
import { defineCommand } from '../../command.js';
import { EXIT } from '../../exit-codes.js';
import { withLibrary } from './open.js';

const MARKS = ['mix', 'track'] as const;

export const mark = defineCommand({
  name: 'mark',
  summary: 'Say that recordings are mixes, or single tracks however long they are.',
  examples: [
    ['tracklistify library mark --track ~/Music/ambient/one-hour.flac', 'a long piece that may be an answer'],
    ['tracklistify library mark --mix ~/Music/minimixes', 'whatever lies there only says where else a track is'],
  ],
  define: (command) => {
    command
      .argument('<what...>', 'folders, files, or ids')
      .option('--mix', 'recordings of mixes: never an answer')
      .option('--track', 'single tracks: an answer as any other')
      .option('--auto', 'forget what was said: length and content decide again');
  },
  shape: (of) => ({
    args: of.tuple([of.words]),
    options: of.object({ mix: of.flag, track: of.flag, auto: of.flag }),
  }),
  run(cli, [named], options) {
    const marks = MARKS.filter((name) => options[name]);
    if (marks.length + (options.auto ? 1 : 0) !== 1) {
      throw new UsageError('Say what they are with one of --mix, --track and --auto.');
    }
    const [chosen = null] = marks;
    return withLibrary(cli, {}, async ({ library, reporter }) => {
      const records = new Map<string, TrackRecord>();
      for (const what of named) {
        const found = await library.select(cli.cwd, what);
        if (found.by === 'words' || found.tracks.length === 0) {
          throw new UsageError(`The library has nothing that "${what}" names, as a path or an id.`);
        }
        for (const track of found.tracks) records.set(track.id, track);
      }
      const count = await library.mark([...records.keys()], chosen);
      reporter.stop();
      const { plural } = await import('../../terminal/figures.js');
      const as = chosen ? `marked as ${chosen === 'mix' ? 'mixes' : 'tracks'}` : 'judged by length and content again';
      if (cli.terminal.verbosity >= 0) cli.terminal.err.write(`${plural(count, 'recording')} ${as}\n`);
      return EXIT.done;
    });
  },
});
