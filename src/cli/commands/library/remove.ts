import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { UsageError } from '../../../domain/errors.js';
import type { Library } from '../../../library/library.js';
import type { TrackRecord } from '../../../library/store/records.js';
import { type Cli, defineCommand } from '../../command.js';
import { EXIT } from '../../exit-codes.js';
import { type Opened, withLibrary } from './open.js';

/** What a DJ program's collection has said goes, and the tracks stay. The collection itself may be gone, too. */
async function forgetCollection(cli: Cli, { facts }: Library, named: string, dryRun: boolean): Promise<number> {
  const { plural } = await import('../../terminal/figures.js');
  const { plain } = await import('../../terminal/terminal.js');
  const path = resolve(cli.cwd, named);
  const real = await realpath(path).catch(() => path);
  const all = facts.list();
  const exact = all.filter(({ about }) => about.from === path || about.from === real);
  const chosen = exact.length > 0 ? exact : all.filter(({ about }) => isWithin(about.from, real));
  if (chosen.length === 0 || (exact.length === 0 && chosen.length > 1)) {
    const others = (chosen.length > 1 ? chosen : all).map(({ about }) => `"${about.from}"`).join(', ');
    const what =
      chosen.length > 1
        ? `Several collections were read in "${named}". Name one`
        : `Nothing is kept of what a collection "${named}" says`;
    const kept = chosen.length > 1 ? `: ${others}` : `. Of these there is something: ${others}`;
    throw new UsageError(others === '' ? `${what}, nor of any other.` : `${what}${kept}.`);
  }
  for (const { about, tracks } of chosen) {
    if (!dryRun) await facts.forget(about);
    const done = dryRun ? 'would be forgotten' : 'is forgotten; the tracks and files stay';
    const sentence = `what ${about.title} says of ${plural(tracks, 'track')} in ${about.from} ${done}`;
    if (dryRun || cli.terminal.verbosity >= 0) cli.terminal.err.write(`${plain(sentence)}\n`);
  }
  return EXIT.done;
}

const isWithin = (path: string, folder: string): boolean => {
  const way = relative(folder, path);
  return way !== '' && !/^\.\.(?:[\\/]|$)|^[A-Za-z]:/.test(way);
};

async function forget(
  cli: Cli,
  found: Awaited<ReturnType<Opened['limited']['of']>>,
  remove: Opened['limited']['forget'],
  dryRun: boolean,
): Promise<number> {
  const { plural } = await import('../../terminal/figures.js');
  const { plain } = await import('../../terminal/terminal.js');
  const tracks = plural(found.library.trackCount, 'track');
  if (!dryRun) await remove(found);
  const what = dryRun ? 'would be deleted' : 'deleted; the files stay';
  if (dryRun || cli.terminal.verbosity >= 0)
    cli.terminal.err.write(`index of ${plain(found.about.of ?? found.about.index)} with ${tracks} ${what}\n`);
  return EXIT.done;
}

export const remove = defineCommand({
  name: 'remove',
  summary: 'Take tracks, or what a DJ program says of them, out of the library. The files stay.',
  examples: [
    ['tracklistify library remove ~/Music/old', 'everything that lies, or lay, in that folder'],
    ['tracklistify library remove --of /media/usb/music', 'the index that --library /media/usb/music made'],
    ['tracklistify library remove --from collection.nml', 'what this collection has said; its tracks stay'],
    ['tracklistify library remove --yes "artist title"', 'what these words find'],
  ],
  define: (command) => {
    command
      .argument('[what...]', 'folders, files, ids, or search words')
      .option('--of <dir>', 'the whole index that --library DIR made, instead of tracks of the library')
      .option('--from <collection>', 'what a collection that was added by --from has said, instead of tracks')
      .option('-y, --yes', 'remove what search words find, without a look at it first')
      .option('--dry-run', 'only show what would be removed');
  },
  shape: (of) => ({
    args: of.tuple([of.words]),
    options: of.object({ of: of.text, from: of.text, yes: of.flag, dryRun: of.flag }),
  }),
  run(cli, [named], { of, from, yes = false, dryRun = false }) {
    if ([of !== undefined, from !== undefined, named.length > 0].filter(Boolean).length !== 1) {
      throw new UsageError(
        'Name what to remove from the library, or an index that --library made, by --of DIR, or a collection, by --from COLLECTION.',
      );
    }
    return withLibrary(cli, {}, async ({ library, limited, reporter }) => {
      if (from !== undefined) {
        reporter.stop();
        return forgetCollection(cli, library, from, dryRun);
      }
      if (of !== undefined) return forget(cli, await limited.of(of), limited.forget, dryRun);
      const chosen = new Map<string, TrackRecord>();
      let byWords = false;
      for (const what of named) {
        const found = await library.select(cli.cwd, what);
        // A path is never taken for search words.
        if (found.by === 'words' && (/[\\/]/.test(what) || existsSync(resolve(cli.cwd, what)))) found.tracks = [];
        if (found.tracks.length === 0) {
          throw new UsageError(`The library has nothing that "${what}" names, as a path, an id or words.`);
        }
        byWords ||= found.by === 'words';
        for (const track of found.tracks) chosen.set(track.id, track);
      }
      reporter.stop();
      const { out, err, verbosity } = cli.terminal;
      const { trackTable } = await import('./track-table.js');
      if (dryRun) {
        out.write(trackTable(library.known([...chosen.values()]), out));
        return EXIT.done;
      }
      if (byWords && !yes) {
        err.write(trackTable(library.known([...chosen.values()]), err));
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
});
