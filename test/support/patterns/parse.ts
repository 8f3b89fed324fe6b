/** A pattern of a regular expression as a tree, for counting what a match of it costs. */
export type Node =
  | { type: 'letter'; fits(letter: string): boolean }
  | { type: 'sequence' | 'choice'; parts: Node[] }
  | { type: 'repeat'; body: Node; least: number; most: number; lazy: boolean }
  | { type: 'look'; body: Node; behind: boolean; negated: boolean }
  | { type: 'place'; sign: '^' | '$' | 'b' | 'B' };

const REPEAT = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})(\??)/;
const ESCAPE = /^\\(?:u\{[^}]*\}|u[\da-f]{4}|x[\da-f]{2}|[pP]\{[^}]*\}|c[a-z]|[\s\S])/i;
const GROUP = /^\((?:\?(?::|<?[=!]|<[\w$]+>))?/;
const CLASS = /^\[(?:[^\]\\]|\\[\s\S])*\]/;

/** Everything that patterns of this project hold. References back to a group are refused: they grow faster than anything. */
export function parsePattern(source: string, flags: string): Node {
  let at = 0;
  const took = (pattern: RegExp): RegExpExecArray | null => {
    const found = pattern.exec(source.slice(at));
    if (found) at += found[0].length;
    return found;
  };

  function choice(): Node {
    const parts = [sequence()];
    while (source[at] === '|') {
      at++;
      parts.push(sequence());
    }
    return parts.length === 1 ? parts[0]! : { type: 'choice', parts };
  }

  function sequence(): Node {
    const parts: Node[] = [];
    while (at < source.length && source[at] !== '|' && source[at] !== ')') parts.push(repeated(single()));
    return parts.length === 1 ? parts[0]! : { type: 'sequence', parts };
  }

  function repeated(body: Node): Node {
    const found = took(REPEAT);
    if (!found) return body;
    const [, sign, low, comma, high, lazy] = found;
    const least = sign ? Number(sign === '+') : Number(low);
    const most = sign ? (sign === '?' ? 1 : Infinity) : comma ? (high ? Number(high) : Infinity) : least;
    return { type: 'repeat', body, least, most, lazy: lazy === '?' };
  }

  function single(): Node {
    const group = took(GROUP);
    if (group) {
      const body = choice();
      if (source[at++] !== ')') throw new Error(`Can't read /${source}/ at ${at}.`);
      const look = /^\(\?(<?)([=!])/.exec(group[0]);
      return look ? { type: 'look', body, behind: look[1] === '<', negated: look[2] === '!' } : body;
    }
    if (source[at] === '^' || source[at] === '$') return { type: 'place', sign: source[at++] as '^' };
    if (/^\\[bB]/.test(source.slice(at))) {
      at += 2;
      return { type: 'place', sign: source[at - 1] as 'b' };
    }
    if (/^\\(?:[1-9]|k<)/.test(source.slice(at))) throw new Error(`/${source}/ refers back to a group.`);
    const text = (took(CLASS) ?? took(ESCAPE) ?? took(/^[\s\S]/))![0];
    return { type: 'letter', fits: letterTest(text, flags) };
  }

  const tree = choice();
  if (at < source.length) throw new Error(`Can't read /${source}/ at ${at}.`);
  return tree;
}

function letterTest(text: string, flags: string): (letter: string) => boolean {
  const pattern = new RegExp(`^${text}$`, flags.replace(/[^isu]/g, ''));
  const known = new Int8Array(65_536);
  return (letter) => {
    const code = letter.charCodeAt(0);
    known[code] ||= pattern.test(letter) ? 1 : -1;
    return known[code] === 1;
  };
}
