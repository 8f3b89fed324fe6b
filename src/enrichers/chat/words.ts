import type { ChatRequest, Dialect } from './request.js';

/** More of a bad answer than this teaches nobody. */
const LONGEST_QUOTE = 6000;

/** The texts of a request's messages. Where no schema goes with the request, it stands in the instructions. */
export function messageTexts(
  { system, data, schema, repair }: ChatRequest,
  form: Dialect['form'],
): { system: string; data: string; more: Array<{ role: 'assistant' | 'user'; content: string }> } {
  const inWords = `\n\nAnswer with one JSON object by this JSON Schema, and nothing else:\n${JSON.stringify(schema.json)}`;
  // A server that passes over the schema without a word is found out by its bad answer.
  const spelled = (form !== 'schema' && form !== 'tool') || repair !== undefined;
  return {
    system: spelled ? system + inWords : system,
    data,
    more: repair
      ? [
          { role: 'assistant', content: inert(repair.answer.slice(0, LONGEST_QUOTE)) || '(nothing)' },
          {
            role: 'user',
            content: `Your answer doesn't hold: ${repair.problems}. Answer anew, in JSON only, by the schema, in English.`,
          },
        ]
      : [],
  };
}

/**
 * Data as JSON in which no sign can end the data. Local servers paste messages into a template of their own; there `<|im_end|>`
 * or `[/INST]` in a title would be a border between roles. JSON can write every one of their characters as an escape.
 */
export function inertData(value: unknown): string {
  // Inside of its strings only: outside, brackets are JSON's own.
  let inside = false;
  return JSON.stringify(value).replace(/\\.|["<>[\]|]/g, (sign) => {
    if (sign === '"') inside = !inside;
    return inside && sign.length === 1 && sign !== '"'
      ? `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`
      : sign;
  });
}

/** A model's own words, on their way back to it. */
function inert(text: string): string {
  return text.replace(/<\||\|>|\[\/?INST\]|<\/?s>|<<\/?SYS>>|<(?:start|end)_of_turn>/gi, ' ');
}
