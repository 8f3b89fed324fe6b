import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { wavOf } from '../../src/domain/wav.js';
import { ended, startCli } from '../support/cli.js';
import { errorBody } from '../support/providers/audd-server.js';
import { json, type Reply } from '../support/providers/protocol.js';
import { type Music, Rig, TOKEN, wholeSet } from '../support/providers/rig.js';

let music: Music;
beforeAll(() => {
  music = wholeSet();
});
let rig: Rig;
beforeEach(() => {
  rig = new Rig(music);
});
afterEach(() => rig.close());

const RIGHT = ['Song 1', 'Song 3', 'Song 2'];
const NAMED = ['--json', '--providers', 'audd-enterprise'];
/** Chunks in the mix's 270 s. */
const ALL = 23;
const DENSE = { TRACKLISTIFY_AUDD_ENTERPRISE_SECONDS_BETWEEN: '12' };
const titlesOf = (text: string): unknown[] =>
  (JSON.parse(text) as Tracklist).entries.map((entry) => entry.track?.title ?? null);

describe('a mix that AudD scans whole', () => {
  it('is named, at the price that the plan told, and costs nothing when it is run again', async () => {
    const { calls, billed, env } = await rig.audd();
    const dense = { ...env, ...DENSE };
    const plan = await rig.run(['--dry-run', '--providers', 'audd-enterprise'], dense);
    expect(plan.stdout).toMatch(/audd-enterprise: at most 23 calls, for 23 chunks of 12 s, each a paid request/);
    expect(calls.filter(({ endpoint }) => endpoint === 'enterprise')).toEqual([]);
    const first = await rig.run(NAMED, dense);
    expect([first.code, titlesOf(first.stdout)]).toEqual([0, RIGHT]);
    const { entries, stats } = JSON.parse(first.stdout) as Tracklist;
    for (const [i, start] of [0, 100, 180].entries()) expect(Math.abs(entries[i]!.start - start)).toBeLessThan(13);
    expect(billed()).toBe(ALL);
    expect(stats.providers['audd-enterprise']).toMatchObject({ calls: ALL, errors: 0 });
    const second = await rig.run(NAMED, dense);
    expect(billed()).toBe(ALL);
    expect(JSON.parse(second.stdout).entries).toEqual(entries);
    expect(JSON.parse(second.stdout).stats.providers['audd-enterprise']).toMatchObject({ calls: 0, cacheHits: ALL });
    expect(`${first.stdout}${first.stderr}${rig.everything()}`).not.toContain(TOKEN);
  });

  it('is sent only by its name, and bills no more than --max-calls', async () => {
    const { calls, billed, env } = await rig.audd();
    await rig.run(['--json', '--no-files', '--providers', 'auto,paid', '--max-calls', '2'], env);
    expect(calls.every(({ endpoint }) => endpoint !== 'enterprise')).toBe(true);
    const before = billed();
    const { stderr } = await rig.run([...NAMED, '--max-calls', '3'], { ...env, ...DENSE });
    expect(billed() - before).toBe(3);
    expect(stderr).toMatch(
      /audd-enterprise isn't asked about all of it, since no call is left for that \(--max-calls 3\)/,
    );
  });

  it('is sent without what the library has surely named', async () => {
    const { billed, env } = await rig.audd();
    mkdirSync(join(rig.cwd, 'library'));
    const { pcm, artist, title } = music.songs[0]!;
    writeFileSync(join(rig.cwd, 'library', `${artist} - ${title}.wav`), wavOf(pcm, 16_000));
    const ran = await rig.run(['--library', 'library', ...NAMED], { ...env, ...DENSE });
    expect(titlesOf(ran.stdout)).toEqual(RIGHT);
    // Eight chunks lie in the hundred seconds of the song that it has.
    expect(billed()).toBeLessThanOrEqual(ALL - 7);
    expect(billed()).toBeGreaterThanOrEqual(ALL - 9);
  });

  it('and whose run is killed meanwhile is told by the next run to have been paid for, perhaps', async () => {
    let arrived: () => void = () => {};
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    let hangs = true;
    const fault = (): Reply | undefined => (hangs ? { status: 200, trouble: 'never' } : undefined);
    const {
      provider: _,
      calls,
      env,
    } = await rig.audd({
      fault: () => {
        const reply = fault();
        if (reply) arrived();
        return reply;
      },
    });
    const args = ['--library', 'library', ...NAMED];
    mkdirSync(join(rig.cwd, 'library'));
    writeFileSync(join(rig.cwd, 'library', 'other.wav'), wavOf(music.songs[1]!.pcm.subarray(0, 320_000), 16_000));
    const child = startCli(['mix.wav', ...args], { cwd: rig.cwd, env });
    const over = ended(child);
    await arrival;
    child.kill('SIGKILL');
    await over;
    hangs = false;
    const { stderr, code } = await rig.run(args, env);
    expect(stderr).toMatch(/1 call was under way when an earlier run broke off; it may have been counted/);
    expect([code, calls.length]).toEqual([0, 2]);
  });

  it.each([
    ['a wrong token', { token: 'somebody-elses' }, 4, /doesn't take the token \(code 900.*Check AUDD_API_TOKEN/],
    ['a used-up allowance', { quota: 0 }, 5, /requests of this AudD account are used up.*goes on from here/],
    ['a limit', { fault: limited }, 5, /AudD is rate limited until .*run the same command then/],
  ])('says in a sentence of its own what is wrong with %s, after one call', async (_, options, code, message) => {
    const { calls, env } = await rig.audd(options);
    const ran = await rig.run([...NAMED, '--no-files'], env);
    expect(ran.stderr).toMatch(message);
    expect(ran.code).toBe(code);
    // First a look whether it is there, which nobody counts.
    expect(calls.map(({ endpoint }) => endpoint)).toEqual(['terms', 'enterprise']);
    const { complete, warnings } = JSON.parse(ran.stdout) as Tracklist;
    expect([complete, warnings]).toEqual([false, [expect.stringMatching(message)]]);
  });

  it('is no broadcast', async () => {
    const { env } = await rig.audd();
    const child = startCli(['listen', 'http://127.0.0.1:9/live', '--providers', 'audd-enterprise'], {
      cwd: rig.cwd,
      env,
    });
    const { code, stderr } = await ended(child);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/audd-enterprise/)]);
  });
});

function limited(call: number): Reply | undefined {
  return call === 0 ? undefined : json(errorBody(611, 'too fast', 'enterprise'), 429);
}
