import type { Terminal } from './terminal.js';

export interface TerminalFlags {
  quiet?: boolean;
  verbose?: boolean;
  color?: boolean;
}

export function createTerminal(process: NodeJS.Process, flags: TerminalFlags): Terminal {
  const stream = (s: NodeJS.WriteStream) => ({
    interactive: s.isTTY === true,
    colour: s.isTTY === true && flags.color !== false && !process.env['NO_COLOR'],
    unicode: true,
    columns: s.columns ?? 80,
    write: (text: string) => {
      s.write(text);
    },
  });
  return {
    out: stream(process.stdout),
    err: stream(process.stderr),
    verbosity: flags.quiet ? -1 : flags.verbose ? 1 : 0,
  };
}
