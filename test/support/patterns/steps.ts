import type { Node } from './parse.js';

type Goal = (at: number) => boolean;

/** Where steps double with each letter nobody waits for their number. */
const MOST_STEPS = 2e6;
class TooMany extends Error {}

/** Counts the steps (up to a limit) that a backtracking matcher, as JavaScript's engines are, takes to go through all of a text. */
export function stepCounter(tree: Node, flags: string): (text: string) => number {
  let text = '';
  let steps = 0;
  let end = -1;
  const start = prepare(tree, (at) => {
    end = at;
    return true;
  });

  function prepare(node: Node, then: Goal): Goal {
    switch (node.type) {
      case 'letter': {
        const fits = reader(node);
        return (at) => fits(at) && then(at + 1);
      }
      case 'sequence':
        return node.parts.reduceRight<Goal>((rest, part) => prepare(part, rest), then);
      case 'choice': {
        const options = node.parts.map((part) => prepare(part, then));
        return (at) => options.some((option) => option(at));
      }
      case 'place':
        return (at) => holds(node.sign, at) && then(at);
      case 'look': {
        const inner = prepare(node.body, () => true);
        const width = node.behind ? widthOf(node.body) : 0;
        return (at) => (at >= width && inner(at - width)) !== node.negated && then(at);
      }
      case 'repeat':
        return node.body.type === 'letter' ? lettersThen(node, node.body, then) : prepareRepeat(node, then);
    }
  }

  /** Whether a part takes the letter at a place; of the letters of ASCII each is asked once, as there are millions of steps. */
  function reader(node: Extract<Node, { type: 'letter' }>): Goal {
    const answers: boolean[] = [];
    return (at) => {
      if (++steps > MOST_STEPS) throw new TooMany();
      if (at >= text.length) return false;
      const code = text.charCodeAt(at);
      if (code >= 128) return node.fits(text[at]!);
      answers[code] ??= node.fits(text[at]!);
      return answers[code];
    };
  }

  function lettersThen(
    { least, most, lazy }: Extract<Node, { type: 'repeat' }>,
    letter: Extract<Node, { type: 'letter' }>,
    then: Goal,
  ): Goal {
    const fits = reader(letter);
    return (at) => {
      let count = 0;
      while (count < least) if (!fits(at + count++)) return false;
      if (lazy) {
        for (; ; count++) {
          if (then(at + count)) return true;
          if (count >= most || !fits(at + count)) return false;
        }
      }
      while (count < most && fits(at + count)) count++;
      for (; count >= least; count--) if (then(at + count)) return true;
      return false;
    };
  }

  function prepareRepeat({ body, least, most, lazy }: Extract<Node, { type: 'repeat' }>, then: Goal): Goal {
    let [count, before] = [0, -1];
    const once = prepare(body, (at) => next(at));
    const next: Goal = (at) => {
      const [rounds, last] = [count, before];
      // A round that took nothing leads nowhere.
      if (rounds > least && at === last) return false;
      const more = (): boolean => {
        if (rounds >= most) return false;
        [count, before] = [rounds + 1, at];
        const found = once(at);
        [count, before] = [rounds, last];
        return found;
      };
      if (rounds < least) return more();
      return lazy ? then(at) || more() : more() || then(at);
    };
    return (at) => {
      const outer = [count, before] as const;
      [count, before] = [0, -1];
      const found = next(at);
      [count, before] = outer;
      return found;
    };
  }

  function holds(sign: '^' | '$' | 'b' | 'B', at: number): boolean {
    steps++;
    const lines = flags.includes('m');
    if (sign === '^') return at === 0 || (lines && text[at - 1] === '\n');
    if (sign === '$') return at === text.length || (lines && text[at] === '\n');
    return (isWord(text[at - 1]) !== isWord(text[at])) === (sign === 'b');
  }

  const onlyAtStart = !flags.includes('m') && beginsAtStart(tree);
  return (given) => {
    text = given;
    steps = 0;
    try {
      goThrough();
    } catch (error) {
      if (!(error instanceof TooMany)) throw error;
    }
    return steps;
  };

  function goThrough(): void {
    for (let at = 0; at <= text.length; at++) {
      if (start(at)) {
        if (!flags.includes('g')) break;
        at = Math.max(at, end - 1);
      } else if (flags.includes('y')) break;
      if (onlyAtStart) break;
    }
  }
}

const isWord = (letter: string | undefined): boolean => letter !== undefined && /\w/.test(letter);

function beginsAtStart(node: Node): boolean {
  if (node.type === 'place') return node.sign === '^';
  if (node.type === 'sequence') return node.parts.length > 0 && beginsAtStart(node.parts[0]!);
  return node.type === 'choice' && node.parts.every(beginsAtStart);
}

/** Of what is looked for backwards: engines match it from its end, which comes to the same where it has one length. */
function widthOf(node: Node): number {
  if (node.type === 'letter') return 1;
  if (node.type === 'sequence') return node.parts.reduce((sum, part) => sum + widthOf(part), 0);
  if (node.type === 'place') return 0;
  throw new Error('Only what has one length is counted behind.');
}
