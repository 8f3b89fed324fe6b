import type { LoadedSettings } from '../config/load.js';

/** Names in one line. */
const MOST = 6;
/** Letters of what is wrong with a value: a stranger may have made the value long. */
const LONGEST_REASON = 300;

/** One line about what a `.env` in the working directory said in vain, null for nothing; `remedy` makes it count, if it is the user's own. */
export function ignoredWords(
  { ignored: names, unusable }: Pick<LoadedSettings, 'ignored' | 'unusable'>,
  remedy: string,
): string | null {
  if (names.length === 0) return null;
  const shown = names.length > MOST ? [...names.slice(0, MOST - 1), `${names.length - MOST + 1} more`] : names;
  const list = shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}` : shown[0];
  const are = `${list} in the .env of this folder ${names.length > 1 ? 'are' : 'is'} ignored`;
  const wrong = names.length === 1 && unusable[0] && unusable[0].reason.length <= LONGEST_REASON ? unusable[0] : null;
  return wrong
    ? `${are}: ${wrong.reason}`
    : `${are}, since it may have come with a download. If you wrote it: ${remedy}`;
}
