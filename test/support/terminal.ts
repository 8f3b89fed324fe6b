import { Chalk } from 'chalk';
import type { OutputStream, Style, Terminal } from '../../src/cli/terminal/terminal.js';

export interface FakeStream extends OutputStream {
  /** Everything written so far. */
  text: string;
}

export interface FakeTerminal extends Terminal {
  out: FakeStream;
  err: FakeStream;
}

export interface FakeOptions {
  columns?: number;
  colour?: Style['level'];
  unicode?: boolean;
  interactive?: boolean;
  bounded?: boolean;
  verbosity?: number;
  events?: boolean;
}

/** A stream that remembers what was written to it. */
export function fakeStream(options: FakeOptions = {}): FakeStream {
  return {
    text: '',
    interactive: options.interactive ?? false,
    style: new Chalk({ level: options.colour ?? 0 }),
    unicode: options.unicode ?? true,
    columns: options.columns ?? 80,
    bounded: options.bounded ?? true,
    write(text) {
      this.text += text;
    },
  };
}

export function fakeTerminal(options: FakeOptions = {}): FakeTerminal {
  return {
    out: fakeStream(options),
    err: fakeStream(options),
    verbosity: options.verbosity ?? 0,
    events: options.events ?? false,
  };
}
