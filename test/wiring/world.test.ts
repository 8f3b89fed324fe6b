import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { worldOf } from '../../src/wiring/world.js';

describe('the world of a process', () => {
  it('does at its end what was kept for it, each thing once, by one listener for all worlds', () => {
    const process = Object.assign(new EventEmitter(), { env: {}, stdin: new PassThrough(), cwd: () => '/here' });
    const world = worldOf(process as unknown as NodeJS.Process, new AbortController().signal);
    expect(process.listenerCount('exit')).toBe(0);
    const done: string[] = [];
    const one = (): void => void done.push('one');
    world.atExit?.(one);
    world.atExit?.(one);
    const other = worldOf(process as unknown as NodeJS.Process, new AbortController().signal);
    other.atExit?.(() => void done.push('two'));
    expect(process.listenerCount('exit')).toBe(1);
    process.emit('exit');
    expect(done).toEqual(['one', 'two']);
  });
});
