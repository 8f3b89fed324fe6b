/**
 * Untrusted text made safe to show and to write: no escape sequence, no control character, no bidirectional override, no
 * half of a surrogate pair; line breaks become spaces.
 */
export function plain(text: string): string {
  return text
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .replace(/\p{Surrogate}/gu, '\ufffd');
}

/** The same for a title or a name that stands in a line or a cell: no blanks around it, and single ones inside. */
export function oneLine(text: string): string {
  return plain(text).replace(/\s+/g, ' ').trim();
}

/**
 * Without the letters at its end that fit. `/[.\s]+$/` comes to the same, and begins anew at each letter of a long row of
 * them: a megabyte of blanks would take hours.
 */
export function withoutEnd(text: string, letter: RegExp): string {
  let end = text.length;
  while (end > 0 && letter.test(text[end - 1]!)) end--;
  return text.slice(0, end);
}

/**
 * Without what stands between an opening and the next closing mark, both included, in one pass; both patterns are global.
 * What is opened and never closed is kept or dropped.
 */
export function withoutBetween(text: string, open: RegExp, close: RegExp, unclosed: 'kept' | 'dropped'): string {
  let rest = '';
  let at = 0;
  for (;;) {
    open.lastIndex = at;
    const opened = open.exec(text);
    if (!opened) return rest + text.slice(at);
    close.lastIndex = open.lastIndex;
    if (!close.exec(text)) return rest + text.slice(at, unclosed === 'kept' ? text.length : opened.index);
    rest += text.slice(at, opened.index);
    at = close.lastIndex;
  }
}

/**
 * A value as JSON that does nothing to a terminal on its way, with a line's end. Only the control characters below U+0020 are
 * escaped by JSON itself; here the others are too, and what turns the direction of writing round. It reads back the same.
 * Whatever is printed or written for people and programs goes through this.
 */
export function jsonText(value: unknown, indent?: number, replacer?: (key: string, part: unknown) => unknown): string {
  const json = JSON.stringify(value, replacer, indent).replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${json}\n`;
}

/** Where JSON breaks, without what Node says around it: `…, "x " is not valid JSON`, and its (line 1 column 2). */
export function jsonFault(error: unknown): string {
  const said = oneLine(error instanceof Error ? error.message : String(error));
  return said
    .replace(/,? (?:\.\.\.)?".{0,99}"(?:\.\.\.)? is not valid JSON$/, '')
    .replace(/ \(line \d+ column \d+\)$/, '');
}

/** What a text says as JSON; undefined where it is none. */
export function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
