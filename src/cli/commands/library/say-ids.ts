import { idLabel, trackLabel } from '../../../domain/track.js';
import type { Library } from '../../../library/library.js';
import type { KnownByNow } from '../../../wiring/known-by-now.js';
import type { Cli } from '../../command.js';
import { shortPath } from '../../short-path.js';
import { plural } from '../../terminal/figures.js';
import { shellWord } from '../../terminal/shell-word.js';
import { plain } from '../../terminal/terminal.js';
import { warnTo } from '../../terminal/warn.js';

/** So many mixes are named. */
const NAMED = 5;

/** An ID that is a track gets its name; of one that is more than that only a part is to have it, which takes another look at its mixes. */
export function sentenceFor(cwd: string, { number, mixes, tracks, isWhole }: KnownByNow): string {
  const about = `${idLabel(number)}, heard in ${plural(mixes.length, 'mix', 'mixes')},`;
  const names = tracks.map(trackLabel).join(' and ');
  const [first] = tracks;
  if (isWhole && first) {
    const name = shellWord(first.file === undefined ? trackLabel(first) : shortPath(cwd, first.file));
    return `${about} is ${names}. To name it there: tracklistify ids name ${number} --as ${name}`;
  }
  const where = mixes.length > NAMED ? '--all' : mixes.join(' ');
  const what = `${about} holds ${names}${tracks.length === 1 ? ', and something else' : ''}.`;
  return mixes.length === 0 ? what : `${what} To tell them apart there: tracklistify retry ${where}`;
}

/** Of tracks that were added: which unknowns of mixes they are, and how those get their name. */
export async function sayKnownIds(cli: Cli, library: Library): Promise<void> {
  const { terminal } = cli;
  const { knownByNow } = await import('../../../wiring/known-by-now.js');
  const { LibraryError } = await import('../../../domain/errors.js');
  try {
    for (const known of await knownByNow(cli, await cli.settings(), library)) {
      const sentence = sentenceFor(cli.cwd, known);
      if (terminal.verbosity >= 0 && !terminal.events) terminal.err.write(`${plain(sentence)}\n`);
    }
  } catch (error) {
    // The music is added: what the archive can't be asked about is no failure of that.
    if (!(error instanceof LibraryError)) throw error;
    warnTo(terminal)(error.message);
  }
}
