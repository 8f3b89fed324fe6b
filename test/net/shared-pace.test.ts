import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/domain/ports/clock.js';
import { DELIVERY_MS, perSecond } from '../../src/net/pace.js';
import { SharedPace, sharedPaces } from '../../src/net/shared-pace.js';
import { quickClock } from '../support/network.js';
import { mostWithin } from '../support/providers/protocol.js';
import { tempFolder } from '../support/temp.js';

const GAP = { minGapMs: 500, maxConcurrent: 1 };
const forever = new AbortController().signal;
const ACCOUNT = { provider: 'quiz', address: 'https://quiz.example', identity: 'secret-key' };

/** A process of its own, as far as a pace can tell. */
function run(folder: string, clock: Clock, ticks = clock.now): SharedPace {
  return new SharedPace({ folder, clock, monotonic: ticks, warn: () => {} });
}

describe('turns that all runs of a user share', () => {
  it('keep the gap between the calls of three runs at once, from the end of each', async () => {
    const folder = tempFolder();
    const clock = quickClock();
    const times: Array<{ start: number; end: number }> = [];
    const asking = async (pace: SharedPace): Promise<void> => {
      for (let i = 0; i < 8; i++) {
        const ended = await pace.turn(GAP, forever);
        const start = clock.now();
        await clock.sleep(30, forever);
        times.push({ start, end: clock.now() });
        ended();
      }
    };
    await Promise.all([1, 2, 3].map(() => asking(run(folder, clock))));
    expect(times).toHaveLength(24);
    times.sort((a, b) => a.start - b.start);
    for (const [i, { start }] of times.entries()) {
      if (i > 0) expect(start - times[i - 1]!.end).toBeGreaterThanOrEqual(GAP.minGapMs);
    }
  });

  it('let no more calls begin in a window than the service counts, whenever they reach it', async () => {
    const folder = tempFolder();
    const clock = quickClock();
    const rate = perSecond(4, 2);
    const starts: number[] = [];
    const ends: number[] = [];
    const asking = async (pace: SharedPace): Promise<void> => {
      for (let i = 0; i < 8; i++) {
        const ended = await pace.turn(rate, forever);
        starts.push(clock.now());
        await clock.sleep(200, forever);
        ends.push(clock.now());
        ended();
      }
    };
    await Promise.all([1, 2, 3].map(() => asking(run(folder, clock))));
    for (const times of [starts, ends]) expect(mostWithin(times, 1000)).toBeLessThanOrEqual(4);
    // A call may reach the service as late as it ends: a later one doesn't come too early for that either.
    starts.sort((a, b) => a - b);
    ends.sort((a, b) => a - b);
    for (let i = 4; i < starts.length; i++) expect(starts[i]! - ends[i - 4]!).toBeGreaterThanOrEqual(1000);
  });

  it('hold from one run to the next', async () => {
    const folder = tempFolder();
    const clock = quickClock();
    (await run(folder, clock).turn(GAP, forever))();
    const before = clock.now();
    await run(folder, clock).turn(GAP, forever);
    expect(clock.now() - before).toBeGreaterThanOrEqual(GAP.minGapMs);
    expect(readdirSync(folder).every((name) => name.startsWith('turn-'))).toBe(true);
  });

  it('are not kept from anybody by a run that was killed in its turn', async () => {
    const folder = tempFolder();
    const clock = quickClock();
    await run(folder, clock).turn(GAP, forever);
    const before = clock.now();
    await run(folder, clock).turn(GAP, forever);
    const waited = clock.now() - before;
    expect(waited).toBeGreaterThanOrEqual(GAP.minGapMs);
    expect(waited).toBeLessThanOrEqual(GAP.minGapMs + DELIVERY_MS + 100);
  });

  it.each([
    ['back', -3600_000],
    ['forwards', 3600_000],
  ])('are kept when the clock is set %s by an hour', async (_, step) => {
    const folder = tempFolder();
    const ticks = quickClock(0);
    let set = Date.parse('2026-03-04T12:00:00Z');
    const clock: Clock = { now: () => set + ticks.now(), sleep: ticks.sleep };
    (await run(folder, clock, ticks.now).turn(GAP, forever))();
    set += step;
    const before = ticks.now();
    (await run(folder, clock, ticks.now).turn(GAP, forever))();
    expect(ticks.now() - before).toBeGreaterThanOrEqual(GAP.minGapMs);
    expect(ticks.now() - before).toBeLessThan(2 * GAP.minGapMs);
  });

  it('are had again after the machine was started anew', async () => {
    const folder = tempFolder();
    const clock = quickClock();
    (await run(folder, clock, () => 9e9).turn(GAP, forever))();
    await clock.sleep(60_000, forever);
    const before = clock.now();
    await run(folder, clock, () => 5).turn(GAP, forever);
    expect(clock.now()).toBe(before);
  });

  it.each([
    ['empty', ''],
    ['damaged', '{"at":"soon"'],
  ])('are had though a file of an earlier one is %s', async (_, content) => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'turn-000000000007'), content);
    const clock = quickClock(Date.now() + 60_000);
    const ended = await run(folder, clock).turn(GAP, forever);
    ended();
    expect(readdirSync(folder)).toContain('turn-000000000008.ended');
  });

  it('leave a few files, however many there were', async () => {
    const folder = tempFolder();
    const pace = run(folder, quickClock());
    for (let i = 0; i < 60; i++) (await pace.turn(GAP, forever))();
    expect(readdirSync(folder).length).toBeLessThan(50);
  });

  it('wait for a pause that another run was told of, and for the longest one', async () => {
    const folder = tempFolder();
    const clock = quickClock();
    const [first, second] = [run(folder, clock), run(folder, clock)];
    const until = clock.now() + 60_000;
    await first.pauseUntil({ until, reason: 'Quiz is asked too often.' });
    await first.pauseUntil({ until: until - 30_000, reason: 'Shorter.' });
    expect(await second.pause()).toEqual({ until, reason: 'Quiz is asked too often.' });
    await second.turn(GAP, forever);
    expect(clock.now()).toBeGreaterThanOrEqual(until);
    expect(await first.pause()).toBeNull();
  });

  it('do not wait for ever because a service asked for it', async () => {
    const folder = tempFolder();
    const clock = quickClock();
    await run(folder, clock).pauseUntil({ until: 8.64e15, reason: 'Later.' });
    expect((await run(folder, clock).pause())!.until - clock.now()).toBeLessThanOrEqual(3600_000);
  });

  it('are left at once by who breaks off', async () => {
    const folder = tempFolder();
    const controller = new AbortController();
    const reason = new Error('Ctrl-C');
    const clock: Clock = {
      ...quickClock(),
      async sleep(_, signal) {
        controller.abort(reason);
        signal.throwIfAborted();
      },
    };
    (await run(folder, clock).turn(GAP, forever))();
    const waiting = run(folder, clock).turn(GAP, controller.signal);
    await expect(waiting).rejects.toBe(reason);
  });

  it('are a run of its own where no folder can be made, which is said once', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'limits'), 'a file');
    const clock = quickClock();
    const warnings: string[] = [];
    const paceOf = sharedPaces({
      folder: join(folder, 'limits'),
      clock,
      monotonic: clock.now,
      warn: (message) => warnings.push(message),
    });
    for (const identity of ['a', 'b']) {
      const pace = paceOf({ ...ACCOUNT, identity });
      (await pace.turn(GAP, forever))();
      const before = clock.now();
      await pace.turn(GAP, forever);
      expect(clock.now() - before).toBeGreaterThanOrEqual(GAP.minGapMs);
    }
    expect(warnings).toEqual([expect.stringMatching(/Limits can't be shared with other runs.*writable/)]);
  });

  it('are one account for one key at one address, whose key no name tells', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'limits'));
    const clock = quickClock();
    const make = (): ReturnType<typeof sharedPaces> =>
      sharedPaces({ folder: join(folder, 'limits'), clock, monotonic: clock.now, warn: () => {} });
    (await make()(ACCOUNT).turn(GAP, forever))();
    const before = clock.now();
    await make()({ ...ACCOUNT, identity: 'another-key' }).turn(GAP, forever);
    expect(clock.now()).toBe(before);
    await make()(ACCOUNT).turn(GAP, forever);
    expect(clock.now()).toBeGreaterThan(before);
    expect(readdirSync(folder, { recursive: true }).join()).not.toMatch(/secret-key|quiz\.example/);
  });
});
