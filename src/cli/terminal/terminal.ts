/** The two output streams and what they can show. Results go to `out`, everything else to `err`. */
export interface Terminal {
  out: OutputStream;
  err: OutputStream;
  /** -1 quiet, 0 normal, 1 verbose. */
  verbosity: number;
}

export interface OutputStream {
  /** True for a terminal that a person looks at: colour, live lines and tables make sense. */
  interactive: boolean;
  colour: boolean;
  unicode: boolean;
  columns: number;
  write(text: string): void;
}

/**
 * Untrusted text made safe to show: no escape sequence, no control character, no bidirectional override reaches the
 * terminal; line breaks become spaces.
 */
export function plain(text: string): string {
  return text
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
}
