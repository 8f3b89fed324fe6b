import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mostWithin } from '../support/providers/protocol.js';
import { type Music, musicOf, Rig } from '../support/providers/rig.js';

let music: Music;
beforeAll(() => {
  music = musicOf([
    { song: 0, from: 12, seconds: 100 },
    { song: 2, from: 5, seconds: 80 },
    { song: 1, from: 30, seconds: 90 },
  ]);
});
let rig: Rig;
beforeEach(() => {
  rig = new Rig(music);
});
afterEach(() => rig.close());

describe('several runs of one user', () => {
  it('keep to one limit of calls a second together', async () => {
    const { calls, env } = await rig.acrcloud({ perSecond: 8 });
    const limited = { ...env, TRACKLISTIFY_ACRCLOUD_CALLS_PER_SECOND: '8' };
    const args = ['--json', '--no-files', '--no-cache'];
    const ran = await Promise.all([1, 2, 3].map(() => rig.run(args, limited)));
    expect(ran.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(calls.length).toBeGreaterThan(8);
    // The service's own count: it refuses what is one too many, by the time at which it arrives.
    expect(calls.filter(({ code }) => code === 3015)).toEqual([]);
    const times = calls.map(({ at }) => at);
    expect(mostWithin(times, 1000)).toBeLessThanOrEqual(8);
  });

  it('keep the gap between two calls, at once and one after the other', async () => {
    const { calls, env } = await rig.shazam();
    const gapped = { ...env, TRACKLISTIFY_SHAZAM_SECONDS_BETWEEN_CALLS: '0.4' };
    const args = ['--json', '--no-files', '--no-cache', '--end', '100'];
    await Promise.all([1, 2].map(() => rig.run(args, gapped)));
    await rig.run(args, gapped);
    // To be looked at whether it can be reached is no question.
    const times = calls.filter(({ said }) => said !== 'not found').map(({ at }) => at);
    expect(times.length).toBeGreaterThanOrEqual(3);
    for (const [i, at] of times.entries()) if (i > 0) expect(at - times[i - 1]!).toBeGreaterThanOrEqual(400);
  });

  it('hear of each other that a pause is wanted', async () => {
    const { calls, env } = await rig.acrcloud({
      fault: (call) => (call === 0 ? { status: 429, headers: { 'retry-after': '900' } } : undefined),
    });
    const first = await rig.run(['--json', '--no-files'], env);
    expect(first.stderr).toMatch(/rate limited until/);
    const second = await rig.run(['--json', '--no-files'], env);
    expect(second.stderr).toMatch(/rate limited until/);
    expect(second.code).toBe(first.code);
    expect(calls).toHaveLength(1);
  });
});
