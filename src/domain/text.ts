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
 * JSON that does nothing to a terminal on its way. Only the control characters below U+0020 are escaped by JSON itself;
 * here the others are too, and what turns the direction of writing round. It reads back the same.
 */
export function inertJson(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
