import type { Clip } from '../../../app/clip.js';
import { SourceError, UsageError } from '../../../domain/errors.js';
import { reasonIn } from '../../../domain/system-words.js';
import { plain } from '../../../domain/text.js';
import { clock } from '../../../domain/time.js';
import { idLabel } from '../../../domain/track.js';
import { type Cli, defineCommand } from '../../command.js';
import { EXIT, isAbort } from '../../exit-codes.js';
import { shortPath } from '../../short-path.js';
import { warnTo } from '../../terminal/warn.js';
import { nameOf } from '../archive/mix-table.js';
import { type OpenedIds, openIds, theId } from './open.js';

export const clip = defineCommand({
  name: 'clip',
  summary: 'Cut the clearest 20 seconds of an ID, to ask friends what it is.',
  examples: [
    ['tracklistify ids clip 417', 'writes ID 0417.mp3'],
    ['tracklistify ids clip 417 -o what-is-this.wav', 'MP3 or WAV, by the ending'],
  ],
  define: (command) => {
    command
      .argument('<id>', 'its number: 417, or "ID 0417"')
      .option('-o, --output <file>', 'what to write: a name that ends in .mp3 or .wav')
      .option('--force', 'replace a file of that name')
      .option(
        '--allow-private',
        'open a mix wherever its tracklist says that it is, not only files and public addresses',
      );
  },
  shape: (of) => ({
    args: of.tuple([of.word]),
    options: of.object({ output: of.text, force: of.flag, allowPrivate: of.flag }),
  }),
  async run(cli, [named], { output, force = false, allowPrivate }) {
    const opened = await openIds(cli);
    const { number, forgotten } = await theId(cli, opened, named, { forgotten: true });
    const file = output ?? `${idLabel(number)}.mp3`;
    const format = /\.(mp3|wav)$/i.exec(file)?.[1]?.toLowerCase() as 'mp3' | 'wav' | undefined;
    if (!format) throw new UsageError(`A clip is MP3 or WAV: name a file that ends in .mp3 or .wav, not "${file}".`);
    const { makeClips, writeClip } = await import('../../../wiring/clip.js');
    const places = await placesOf(opened, number);
    const cut = await makeClips(cli, await cli.settings({ 'web.allowPrivate': allowPrivate }));
    for (const place of places) {
      const content = await cut(place.location, place.clip, format).catch((error: unknown) => {
        if (isAbort(error) || place === places.at(-1)) throw error;
        warnTo(cli.terminal)(`${place.mix} can't be heard: ${reasonIn(error)} So the next one is taken.`);
        return null;
      });
      if (!content) continue;
      const path = await writeClip(cli, file, content, force);
      say(cli, shortPath(cli.cwd, path), place);
      return EXIT.done;
    }
    if (forgotten) {
      throw new SourceError(
        `${idLabel(number)} is forgotten, so no list tells where it is. "tracklistify ids forget --undo ${number}" lets it be recognised again in mixes that are identified from then on.`,
      );
    }
    throw new SourceError(
      `${idLabel(number)} can't be cut: no mix in which it is heard long enough lies on this machine.`,
    );
  },
});

interface Place {
  mix: string;
  location: string;
  clip: Clip;
}

function say({ terminal: { out, err, verbosity } }: Cli, path: string, { mix, clip: { start, end } }: Place): void {
  out.write(`${plain(path)}\n`);
  if (verbosity >= 0) err.write(`${plain(`from ${mix}, ${clock(start)} to ${clock(end)}`)}\n`);
}

/** Where it is heard in files, the clearest first. */
async function placesOf({ archive, ids, mixes }: OpenedIds, number: number): Promise<Place[]> {
  const [{ mixesWith, numbersOf }, { clearest }] = await Promise.all([
    import('../../../app/ids.js'),
    import('../../../app/clip.js'),
  ]);
  const numbers = numbersOf(ids, number);
  const places: Place[] = [];
  for (const mix of mixesWith(mixes.all, numbers)) {
    const kept = await archive.get(mix.id);
    if (!kept) continue;
    const { source, entries } = kept.tracklist;
    if (source.location === '' || /^[a-z][a-z0-9+.-]+:\/\//i.test(source.location)) continue;
    const sound = await archive.sound(kept);
    for (const entry of entries.filter((one) => one.number !== undefined && numbers.includes(one.number))) {
      const found = clearest(entry, entries, sound);
      if (found) places.push({ mix: nameOf(mix), location: source.location, clip: found });
    }
  }
  return places.sort((a, b) => b.clip.score - a.clip.score);
}
