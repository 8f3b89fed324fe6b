import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { wavOf } from '../../src/domain/wav.js';
import { findPeaks } from '../../src/identifiers/shazam/peaks.js';
import { BIN, type Ran, runCli } from '../support/cli.js';
import { type AcrcloudOptions, acrcloudServer } from '../support/providers/acrcloud-server.js';
import { mixOf, tracks, upsample } from '../support/providers/music.js';
import { mostWithin, serve } from '../support/providers/protocol.js';
import { Recogniser } from '../support/providers/recogniser.js';
import { type ShazamOptions, shazamServer } from '../support/providers/shazam-server.js';

const KEYS = { accessKey: 'known-access-key-0001', accessSecret: 'known-access-secret-0002' };
const PARTS = [
  { song: 0, from: 12, seconds: 100 },
  { song: 2, from: 5, seconds: 80 },
  { song: 1, from: 30, seconds: 90 },
];
let mix: Uint8Array;
let recogniser: Recogniser;
beforeAll(() => {
  const songs = tracks(3, 140);
  recogniser = new Recogniser(songs);
  mix = wavOf(mixOf(PARTS.map((part) => ({ ...part, track: songs[part.song]! }))), 16_000);
});

let cwd: string;
const closing: Array<() => unknown> = [];
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'remote-'));
  writeFileSync(join(cwd, 'mix.wav'), mix);
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  rmSync(cwd, { recursive: true, force: true });
});

async function acrcloud(options: Partial<AcrcloudOptions> = {}) {
  const server = acrcloudServer({
    ...KEYS,
    recognise: (pcm, rate) => recogniser.recognise(findPeaks(upsample(pcm, rate))),
    ...options,
  });
  const listening = await serve(server.provider);
  closing.push(listening.close);
  const env = {
    ACRCLOUD_HOST: listening.url,
    ACRCLOUD_ACCESS_KEY: KEYS.accessKey,
    ACRCLOUD_ACCESS_SECRET: KEYS.accessSecret,
    TRACKLISTIFY_ACRCLOUD_CALLS_PER_SECOND: '20',
  };
  return { calls: server.calls, env };
}
async function shazam(options: Partial<ShazamOptions> = {}) {
  const server = shazamServer({ recognise: (peaks) => recogniser.recognise(peaks), ...options });
  const listening = await serve(server.provider);
  closing.push(listening.close);
  const env = {
    TRACKLISTIFY_SHAZAM_ENABLED: 'true',
    TRACKLISTIFY_SHAZAM_HOST: listening.url,
    TRACKLISTIFY_SHAZAM_SECONDS_BETWEEN_CALLS: '0.1',
  };
  return { calls: server.calls, env };
}
const run = (args: string[], env: Record<string, string>): Promise<Ran> => runCli(['mix.wav', ...args], { cwd, env });
const expectRight = (stdout: string): Tracklist => {
  const tracklist = JSON.parse(stdout) as Tracklist;
  const named = tracklist.entries.filter((e) => e.kind === 'track');
  expect(named.map((e) => e.track.title)).toEqual(PARTS.map(({ song }) => `Song ${song + 1}`));
  let start = 0;
  for (const [i, part] of PARTS.entries()) {
    expect(Math.abs(named[i]!.start - start)).toBeLessThan(60);
    start += part.seconds;
  }
  return tracklist;
};
/** Everything below the folder, as one text. */
const everythingIn = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && !path.endsWith('.wav'))
    .map((path) => `${path}\n${readFileSync(path, 'utf8')}`)
    .join('\n');

describe('identifying by remote services', () => {
  it('names the tracks of a mix through ACRCloud, and asks nothing when run again', async () => {
    const { calls, env } = await acrcloud({ perSecond: 20 });
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
    for (const text of [first.stdout, first.stderr, everythingIn(cwd)]) {
      expect(text).not.toContain(KEYS.accessKey);
      expect(text).not.toContain(KEYS.accessSecret);
    }
  });

  it('names the tracks of a mix through Shazam, and says once that it is unofficial', async () => {
    const { calls, env } = await shazam();
    const { code, stdout, stderr } = await run(['--json'], env);
    expect(code).toBe(0);
    expectRight(stdout);
    expect(stderr.match(/unofficially/g)).toHaveLength(1);
    expect(calls.every((call) => !call.said.startsWith('bad'))).toBe(true);
    expect(
      mostWithin(
        calls.map((call) => call.at),
        95,
      ),
    ).toBe(1);
  });

  it('lets the cheaper one spare the dearer one', async () => {
    const [first, second] = [await acrcloud(), await shazam()];
    const { stdout } = await run(['--json'], { ...first.env, ...second.env });
    expectRight(stdout);
    expect(second.calls.length).toBeLessThan(first.calls.length);
  });

  it('goes on where it stopped, and pays for nothing twice', async () => {
    const { calls, env } = await acrcloud();
    const child = spawn(process.execPath, [BIN, 'mix.wav', '--json'], {
      cwd,
      env: { PATH: process.env['PATH'], HOME: cwd, XDG_CACHE_HOME: cwd, TRACKLISTIFY_SHAZAM_ENABLED: 'false', ...env },
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

  it.each([
    ['wrong keys', { ACRCLOUD_ACCESS_KEY: 'another-key' }, 4, /ACRCLOUD_ACCESS_KEY/, 1],
    [
      'missing keys',
      { ACRCLOUD_ACCESS_KEY: '', ACRCLOUD_ACCESS_SECRET: '' },
      4,
      /Set ACRCLOUD_ACCESS_KEY, ACRCLOUD_ACCESS_SECRET/,
      0,
    ],
    ['a name that is none', { TRACKLISTIFY_PROVIDERS: 'acrclod' }, 2, /did you mean "acrcloud"/, 0],
    ['Spotify, which hears nothing', { TRACKLISTIFY_PROVIDERS: 'spotify' }, 2, /recognise no sound/, 0],
  ])('says what is wrong with %s', async (_, wrong, code, message, asked) => {
    const { calls, env } = await acrcloud();
    const ran = await run([], { TRACKLISTIFY_PROVIDERS: 'acrcloud', ...env, ...wrong });
    expect(ran.stderr).toMatch(message);
    expect(ran.code).toBe(code);
    expect(calls).toHaveLength(asked);
  });

  it('keeps what it had when the quota ends', async () => {
    const { calls, env } = await acrcloud({ quota: 2 });
    const { code, stdout, stderr } = await run(['--json'], env);
    expect(code).toBe(5);
    expect(JSON.parse(stdout)).toMatchObject({
      complete: false,
      entries: expect.arrayContaining([expect.objectContaining({ kind: 'track' })]),
    });
    expect(stderr).toMatch(/quota .* used up/);
    expect(calls).toHaveLength(3);
  });

  it('says before decoding that nothing can be reached', async () => {
    const ran = await run([], { TRACKLISTIFY_SHAZAM_ENABLED: 'true', TRACKLISTIFY_SHAZAM_HOST: 'http://127.0.0.1:9' });
    expect(ran.stderr).toMatch(/Nothing is ready to identify with: .*Shazam can't be reached.*--library/s);
    expect(ran.code).toBe(5);
  });
});
