import type { Node } from './parse.js';
import { parsePattern } from './parse.js';
import { stepCounter } from './steps.js';

/** Letters of every kind that patterns tell apart. */
const LETTERS = [
  ...Array.from({ length: 95 }, (_, i) => String.fromCharCode(126 - i)).sort((a, b) => rank(a) - rank(b)),
  ...'\n\t\r\0\u001b\u0085é–“\u0301\u200e一\ufeff',
];
function rank(letter: string): number {
  return /[a-z]/.test(letter) ? 0 : /\w/.test(letter) ? 1 : 2;
}

const SHORT = 24;
const LONG = 320;
/** Twice the text takes twice the steps; with a square in it, four times. */
const LINEAR = 2.6;
/** Few enough that a megabyte is read in a second or two. */
const MOST_A_LETTER = 150;

export interface Growth {
  /** What is repeated, between what. */
  text: string;
  /** How many times the steps grow when the text is twice as long. */
  factor: number;
  stepsALetter: number;
}

/** A text that a pattern reads in a time that grows faster than the text; null when none could be found. */
export function growthOf(source: string, flags: string): Growth | null {
  const tree = parsePattern(source, flags);
  if (!hasLongRepeat(tree)) return null;
  const steps = stepCounter(tree, flags);
  for (const [before, word, after] of attacks(tree)) {
    const text = (length: number): string => before + word.repeat(Math.ceil(length / word.length)) + after;
    const short = steps(text(SHORT));
    if (steps(text(2 * SHORT)) / short < LINEAR - 0.3 && short < SHORT * MOST_A_LETTER) continue;
    const [half, whole] = [steps(text(LONG)), steps(text(2 * LONG))];
    const [factor, stepsALetter] = [whole / half, whole / text(2 * LONG).length];
    if (factor > LINEAR || stepsALetter > MOST_A_LETTER) {
      return { text: JSON.stringify([before, word, after]), factor, stepsALetter };
    }
  }
  return null;
}

/** Without a repeat that can be long, the steps at each letter have a bound. */
function hasLongRepeat(node: Node): boolean {
  if (node.type === 'repeat') return node.most > 50 || hasLongRepeat(node.body);
  if (node.type === 'look') return hasLongRepeat(node.body);
  return 'parts' in node && node.parts.some(hasLongRepeat);
}

/** Beginnings that lead into the pattern, words that its parts can take again and again, and ends that spoil the match. */
function* attacks(tree: Node): Generator<[string, string, string]> {
  const letters = kindsOfLetters(tree);
  const sample = (node: Node): string => sampleOf(node, letters);
  const beginnings = new Set(['', 'x']);
  const words = new Set(letters);
  const visit = (node: Node): void => {
    words.add(sample(node));
    if (node.type === 'repeat' || node.type === 'look') visit(node.body);
    if (!('parts' in node)) return;
    for (const part of node.parts) visit(part);
    if (node.type === 'sequence') {
      for (let i = 1; i <= node.parts.length; i++) {
        // In the middle of a word that is written out nothing can be repeated.
        if (node.parts[i]?.type === 'letter') continue;
        const beginning = node.parts.slice(0, i).map(sample).join('');
        beginnings.add(beginning);
        words.add(beginning);
      }
    }
  };
  visit(tree);
  const few = letters.slice(0, 12);
  for (const a of few) for (const b of few) words.add(a + b);
  words.delete('');
  for (const before of beginnings) {
    for (const word of words) for (const after of ['', '\0', 'x\n', '\n\0x']) yield [before, word, after];
  }
}

/** One letter for each set of the pattern's parts that take it. */
function kindsOfLetters(tree: Node): string[] {
  // A line's end is a kind of its own where `^` and `$` are.
  const tests: Array<(letter: string) => boolean> = [(letter) => letter === '\n', (letter) => /\w/.test(letter)];
  const visit = (node: Node): void => {
    if (node.type === 'letter') tests.push(node.fits);
    else if (node.type === 'repeat' || node.type === 'look') visit(node.body);
    else if ('parts' in node) node.parts.forEach(visit);
  };
  visit(tree);
  const kinds = new Map<string, string>();
  for (const letter of LETTERS) {
    const kind = tests.map((fits) => Number(fits(letter))).join('');
    if (!kinds.has(kind)) kinds.set(kind, letter);
  }

  // Those that many parts take first: where parts share a letter, a text can be split in many ways.
  const shared = (kind: string): number => kind.replaceAll('0', '').length;
  return [...kinds].sort(([a], [b]) => shared(b) - shared(a)).map(([, letter]) => letter);
}

/** A text that a part takes, with each repeat at least once. */
function sampleOf(node: Node, letters: readonly string[]): string {
  switch (node.type) {
    case 'letter':
      return letters.find((letter) => node.fits(letter)) ?? '';
    case 'sequence':
      return node.parts.map((part) => sampleOf(part, letters)).join('');
    case 'choice':
      return sampleOf(node.parts[0]!, letters);
    case 'repeat':
      return node.most === 0 ? '' : sampleOf(node.body, letters).repeat(Math.min(50, Math.max(1, node.least)));
    default:
      return '';
  }
}
