import type { WriteStream } from 'node:tty';
import type { ChalkInstance } from 'chalk';

/** The two output streams and what they can show. Results go to `out`, everything else to `err`. */
export interface Terminal {
  out: OutputStream;
  err: OutputStream;
  /** -1 quiet, 0 normal, 1 verbose. */
  verbosity: number;
  /** True when stderr carries NDJSON events for a program (`--events`): then nothing else is written there. */
  events: boolean;
  /** Takes reports of bugs; where there is none, they are shown whole. */
  bugs?: BugDesk;
}

/** Where what is needed to mend a bug is kept. */
export interface BugDesk {
  /** Without what nobody else is to read. */
  redact(text: string): string;
  /** Writes a report; its path, or null where none could be written. */
  file(error: unknown): string | null;
}

/** Paints text: `style.bold('x')`. Its `level` is 0 where nothing may be coloured, and then it returns the text as it is. */
export type Style = ChalkInstance;

export interface OutputStream {
  /** True for a terminal that a person looks at and that can redraw: live lines make sense. */
  readonly interactive: boolean;
  readonly style: Style;
  /** False where only ASCII is sure to be shown. It says how to decorate; a title is written as it is. */
  readonly unicode: boolean;
  /** Width to write for, now: it follows a resize. 80 where nobody says. */
  readonly columns: number;
  /** False for a file or a pipe, where a table may be as wide as its content. */
  readonly bounded: boolean;
  /** The terminal itself, where `interactive`: for what moves the cursor. */
  readonly tty?: WriteStream;
  write(text: string): void;
}

export { plain } from '../../domain/text.js';
