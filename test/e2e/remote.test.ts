import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { BIN, ended, type Ran, runCli, startCli } from '../support/cli.js';
import { KEYS, type Music, Rig, SET, wholeSet } from '../support/providers/rig.js';
import { shortestWindow } from '../support/providers/turns.js';

let music: Music;
beforeAll(() => {
  music = wholeSet();
});

let rig: Rig;
beforeEach(() => {
  rig = new Rig(music);
});
afterEach(() => rig.close());

const run = (args: string[], env: Record<string, string>): Promise<Ran> => rig.run(args, env);
const expectRight = (stdout: string): Tracklist => {
  const tracklist = JSON.parse(stdout) as Tracklist;
  const named = tracklist.entries.filter((e) => e.kind === 'track');
  expect(named.map((e) => e.track.title)).toEqual(SET.map(({ song }) => `Song ${song + 1}`));
  let start = 0;
  for (const [i, part] of SET.entries()) {
    expect(Math.abs(named[i]!.start - start)).toBeLessThan(60);
    start += part.seconds;
  }
  return tracklist;
};
describe('identifying by remote services', () => {
  it('names the tracks of a mix through ACRCloud, and asks nothing when run again', async () => {
    const { calls, env } = await rig.acrcloud();
    const plan = JSON.parse((await run(['--json', '--dry-run'], env)).stdout);
    expect(calls).toHaveLength(0);
    const first = await run(['--json', '--verbose'], env);
    expect(first.code).toBe(0);
    const tracklist = expectRight(first.stdout);
    expect(tracklist.stats.providers['acrcloud']).toMatchObject({ calls: calls.length, cacheHits: 0, errors: 0 });
    const asked = calls.length;
    expect(asked).toBeLessThanOrEqual(plan.providers[0].calls);
    const second = await run(['--json'], env);
    expect(calls).toHaveLength(asked);
    expect(JSON.parse(second.stdout).entries).toEqual(tracklist.entries);
    expect(JSON.parse(second.stdout).stats.providers.acrcloud).toMatchObject({ calls: 0, cacheHits: asked });
    await run(['--json', '--refresh'], env);
    expect(calls).toHaveLength(2 * asked);
    await run(['--json', '--no-cache', '--no-files'], env);
    expect(calls).toHaveLength(3 * asked);
    for (const text of [first.stdout, first.stderr, rig.everything()]) {
      expect(text).not.toContain(KEYS.accessKey);
      expect(text).not.toContain(KEYS.accessSecret);
    }
  });

  it('names the tracks of a mix through Shazam, and says once that it is unofficial', async () => {
    const turns = rig.turns('shazam');
    const { calls, env } = await rig.shazam({ fault: turns.watch });
    const { code, stdout, stderr } = await run(['--json'], env);
    expect(code).toBe(0);
    expectRight(stdout);
    expect(stderr.match(/unofficially/g)).toHaveLength(1);
    expect(calls.every((call) => !call.said.startsWith('bad'))).toBe(true);
    expect(turns.stray).toBe(0);
    expect(shortestWindow(turns.all(), 1)).toBeGreaterThanOrEqual(100);
  });

  it('lets the cheaper one spare the dearer one', async () => {
    const [first, second] = [await rig.acrcloud(), await rig.shazam()];
    const { stdout } = await run(['--json'], { ...first.env, ...second.env });
    expectRight(stdout);
    expect(second.calls.length).toBeLessThan(first.calls.length);
  });

  it('is surer of what two services call the same than of what one of them does', async () => {
    const unsure = (pcm: Int16Array, rate: number) => {
      const found = music.hear(pcm, rate);
      return found && { ...found, score: 74 };
    };
    const [first, second] = [await rig.acrcloud({ recognise: unsure }), await rig.shazam()];
    const confidences = ({ entries }: Tracklist): number[] => entries.map((entry) => entry.confidence ?? 0);
    const alone = confidences(expectRight((await run(['--json'], first.env)).stdout));
    const together = expectRight((await run(['--json'], { ...first.env, ...second.env })).stdout);
    expect(new Set(together.entries.flatMap((e) => e.evidence.map((one) => one.identifier)))).toEqual(
      new Set(['acrcloud', 'shazam']),
    );
    for (const [i, confidence] of confidences(together).entries()) expect(confidence).toBeGreaterThan(alone[i]! + 0.03);
  });

  it('keeps one wrong answer within a track as an alternative', async () => {
    let calls = 0;
    const recognise = (pcm: Int16Array, rate: number) => {
      const found = music.hear(pcm, rate);
      // The fourth sample of many of the first track.
      return ++calls === 4 && found ? { ...found, track: music.songs[1]!, offset: 90 } : found;
    };
    const { env } = await rig.acrcloud({ recognise });
    const { entries } = expectRight((await run(['--json', '--step', '14'], env)).stdout);
    expect(entries[0]!.alternatives.map((a) => a.track.title)).toEqual(['Song 2']);
  });

  it('goes on where it stopped, and pays for nothing twice', async () => {
    const { calls, env } = await rig.acrcloud();
    const child = spawn(process.execPath, [BIN, 'mix.wav', '--json'], {
      cwd: rig.cwd,
      env: {
        PATH: process.env['PATH'],
        HOME: rig.cwd,
        XDG_CACHE_HOME: rig.cwd,
        TRACKLISTIFY_SHAZAM_ENABLED: 'false',
        ...env,
      },
    });
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const watch = setInterval(() => {
      if (calls.length < 2) return;
      clearInterval(watch);
      child.kill('SIGINT');
    }, 1);
    expect(await exited).toBe(130);
    expectRight((await run(['--json'], env)).stdout);
    const sounds = calls.map((call) => call.sound);
    expect(new Set(sounds).size).toBe(sounds.length);
  });

  it('leaves a part on the disk even when it is killed, and goes on from there', async () => {
    const { calls, env } = await rig.acrcloud();
    const child = startCli(['mix.wav', '--step', '14'], { cwd: rig.cwd, env });
    const exited = ended(child);
    const watch = setInterval(() => {
      if (calls.length < 14) return;
      clearInterval(watch);
      child.kill('SIGKILL');
    }, 1);
    expect((await exited).code).toBe(null);
    const part = JSON.parse(readFileSync(join(rig.cwd, 'mix.json'), 'utf8')) as Tracklist;
    expect(part).toMatchObject({
      complete: false,
      entries: expect.arrayContaining([expect.objectContaining({ kind: 'track' })]),
    });
    const paid = new Set(calls.map((call) => call.sound));
    const { stdout } = await run(['--json', '--step', '14'], env);
    expect(expectRight(stdout).complete).toBe(true);
    // What was on its way when it was killed is the one thing that may be asked twice.
    expect(calls.length - new Set(calls.map((call) => call.sound)).size).toBeLessThanOrEqual(1);
    expect(JSON.parse(stdout).stats.providers.acrcloud.cacheHits).toBeGreaterThanOrEqual(paid.size - 1);
  });

  it.each([
    ['wrong keys', { ACRCLOUD_ACCESS_KEY: 'another-key' }, 4, /ACRCLOUD_ACCESS_KEY/, 1],
    [
      'missing keys',
      { ACRCLOUD_ACCESS_KEY: '', ACRCLOUD_ACCESS_SECRET: '' },
      4,
      /Set ACRCLOUD_ACCESS_KEY, ACRCLOUD_ACCESS_SECRET too/,
      0,
    ],
    ['a name that is none', { TRACKLISTIFY_PROVIDERS: 'acrclod' }, 2, /did you mean "acrcloud"/, 0],
    [
      'Spotify alone, which hears nothing',
      { TRACKLISTIFY_PROVIDERS: 'spotify', SPOTIFY_CLIENT_ID: 'id', SPOTIFY_CLIENT_SECRET: 'secret' },
      2,
      /spotify can only complete what others name/,
      0,
    ],
  ])('says what is wrong with %s', async (_, wrong, code, message, asked) => {
    const { calls, env } = await rig.acrcloud();
    const ran = await run([], { TRACKLISTIFY_PROVIDERS: 'acrcloud', ...env, ...wrong });
    expect(ran.stderr).toMatch(message);
    expect(ran.code).toBe(code);
    expect(calls).toHaveLength(asked);
  });

  it('knows what a service has answered when that is gone', async () => {
    const [acrcloud, shazam] = [await rig.acrcloud({ perSecond: 20 }), await rig.shazam()];
    const first = expectRight((await run(['--json'], acrcloud.env)).stdout);
    const asked = acrcloud.calls.length;
    const gone = { ...acrcloud.env, ACRCLOUD_HOST: 'http://127.0.0.1:9' };
    const again = await run(['--json'], gone);
    expect(again.stderr).toMatch(/ACRCloud can't be reached, so only what it has answered before is used/);
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ complete: true, entries: first.entries });
    expect((await run(['--refresh'], gone)).code).toBe(5);
    // One that nobody has named, beside another one.
    const both = await run(['--json'], { ...acrcloud.env, ...shazam.env });
    const without = await run(['--json'], {
      ...acrcloud.env,
      ...shazam.env,
      TRACKLISTIFY_SHAZAM_HOST: 'http://127.0.0.1:9',
    });
    expect(without.stderr).toMatch(/Shazam can't be reached, so only what it has answered before/);
    expect(without.code).toBe(0);
    expect(JSON.parse(without.stdout)).toMatchObject({ complete: true, entries: JSON.parse(both.stdout).entries });
    expect(acrcloud.calls).toHaveLength(asked);
  });

  it('names what is missing of a service that is set up by half, instead of leaving it out without a word', async () => {
    const { env } = await rig.acrcloud();
    const shazam = await rig.shazam();
    const ran = await run(['--json'], { ...shazam.env, ...env, ACRCLOUD_HOST: '' });
    expect(ran.stderr).toMatch(/ACRCloud isn't asked, since it is set up by half\. Set ACRCLOUD_HOST too: the console/);
    expectRight(ran.stdout);
    const nothing = await run([], { ...env, ACRCLOUD_HOST: '' });
    expect(nothing.stderr).toMatch(/Set ACRCLOUD_HOST too/);
    expect(nothing.code).toBe(2);
  });

  it('takes keys and a host as they are copied, with a line’s end and a path', async () => {
    const { calls, env } = await rig.acrcloud({ perSecond: 20 });
    const { ACRCLOUD_HOST: host, ACRCLOUD_ACCESS_KEY: key, ACRCLOUD_ACCESS_SECRET: secret } = env;
    const ran = await run(['--json'], {
      ...env,
      ACRCLOUD_HOST: ` ${host}/v1/identify\n`,
      ACRCLOUD_ACCESS_KEY: `${key}\r\n`,
      ACRCLOUD_ACCESS_SECRET: ` ${secret} `,
    });
    expect(ran.code).toBe(0);
    expectRight(ran.stdout);
    expect(calls.every(({ code }) => code !== 3001 && code !== 3014)).toBe(true);
  });

  it('says before decoding that nothing can be reached', async () => {
    const ran = await run([], { TRACKLISTIFY_SHAZAM_ENABLED: 'true', TRACKLISTIFY_SHAZAM_HOST: 'http://127.0.0.1:9' });
    expect(ran.stderr).toMatch(/Nothing is ready to identify with: .*Shazam can't be reached.*--library/s);
    expect(ran.code).toBe(5);
  });

  it('asks the others where the library has become unusable, and says so', async () => {
    const { env } = await rig.acrcloud();
    await runCli(['library', 'add', 'mix.wav'], { cwd: rig.cwd, env });
    for (const name of readdirSync(rig.cwd, { recursive: true, encoding: 'utf8' })) {
      if (name.endsWith('.prints')) truncateSync(join(rig.cwd, name), 100);
    }
    const ran = await run(['--json'], env);
    expect(ran.stderr).toMatch(/library verify --repair/);
    expect(ran.code).toBe(0);
    expectRight(ran.stdout);
    const named = await run(['--json', '--providers', 'library,acrcloud'], env);
    expect(named.code).toBe(2);
    const alone = await run(['--json'], {});
    expect(alone.stderr).toMatch(/library verify --repair/);
    expect(alone.code).toBe(2);
  });
});
