import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { json } from '../support/providers/protocol.js';
import { APP, KEYS, type Music, Rig, wholeSet } from '../support/providers/rig.js';

let music: Music;
beforeAll(() => {
  music = wholeSet();
});
let rig: Rig;
beforeEach(() => {
  rig = new Rig(music);
});
afterEach(() => rig.close());

const titlesOf = (text: string): unknown[] =>
  (JSON.parse(text) as Tracklist).entries.map((entry) => entry.track?.title ?? null);
const SECRETS = [...Object.values(KEYS), ...Object.values(APP)];
const HOUR = 3600_000;

describe('a service that refuses', () => {
  it.each([
    [
      'a clock that is two hours ahead',
      { now: () => Date.now() - 2 * HOUR, mostWrong: 300 },
      4,
      /clock is 2 hours ahead of ACRCloud's; set it right/,
    ],
    [
      'a clock that is behind',
      { now: () => Date.now() + 20 * 60_000, mostWrong: 300 },
      4,
      /clock is 20 minutes behind ACRCloud's; set it right/,
    ],
    [
      'a key of another region',
      { accessKey: 'key-of-another-region' },
      4,
      /doesn't know the access key.*ACRCLOUD_HOST.*every region has its own/,
    ],
    [
      'a wrong secret',
      { accessSecret: 'secret-of-somebody' },
      4,
      /refuses the signature.*Check ACRCLOUD_ACCESS_SECRET/,
    ],
    ['a used-up quota', { quota: 0 }, 5, /quota of this ACRCloud project is used up.*next period/],
  ])('says in a sentence of its own what is wrong with %s, after one call', async (_, options, code, message) => {
    const { calls, env } = await rig.acrcloud(options);
    const ran = await rig.run(['--json'], env);
    expect(ran.stderr).toMatch(message);
    expect(ran.code).toBe(code);
    expect(calls).toHaveLength(1);
    expect(JSON.parse(ran.stdout)).toMatchObject({ complete: false, warnings: [expect.stringMatching(message)] });
  });

  it('of a country that Shazam does not serve is told by its own sentence', async () => {
    const { calls, env } = await rig.shazam({
      fault: (call) => (call === 0 ? undefined : { status: 403, body: 'forbidden' }),
    });
    const ran = await rig.run(['--json', '--providers', 'shazam'], env);
    expect(ran.stderr).toMatch(/Shazam refuses this network or country/);
    expect(ran.code).toBe(4);
    expect(calls.length).toBeLessThanOrEqual(3);
  });

  it('leaves what was known when the quota ended', async () => {
    const { calls, env } = await rig.acrcloud({ quota: 2 });
    const { code, stdout, stderr } = await rig.run(['--json'], env);
    expect(code).toBe(5);
    expect(titlesOf(stdout)).toContain('Song 1');
    expect(stderr).toMatch(/quota .* used up/);
    expect(calls).toHaveLength(3);
  });

  it('leaves the others to go on', async () => {
    const [refusing, ready] = [await rig.acrcloud({ accessKey: 'another' }), await rig.shazam()];
    const { code, stdout } = await rig.run(['--json'], { ...refusing.env, ...ready.env });
    expect(titlesOf(stdout)).toEqual(['Song 1', 'Song 3', 'Song 2']);
    expect(code).toBe(4);
  });
});

describe('Spotify beside a run', () => {
  const right = ['Song 1', 'Song 3', 'Song 2'];

  it('completes what was named, and asks nothing when run again', async () => {
    const [{ env }, spotify] = [await rig.acrcloud(), await rig.spotify()];
    const { code, stdout } = await rig.run(['--json'], { ...env, ...spotify.env });
    expect(code).toBe(0);
    expect(titlesOf(stdout)).toEqual(right);
    const asked = spotify.calls.length;
    expect(asked).toBeGreaterThan(0);
    const again = await rig.run(['--json'], { ...env, ...spotify.env });
    expect(spotify.calls).toHaveLength(asked);
    expect(JSON.parse(again.stdout).entries).toEqual(JSON.parse(stdout).entries);
    for (const secret of SECRETS) expect(`${stdout}${rig.everything()}`).not.toContain(secret);
  });

  it.each([
    [
      'is down',
      () => ({ status: 200, body: '<html>maintenance' }),
      5,
      /web page instead of an answer.*left as they were heard/s,
      3,
    ],
    [
      'has no quota left',
      () => json({ error: { status: 429, message: 'x', reason: 'QUOTA_EXCEEDED' } }, 429),
      5,
      /quota of this Spotify developer account.*left as they were heard/s,
      1,
    ],
    [
      'refuses the app',
      () => json({ error: { status: 403, message: 'Premium required' } }, 403),
      4,
      /owner needs an active Premium.*left as they were heard/s,
      1,
    ],
  ])('loses no track when it %s', async (_, reply, code, message, asked) => {
    const { env } = await rig.acrcloud();
    let calls = 0;
    const spotify = await rig.spotify({
      fault: (_call, path) => {
        if (!path.startsWith('/v1')) return undefined;
        calls++;
        return reply();
      },
    });
    const ran = await rig.run(['--json'], { ...env, ...spotify.env });
    expect(titlesOf(ran.stdout)).toEqual(right);
    expect(ran.code).toBe(code);
    expect(calls).toBe(asked);
    const { complete, warnings, entries } = JSON.parse(ran.stdout) as Tracklist;
    expect(complete).toBe(false);
    expect(warnings.join()).toMatch(message);
    // The same without Spotify: nothing was spoilt.
    const { stdout } = await rig.run(['--json'], env);
    expect(JSON.parse(stdout).entries).toEqual(entries);
  });

  it('says which of its keys are wrong, and loses no track', async () => {
    const [{ env }, spotify] = [await rig.acrcloud(), await rig.spotify({ clientSecret: 'another-client-secret' })];
    const { code, stdout, stderr } = await rig.run(['--json'], { ...env, ...spotify.env });
    expect(titlesOf(stdout)).toEqual(right);
    expect(stderr).toMatch(/Check SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET/);
    expect(code).toBe(4);
    expect(spotify.calls).toHaveLength(1);
  });
});
