import { withoutBetween } from '../../domain/text.js';

/** Of an answer; the largest that is asked for takes a few thousand. */
const LONGEST = 200_000;

/**
 * The first whole JSON object in a model's answer: without its thoughts, code fences and the friendly words around it.
 * Undefined when there is none.
 */
export function jsonIn(answer: string): unknown {
  const spoken = withoutBetween(answer.slice(0, LONGEST), /<think>/gi, /<\/think>/gi, 'kept');
  const text = spoken.replace(/^[\s\S]*<\/think>/i, '');
  // A few starts are enough: a text with more braces before its answer has none.
  for (let from = text.indexOf('{'), tries = 0; from >= 0 && tries < 20; from = text.indexOf('{', from + 1), tries++) {
    const end = endOf(text, from);
    if (end === null) return undefined;
    try {
      return JSON.parse(text.slice(from, end));
    } catch {
      // Braces of prose; the next one may be the answer's.
    }
  }
  return undefined;
}

/** Just past the brace that closes the one at `from`. */
function endOf(text: string, from: number): number | null {
  let depth = 0;
  let inside = false;
  for (let i = from; i < text.length; i++) {
    const sign = text[i];
    if (inside) {
      if (sign === '\\') i++;
      else if (sign === '"') inside = false;
    } else if (sign === '"') inside = true;
    else if (sign === '{') depth++;
    else if (sign === '}' && --depth === 0) return i + 1;
  }
  return null;
}
