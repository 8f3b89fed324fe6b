import { setMaxListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/net/clock.js';
import { Limiter } from '../../src/net/limiter.js';
import { OwnPace, perSecond } from '../../src/net/pace.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const forever = new AbortController().signal;
setMaxListeners(0, forever);
/** Lets the faked time pass until the promise is settled. */
async function passing<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  await vi.runAllTimersAsync();
  return promise;
}

describe('the limiter', () => {
  it('never starts more calls in a second than it was told, and never more at once', async () => {
    const limiter = new Limiter(perSecond(4, 2), new OwnPace(systemClock));
    const starts: number[] = [];
    let running = 0;
    let most = 0;
    const calls = Array.from({ length: 20 }, (_, i) =>
      limiter.run(forever, async () => {
        starts.push(Date.now());
        most = Math.max(most, ++running);
        await systemClock.sleep(100 + 237 * (i % 5), forever);
        running--;
      }),
    );
    await passing(Promise.all(calls));
    expect(starts).toHaveLength(20);
    expect(most).toBe(2);
    const inASecond = starts.map((t) => starts.filter((other) => other >= t && other < t + 1000).length);
    expect(Math.max(...inASecond)).toBeLessThanOrEqual(4);
  });

  it('starts nothing during a pause, and keeps the gap after it', async () => {
    const pace = new OwnPace(systemClock);
    const limiter = new Limiter({ minGapMs: 1000, maxConcurrent: 4 }, pace);
    const begin = Date.now();
    const starts: number[] = [];
    const run = (): Promise<void> => limiter.run(forever, async () => void starts.push(Date.now() - begin));
    await passing(run());
    await pace.pauseUntil({ until: begin + 60_000, reason: 'too fast' });
    await pace.pauseUntil({ until: begin + 5_000, reason: 'too fast' });
    const calls = [run(), run(), run()];
    await passing(Promise.all(calls));
    expect(starts[1]).toBeGreaterThanOrEqual(60_000);
    for (const i of [2, 3]) expect(starts[i]! - starts[i - 1]!).toBeGreaterThanOrEqual(1000);
  });

  it('lets those who wait leave at once, and never runs them', async () => {
    const limiter = new Limiter({ minGapMs: 60_000, maxConcurrent: 1 }, new OwnPace(systemClock));
    const controller = new AbortController();
    await passing(limiter.run(forever, async () => {}));
    const job = vi.fn(async () => {});
    const waiting = limiter.run(controller.signal, job);
    const reason = new Error('Ctrl-C');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await vi.runAllTimersAsync();
    expect(job).not.toHaveBeenCalled();
  });

  it('hands on what the call throws', async () => {
    const limiter = new Limiter({ minGapMs: 0, maxConcurrent: 1 }, new OwnPace(systemClock));
    await expect(passing(limiter.run(forever, async () => Promise.reject(new Error('no'))))).rejects.toThrow('no');
  });
});
