import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { EXIT } from '../../src/cli/exit-codes.js';
import { listenForSignals } from '../../src/cli/signals.js';

function processOn(platform: NodeJS.Platform) {
  const exit = vi.fn();
  const fake = Object.assign(new EventEmitter(), {
    platform,
    exit,
    stdout: new EventEmitter(),
    stderr: new EventEmitter(),
  });
  return { fake, exit, ...listenForSignals(fake as unknown as NodeJS.Process) };
}

describe.each([
  ['linux', ['SIGINT', 'SIGTERM', 'SIGHUP']],
  ['darwin', ['SIGINT', 'SIGTERM', 'SIGHUP']],
  ['win32', ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK']],
] as const)('on %s', (platform, names) => {
  it.each(names)('the first %s asks for an orderly end, the second ends at once', (name) => {
    const { fake, exit, signal } = processOn(platform);
    fake.emit(name, name);
    expect(signal.reason).toMatchObject({ name: 'AbortError', message: `Interrupted by ${name}.` });
    expect(exit).not.toHaveBeenCalled();
    fake.emit(name, name);
    expect(exit).toHaveBeenCalledWith(EXIT.interrupted);
  });

  it('no other signal is listened to, and none at all in the end', () => {
    const { fake, stop } = processOn(platform);
    expect(fake.eventNames()).toEqual(names);
    stop();
    expect(fake.eventNames()).toEqual([]);
  });
});

it('a reader that goes away is no error, a full disk is', () => {
  const { fake } = processOn('linux');
  expect(() => fake.stdout.emit('error', Object.assign(new Error('gone'), { code: 'EPIPE' }))).not.toThrow();
  const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
  expect(() => fake.stderr.emit('error', full)).toThrow(/Can't write to standard error/);
});
