import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { ended, startCli } from '../support/cli.js';
import { mostWithin } from '../support/providers/protocol.js';
import { type Music, Rig, wholeSet } from '../support/providers/rig.js';
import { shortestGap, shortestWindow } from '../support/providers/turns.js';

let music: Music;
beforeAll(() => {
  music = wholeSet();
});
let rig: Rig;
beforeEach(() => {
  rig = new Rig(music);
});
afterEach(() => rig.close());

describe('several runs of one user', () => {
  it('keep to one limit of calls a second together', async () => {
    const turns = rig.turns('acrcloud');
    const { calls, env } = await rig.acrcloud({ fault: turns.watch });
    const limited = { ...env, TRACKLISTIFY_ACRCLOUD_CALLS_PER_SECOND: '8' };
    const args = ['--json', '--no-files', '--no-cache', '--step', '20'];
    const ran = await Promise.all([1, 2, 3].map(() => rig.runChild(args, limited)));
    expect(ran.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(calls.length).toBeGreaterThan(16);
    expect(turns.stray).toBe(0);
    const taken = turns.all();
    const starts = taken.map(({ begun }) => begun);
    expect(mostWithin(starts, 1000)).toBeLessThanOrEqual(8);
    expect(shortestGap(taken)).toBeGreaterThanOrEqual(1000 / 8);
    // A service counts a call at some time between its start and its end, so that even then there are never more than 8.
    expect(shortestWindow(taken, 8)).toBeGreaterThanOrEqual(1000);
  });

  it('keep the gap between two calls, at once and one after the other', async () => {
    const turns = rig.turns('shazam');
    const { calls, env } = await rig.shazam({ fault: turns.watch });
    const gapped = { ...env, TRACKLISTIFY_SHAZAM_SECONDS_BETWEEN_CALLS: '0.4' };
    const args = ['--json', '--no-files', '--no-cache', '--end', '100'];
    await Promise.all([1, 2].map(() => rig.runChild(args, gapped)));
    await rig.run(args, gapped);
    // To be looked at whether it can be reached is no question.
    expect(calls.filter(({ said }) => said !== 'not found').length).toBeGreaterThanOrEqual(3);
    expect(turns.stray).toBe(0);
    expect(shortestWindow(turns.all(), 1)).toBeGreaterThanOrEqual(400);
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

describe('an answer that is paid for', () => {
  it('serves all runs that ask about the same mix at once', async () => {
    const { calls, env } = await rig.acrcloud();
    const ran = await Promise.all([1, 2, 3].map(() => rig.runChild(['--json', '--no-files'], env)));
    expect(ran.map(({ code }) => code)).toEqual([0, 0, 0]);
    const sounds = calls.map(({ sound }) => sound);
    expect(sounds.length).toBeGreaterThan(3);
    expect(new Set(sounds).size).toBe(sounds.length);
    const [first, ...others] = ran.map(({ stdout }) => (JSON.parse(stdout) as Tracklist).entries);
    for (const entries of others) expect(entries).toEqual(first);
  });

  it('is on the disk before the run says that it has come, so that a kill then costs nothing', async () => {
    const { calls, env } = await rig.acrcloud();
    const told = new Set<string>();
    for (let kill = 1; ; kill++) {
      const child = startCli(['mix.wav', '--no-files', '--events'], { cwd: rig.cwd, env });
      const before = calls.length;
      let said = '';
      child.stderr.on('data', (text: Buffer) => {
        said += text.toString();
        // A new answer, in the very moment in which it is told.
        if (said.includes('"outcome":"match"')) child.kill('SIGKILL');
      });
      const { code } = await ended(child);
      if (code !== null) break;
      // They are asked one after the other, so the first calls are those whose answers were told.
      const answers = said.match(/"outcome":"(no-)?match"/g)!.length;
      for (const { sound } of calls.slice(before, before + answers)) told.add(sound);
      expect(kill).toBeLessThan(30);
    }
    expect(told.size).toBeGreaterThan(2);
    const again = calls.map(({ sound }) => sound).filter((sound, i, all) => all.indexOf(sound) < i);
    // What was on its way already when the kill came is another matter: only an answer that was told is never asked for again.
    expect(again.filter((sound) => told.has(sound))).toEqual([]);
  });

  it('that was on its way when the run was killed is told once, and asked for again', async () => {
    let child: ReturnType<typeof startCli> | undefined;
    const { calls, env } = await rig.acrcloud({
      // The call arrives, and the run that made it is no more before it hears an answer.
      fault: (call) => (call === 1 && child?.kill('SIGKILL') ? { status: 200, trouble: 'never' } : undefined),
    });
    child = startCli(['mix.wav', '--json', '--no-files'], { cwd: rig.cwd, env });
    expect((await ended(child)).code).toBe(null);
    expect(calls).toHaveLength(2);
    const said = /1 call was under way when an earlier run broke off; it may have been counted/;
    const next = await rig.run(['--json', '--no-files'], env);
    expect(next.stderr).toMatch(said);
    expect(JSON.parse(next.stdout).warnings).toEqual([expect.stringMatching(said)]);
    expect((await rig.run(['--json', '--no-files', '--refresh'], env)).stderr).not.toMatch(/under way/);
  });
});

describe('--max-calls', () => {
  it('is what one command may call, with what is asked again and with all its sources', async () => {
    for (const name of ['second.wav', 'third.wav']) copyFileSync(join(rig.cwd, 'mix.wav'), join(rig.cwd, name));
    const { calls, env } = await rig.acrcloud({
      fault: (call) => (call % 3 === 1 ? { status: 503, body: 'busy' } : undefined),
    });
    const args = ['second.wav', 'third.wav', '--no-files', '--no-cache', '--max-calls', '5'];
    const plan = await rig.run([...args, '--dry-run'], env);
    expect(plan.stdout).toMatch(/all 3 together: 13:30 to identify\n {2}acrcloud: .*at most 5 calls/);
    expect(plan.stdout.match(/together/g)).toHaveLength(1);
    expect(calls).toHaveLength(0);
    const ran = await rig.run(args, env);
    expect(calls).toHaveLength(5);
    expect(ran.stderr).toMatch(/No more calls are made \(--max-calls 5\)/);
    expect([0, 6]).toContain(ran.code);
  });
});
