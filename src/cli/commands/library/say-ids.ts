import { idLabel, trackLabel } from '../../../domain/track.js';
import type { Library } from '../../../library/library.js';
import type { Cli } from '../../command.js';
import { shortPath } from '../../short-path.js';
import { plural } from '../../terminal/figures.js';
import { shellWord } from '../../terminal/shell-word.js';
import { plain } from '../../terminal/terminal.js';
import { warnTo } from '../../terminal/warn.js';

/** Of tracks that were added: which unknowns of mixes they are, and how those get their name. */
export async function sayKnownIds(cli: Cli, library: Library): Promise<void> {
  const { terminal } = cli;
  const { knownByNow } = await import('../../../wiring/known-by-now.js');
  const { LibraryError } = await import('../../../domain/errors.js');
  try {
    for (const { number, mixes, track } of await knownByNow(cli, await cli.settings(), library)) {
      const name = shellWord(track.file === undefined ? trackLabel(track) : shortPath(cli.cwd, track.file));
      const sentence = `${idLabel(number)}, heard in ${plural(mixes, 'mix', 'mixes')}, is ${trackLabel(track)}. To name it there: tracklistify ids name ${number} --as ${name}`;
      if (terminal.verbosity >= 0 && !terminal.events) terminal.err.write(`${plain(sentence)}\n`);
    }
  } catch (error) {
    // The music is added: what the archive can't be asked about is no failure of that.
    if (!(error instanceof LibraryError)) throw error;
    warnTo(terminal)(error.message);
  }
}
