import { UsageError } from '../../../domain/errors.js';
import { oneLine } from '../../../domain/text.js';
import { idLabel, type Track, trackLabel } from '../../../domain/track.js';
import { type Cli, defineCommand } from '../../command.js';
import { changing, openIds, theId, trying } from './open.js';

export const name = defineCommand({
  name: 'name',
  summary: 'Say what an ID is: every list in which it stands is mended, and new mixes have the name by themselves.',
  examples: [
    ['tracklistify ids name 417 "Artist - Title (Version)"', 'in all mixes; what you called it in one of them stays'],
    ['tracklistify ids name 417 --as ~/Music/track.flac', 'as your library calls this file'],
    ['tracklistify ids name 417 ID', 'takes the name back'],
  ],
  define: (command) => {
    command
      .argument('<id>', 'its number: 417, or "ID 0417"')
      .argument('[name...]', '"Artist - Title (Version)"; "ID" for what nobody knows after all')
      .option('--as <track>', 'as a track of your library is called: its file, its id, or words that find it alone')
      .option('--dry-run', 'only say what would be another name in which mix')
      .option('--json', 'print a JSON array of what was done in each mix');
  },
  shape: (of) => ({
    args: of.tuple([of.word, of.words]),
    options: of.object({ as: of.text, dryRun: of.flag, json: of.flag }),
  }),
  async run(cli, [named, words], { as, dryRun = false, json = false }) {
    const opened = await openIds(cli);
    const { number } = await theId(cli, opened, named);
    const track = as === undefined ? await nameIn(number, words) : await ownTrack(cli, number, words, as);
    const [{ nameId }, { sayEach }] = await Promise.all([import('../../../app/ids.js'), import('./said.js')]);
    const run = dryRun ? trying(cli, opened) : await changing(cli, opened);
    return sayEach(cli, nameId(run, number, track), {
      json,
      dryRun,
      nothing: dryRun
        ? 'No mix that is kept has it, so no list would change.'
        : `${idLabel(number)} ${track ? `is ${trackLabel(track)}` : 'has no name'} now. No mix that is kept has it.`,
    });
  },
});

const HOW = '"Artist - Title (Version)"';

async function nameIn(number: number, words: readonly string[]): Promise<Track | null> {
  const [{ namedBy }, { readNumber }] = await Promise.all([
    import('../../../domain/editing.js'),
    import('../../../domain/numbered.js'),
  ]);
  const text = oneLine(words.join(' '));
  // An empty name is more likely a script's empty variable than somebody's word that nobody knows it.
  if (text === '') {
    throw new UsageError(`Say what it is: tracklistify ids name ${number} ${HOW}; "ID" takes a name back.`);
  }
  const other = readNumber(text);
  if (other !== null) {
    throw new UsageError(
      `"${text}" is a number. If both are the same: tracklistify ids merge ${number} ${other}. A title that is a number needs its artist before it: ${HOW}.`,
    );
  }
  return namedBy(text);
}

async function ownTrack(cli: Cli, number: number, words: readonly string[], what: string): Promise<Track> {
  if (words.length > 0) throw new UsageError('Name it in words or by --as: one of them.');
  const { tracksNamed } = await import('../../../wiring/library.js');
  const tracks = await tracksNamed(cli, await cli.settings(), what);
  const [first, ...more] = tracks;
  if (first && more.length === 0) return first;
  const { shortPath } = await import('../../short-path.js');
  const found = tracks.slice(0, 5).map((track) => `${trackLabel(track)} (${shortPath(cli.cwd, track.file ?? '')})`);
  throw new UsageError(
    first
      ? `"${what}" finds ${tracks.length} tracks of your library: ${found.join(', ')}${more.length > 4 ? ' …' : ''}. Name its file.`
      : `Your library has nothing that "${what}" names, as a file, an id or words. Say it in words: tracklistify ids name ${number} ${HOW}.`,
  );
}
