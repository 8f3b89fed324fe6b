import { describe, expect, it } from 'vitest';
import { createTerminal, type Streams, type TerminalFlags } from '../../../src/cli/terminal/create.js';

const tty = (columns: number | undefined = 100) => ({ isTTY: true, columns, write: () => true });
const pipe = () => ({ write: () => true });

function terminal(
  env: Record<string, string>,
  { out = tty() as object, err = tty() as object, platform = 'linux', flags = {} as TerminalFlags } = {},
) {
  const streams = { stdout: out, stderr: err, env, platform } as unknown as Streams;
  return createTerminal(streams, flags);
}

describe('colour', () => {
  const level = (env: Record<string, string>, options?: Parameters<typeof terminal>[1]) =>
    terminal(env, options).out.style.level;

  it('is used on a terminal only', () => {
    expect(level({ TERM: 'xterm' })).toBe(1);
    expect(level({ TERM: 'xterm-256color' })).toBe(2);
    expect(level({ TERM: 'xterm', COLORTERM: 'truecolor' })).toBe(3);
    expect(level({ TERM: 'xterm' }, { out: pipe() })).toBe(0);
  });

  it('is decided for each stream by itself', () => {
    const { out, err } = terminal({ TERM: 'xterm' }, { out: pipe() });
    expect([out.style.level, err.style.level]).toEqual([0, 1]);
  });

  it.each([
    [{ NO_COLOR: '1' }],
    [{ FORCE_COLOR: '0' }],
    [{ FORCE_COLOR: 'false' }],
    [{ CI: 'true' }],
    [{ TERM: 'dumb' }],
  ])('is off with %o', (env) => {
    expect(level({ TERM: 'xterm', ...env })).toBe(0);
  });

  it('ignores an empty NO_COLOR, as no-color.org asks', () => {
    expect(level({ TERM: 'xterm', NO_COLOR: '' })).toBe(1);
  });

  it('is forced by FORCE_COLOR, even into a pipe', () => {
    expect(level({ FORCE_COLOR: '1' }, { out: pipe() })).toBe(1);
    expect(level({ FORCE_COLOR: '' }, { out: pipe() })).toBe(1);
    expect(level({ FORCE_COLOR: '3', NO_COLOR: '1' })).toBe(3);
  });

  it('is off with --no-color whatever the environment says', () => {
    expect(level({ TERM: 'xterm', FORCE_COLOR: '3' }, { flags: { color: false } })).toBe(0);
  });

  it('returns text as it is where it is off', () => {
    expect(terminal({ NO_COLOR: '1' }).out.style.red('x')).toBe('x');
  });
});

describe('live lines', () => {
  const interactive = (env: Record<string, string>, options?: Parameters<typeof terminal>[1]) =>
    terminal(env, options).err.interactive;

  it('need a terminal that can redraw and a person before it', () => {
    expect(interactive({ TERM: 'xterm' })).toBe(true);
    expect(interactive({ TERM: 'xterm' }, { err: pipe() })).toBe(false);
    expect(interactive({ TERM: 'dumb' })).toBe(false);
    expect(interactive({ TERM: 'xterm', CI: 'true' })).toBe(false);
    expect(interactive({ TERM: 'xterm', CI: 'false' })).toBe(true);
  });
});

describe('unicode', () => {
  const unicode = (env: Record<string, string>, platform = 'linux') => terminal(env, { platform }).out.unicode;

  it('follows the locale, the strongest variable first', () => {
    expect(unicode({ LANG: 'en_GB.UTF-8' })).toBe(true);
    expect(unicode({ LANG: 'C.utf8' })).toBe(true);
    expect(unicode({ LANG: 'en_GB.UTF-8', LC_ALL: 'C' })).toBe(false);
    expect(unicode({ LANG: 'C', LC_CTYPE: 'ja_JP.UTF-8' })).toBe(true);
    expect(unicode({ LANG: 'de_DE.ISO-8859-1' })).toBe(false);
    expect(unicode({})).toBe(false);
    expect(unicode({}, 'darwin')).toBe(true);
  });

  it('is off on a dumb terminal and on the Linux console', () => {
    expect(unicode({ LANG: 'C.UTF-8', TERM: 'dumb' })).toBe(false);
    expect(unicode({ LANG: 'C.UTF-8', TERM: 'linux' })).toBe(false);
  });

  it('on Windows needs a terminal that names itself', () => {
    expect(unicode({}, 'win32')).toBe(false);
    expect(unicode({ WT_SESSION: 'x' }, 'win32')).toBe(true);
  });
});

describe('width', () => {
  it('follows a resize', () => {
    const stream = tty(100);
    const { out } = terminal({}, { out: stream });
    stream.columns = 60;
    expect(out.columns).toBe(60);
  });

  it('takes COLUMNS, but never more than the terminal has', () => {
    expect(terminal({ COLUMNS: '60' }, { out: tty(100) }).out.columns).toBe(60);
    expect(terminal({ COLUMNS: '200' }, { out: tty(100) }).out.columns).toBe(100);
    expect(terminal({ COLUMNS: '200' }, { out: pipe() }).out.columns).toBe(200);
    expect(terminal({ COLUMNS: 'wide' }, { out: tty(100) }).out.columns).toBe(100);
  });

  it('is 80 and no bound where nobody says', () => {
    const { out } = terminal({}, { out: pipe() });
    expect([out.columns, out.bounded]).toEqual([80, false]);
    // Some terminals (a serial line, a pty of a script) say 0.
    expect(terminal({}, { out: tty(0) }).out.columns).toBe(80);
  });
});

it('knows quiet and verbose', () => {
  expect(terminal({}, { flags: { quiet: true } }).verbosity).toBe(-1);
  expect(terminal({}, { flags: { verbose: true } }).verbosity).toBe(1);
  expect(terminal({}).verbosity).toBe(0);
});
