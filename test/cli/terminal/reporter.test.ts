import { describe, expect, it } from 'vitest';
import { startReporter } from '../../../src/cli/terminal/reporter.js';
import type { TracklistifyEvent } from '../../../src/domain/events.js';
import { type FakeOptions, fakeTerminal } from '../../support/terminal.js';

const run: TracklistifyEvent[] = [
  { type: 'source', source: { name: 'm', kind: 'file', location: '/m' }, duration: 100 },
  { type: 'stage', stage: 'listen' },
  ...[0, 2, 4, 12, 14, 100].map((mixTime) => ({ type: 'position', mixTime, duration: 100, found: 0 }) as const),
  { type: 'call', provider: 'shazam', mixTime: 65, outcome: 'no-match' },
  { type: 'warning', message: 'A \u001b[31mwarning.' },
  { type: 'warning', message: 'A \u001b[31mwarning.' },
  { type: 'news', message: 'Good to know.' },
];

async function report(options: FakeOptions, events = run) {
  const terminal = fakeTerminal(options);
  const reporter = await startReporter(terminal, { now: () => 0 });
  for (const event of events) reporter.emit(event);
  reporter.stop();
  expect(terminal.out.text).toBe('');
  return { text: terminal.err.text, reporter };
}

describe('off a terminal', () => {
  it('only warnings and news are said, each once, made safe', async () => {
    const { text, reporter } = await report({});
    expect(text).toBe('warning: A  [31mwarning.\nGood to know.\n');
    expect(reporter.warned.size).toBe(2);
  });

  it('--verbose tells stages, every tenth of the way, and calls', async () => {
    const { text } = await report({ verbosity: 1 });
    expect(text.split('\n')).toEqual([
      'Listening  m',
      expect.stringContaining('Listening 0:12 of 1:40'),
      expect.stringContaining('Listening 1:40 of 1:40'),
      'shazam at 1:05: no match',
      'warning: A  [31mwarning.',
      'Good to know.',
      '',
    ]);
  });

  it('a pause of more than five seconds is said, once', async () => {
    const waiting = (seconds: number): TracklistifyEvent => ({
      type: 'waiting',
      provider: 'Shazam',
      until: seconds * 1000,
      reason: 'Shazam is asked too often (HTTP 429).',
    });
    const { text } = await report({}, [waiting(4), waiting(60), waiting(60), waiting(120)]);
    expect(text).toBe(
      'waiting for Shazam, 1:00: Shazam is asked too often (HTTP 429).\n' +
        'waiting for Shazam, 2:00: Shazam is asked too often (HTTP 429).\n',
    );
    expect((await report({ verbosity: -1 }, [waiting(60)])).text).toBe('');
    expect((await report({ verbosity: 1 }, [waiting(60)])).text).toMatch(/^waiting for Shazam, 1:00: .*\n$/);
  });

  it('--quiet says nothing', async () => {
    expect((await report({ verbosity: -1 })).text).toBe('');
  });
});

describe('--events', () => {
  it('writes each event as it is, one JSON object a line', async () => {
    const { text } = await report({ events: true, verbosity: -1 });
    expect(text.endsWith('\n')).toBe(true);
    const lines = text.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(run);
  });

  it('lets nothing through that acts on a terminal', async () => {
    const { text } = await report({ events: true }, [{ type: 'warning', message: 'a\u009b31m\u202e\n' }]);
    expect(text).toBe('{"type":"warning","message":"a\\u009b31m\\u202e\\n"}\n');
  });

  it('hides secrets that an address carries', async () => {
    const message = 'https://user:pw@host/x?a=1&access_token=s3cret&b=2 and http://h/?Signature=abc failed';
    const { text } = await report({ events: true }, [{ type: 'warning', message }]);
    expect(JSON.parse(text).message).toBe('https://host/x?a=1&access_token=***&b=2 and http://h/?Signature=*** failed');
  });
});
