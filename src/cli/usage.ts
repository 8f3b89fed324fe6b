import { plain } from '../domain/text.js';

/** What the parser of the command line says, as `[its words, ours]`. What isn't here is said in its own words. */
const SAYINGS: ReadonlyArray<readonly [RegExp, string]> = [
  [/^unknown option '(-[^']*)'/, 'There is no option $1.'],
  [/^unknown command '([^']*)'/, 'There is no command "$1".'],
  [/^option '(?:-\w, )?(--?[\w-]+)(?:[ ,][^']*)?' argument missing/, '$1 needs a value after it.'],
  [/^option '(?:-\w, )?(--?[\w-]+)(?:[ ,][^']*)?' argument '([\s\S]*?)' is invalid\./, '$1 can\'t be "$2".'],
  [/^command-argument value '([\s\S]*?)' is invalid for argument '([^']*)'\./, '<$2> can\'t be "$1".'],
  [/^missing required argument '([^']*)'/, '<$1> is missing.'],
  [/^too many arguments for '([^']*)'\. Expected (\d+) arguments? but got (\d+)\./, '$1 takes $2, and $3 are named.'],
];

/** A mistake on the command line in one line of text: what is wrong, and what to write instead or where that stands. */
export function usageSentence(said: string, path: string): string {
  const [first = '', ...hints] = said
    .replace(/^error: /, '')
    .trimEnd()
    .split('\n(');
  const saying = SAYINGS.find(([pattern]) => pattern.test(first));
  const sentence = saying ? first.replace(...saying) : first;
  const help = `"${path} --help" shows what there is.`;
  const hint = hints.map((text) => text.replace(/\)$/, '')).join(' ');
  // A value that is refused comes with what is taken.
  const helped = hint || (/ can't be /.test(sentence) ? '' : help);
  return plain([sentence, helped].filter(Boolean).join(' '));
}
