import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate as breathe } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Windows } from '../../src/web-server/windows.js';
import { ManualClock } from '../support/clock.js';

class Connection extends EventEmitter {
  readonly written: string[] = [];
  writeHead(): this {
    return this;
  }
  write(text: string): void {
    this.written.push(text);
  }
  asResponse(): ServerResponse {
    return this as unknown as ServerResponse;
  }
}

async function pass(clock: ManualClock, seconds: number): Promise<void> {
  for (let i = 0; i < seconds; i++) {
    clock.advance(1000);
    await breathe();
  }
}

it('ends when the last window has been closed for ten seconds, and not while one is only loaded again', async () => {
  const clock = new ManualClock();
  const windows = new Windows(clock);
  let looks = 0;
  let ended = false;
  const look = async (): Promise<void> => void looks++;
  void windows.closed(look, new AbortController().signal).then(() => {
    ended = true;
  });
  // Nobody has opened the address yet.
  await pass(clock, 60);
  expect([looks, ended]).toEqual([0, false]);

  const [one, other] = [new Connection(), new Connection()];
  windows.join(one.asResponse(), '7');
  windows.join(other.asResponse(), '7');
  await pass(clock, 5);
  expect(looks).toBe(5);
  windows.tell('8');
  expect(one.written.filter((text) => !text.startsWith(':'))).toEqual([
    'event: state\ndata: {"revision":"7"}\n\n',
    'event: state\ndata: {"revision":"8"}\n\n',
  ]);

  one.emit('close');
  await pass(clock, 30);
  expect(ended).toBe(false);
  expect(other.written.filter((text) => text.startsWith(':')).length).toBeGreaterThan(0);
  other.emit('close');
  await pass(clock, 9);
  const again = new Connection();
  windows.join(again.asResponse(), '8');
  await pass(clock, 30);
  expect(ended).toBe(false);
  again.emit('close');
  await pass(clock, 9);
  expect(ended).toBe(false);
  await pass(clock, 1);
  expect(ended).toBe(true);
});

it('ends at once when the program is to end', async () => {
  const stop = new AbortController();
  const closed = new Windows(new ManualClock()).closed(async () => {}, stop.signal);
  stop.abort(new Error('enough'));
  await expect(closed).rejects.toThrow('enough');
});
