import { idLabel, trackLabel } from '../domain/track.js';
import type { TrackEntry, Tracklist } from '../domain/tracklist.js';
import { openArchive } from '../wiring/archive.js';
import type { Cli } from './command.js';
import { plural } from './terminal/figures.js';
import { shellWord } from './terminal/shell-word.js';

/** Of unknowns that got a name in one mix: how they get it in the others in which they were heard. */
export async function sayOtherMixes(cli: Cli, before: Tracklist, after: Tracklist): Promise<void> {
  const unknown = new Set(before.entries.flatMap(({ kind, number }) => (kind === 'unknown' && number) || []));
  const named = after.entries.filter(
    (entry): entry is TrackEntry => entry.kind === 'track' && entry.number !== undefined && unknown.has(entry.number),
  );
  const settings = await cli.settings();
  if (named.length === 0 || cli.terminal.verbosity < 0 || !settings.archive.enabled) return;
  const archive = await openArchive(cli, settings);
  const { answering, mixesWith, numbersOf } = await import('../app/ids.js');
  const [ids, mixes] = [await archive.ids.list(), await archive.read()];
  const here = mixes.of(after.source);
  for (const { number, track } of named) {
    const answer = answering(ids, number!);
    const others = mixesWith(mixes.all, numbersOf(ids, answer)).filter((mix) => !here.includes(mix));
    if (others.length === 0) continue;
    cli.terminal.err.write(
      `${idLabel(answer)} was heard in ${plural(others.length, 'other mix', 'other mixes')}. To name it there, too: ` +
        `tracklistify ids name ${answer} ${shellWord(trackLabel(track))}\n`,
    );
  }
}
