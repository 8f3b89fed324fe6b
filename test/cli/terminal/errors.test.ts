import { describe, expect, it } from 'vitest';
import { explainError } from '../../../src/cli/terminal/errors.js';
import { NetworkError, UsageError } from '../../../src/domain/errors.js';
import { fakeTerminal } from '../../support/terminal.js';

describe('an error that we know', () => {
  const cause = Object.assign(new Error('connect refused', { cause: new TypeError('deep') }), { code: 'ECONNREFUSED' });
  const error = new NetworkError('shazam', 'Shazam gives no answer. Try again later.', { cause });

  it('is one line', () => {
    expect(explainError(error, fakeTerminal())).toBe('error: Shazam gives no answer. Try again later.\n');
  });

  it('comes with its causes under --verbose', () => {
    expect(
      explainError(error, fakeTerminal({ verbosity: 1 }))
        .split('\n')
        .slice(1, -1),
    ).toEqual(['  because connect refused (ECONNREFUSED)', '  because TypeError: deep']);
  });

  it('is made safe: a file name may carry escape sequences', () => {
    expect(explainError(new UsageError('No file a\u001b[2J\nb.'), fakeTerminal())).toBe('error: No file a [2J b.\n');
  });

  it('is an event under --events', () => {
    const text = explainError(error, fakeTerminal({ events: true }));
    expect(JSON.parse(text)).toEqual({ type: 'error', code: 'network', message: error.message });
  });
});

describe('a bug', () => {
  it('shows its stack and where to report it', () => {
    const text = explainError(new RangeError('index out of range'), fakeTerminal());
    expect(text).toMatch(/^error: index out of range\nThis is a bug in tracklistify \d/);
    expect(text).toContain('npm bugs tracklistify');
    expect(text).toMatch(/\n {2}at .*errors\.test\.ts/);
  });

  it('may be anything that was thrown', () => {
    expect(explainError('oops', fakeTerminal())).toMatch(/^error: oops\n/);
    expect(explainError(undefined, fakeTerminal())).toMatch(/^error: undefined\n/);
  });

  it('with a circle of causes ends', () => {
    const error = new Error('a');
    error.cause = error;
    expect(explainError(error, fakeTerminal()).length).toBeLessThan(10_000);
  });
});

it('an interruption is no error', () => {
  const interrupted = Object.assign(new Error('Interrupted by SIGINT.'), { name: 'AbortError' });
  expect(explainError(interrupted, fakeTerminal())).toBe('Interrupted by SIGINT.\n');
});
