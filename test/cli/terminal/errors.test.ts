import { describe, expect, it } from 'vitest';
import { explainError } from '../../../src/cli/terminal/errors.js';
import { NetworkError, UsageError } from '../../../src/domain/errors.js';
import { placeToReport } from '../../../src/version.js';
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
  const bug = new RangeError('index out of range');

  it('is told with the one place where its report is', () => {
    const terminal = fakeTerminal();
    const filed: unknown[] = [];
    terminal.bugs = {
      redact: (text) => text.replace('range', '***'),
      file: (error) => `/cache/${filed.push(error)}.txt`,
    };
    expect(explainError(bug, terminal)).toMatch(
      /^error: index out of \*\*\*\nThis is a bug in tracklistify [\d.]+, not your mistake\. A report is in \/cache\/1\.txt\.\n$/,
    );
    expect(filed).toEqual([bug]);
    expect(explainError(new UsageError('x'), terminal)).toBe('error: x\n');
    expect(explainError(bug, { ...terminal, verbosity: 1 })).toMatch(/txt\.\n {2}at .*errors\.test\.ts/);
    expect(JSON.parse(explainError(bug, { ...terminal, events: true }))).toMatchObject({
      code: 'bug',
      report: '/cache/3.txt',
    });
  });

  it('is shown whole where no report could be written, and names no place that the package does not', () => {
    const text = explainError(bug, { ...fakeTerminal(), bugs: { redact: (same) => same, file: () => null } });
    expect(text).toMatch(/^error: index out of range\nThis is a bug in tracklistify [\d.]+ \(node v.*\)\.\n/);
    expect(text).toMatch(/\n {2}at .*errors\.test\.ts/);
    expect(text).not.toMatch(/npm|http|send/);
  });

  it('is reported where package.json says, and nowhere else', () => {
    expect(placeToReport({})).toBeNull();
    expect(placeToReport({ bugs: 'https://example.org/bugs' })).toBe('https://example.org/bugs');
    expect(placeToReport({ bugs: { email: 'bugs@example.org' } })).toBe('bugs@example.org');
    expect(placeToReport({ repository: { url: 'git+https://example.org/a/b.git' } })).toBe('https://example.org/a/b');
    expect(placeToReport({ repository: 'github:a/b' })).toBeNull();
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
