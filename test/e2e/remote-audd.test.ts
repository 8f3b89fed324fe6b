import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { errorBody } from '../support/providers/audd-server.js';
import { json } from '../support/providers/protocol.js';
import { KEYS, type Music, Rig, TOKEN, wholeSet } from '../support/providers/rig.js';

let music: Music;
beforeAll(() => {
  music = wholeSet();
});
let rig: Rig;
beforeEach(() => {
  rig = new Rig(music);
});
afterEach(() => rig.close());

const FAKE = { result: { artist: 'AudD', title: 'Made up', timecode: '00:00' } };
const RIGHT = ['Song 1', 'Song 3', 'Song 2'];
const titlesOf = (text: string): unknown[] =>
  (JSON.parse(text) as Tracklist).entries.map((entry) => entry.track?.title ?? null);

describe('AudD', () => {
  it('names the tracks of a mix with all that it tells of them, and is asked nothing when the mix is run again', async () => {
    const { calls, billed, env } = await rig.audd();
    const plan = JSON.parse((await rig.run(['--json', '--dry-run'], env)).stdout);
    expect(calls).toEqual([]);
    const first = await rig.run(['--json', '--verbose'], env);
    expect([first.code, titlesOf(first.stdout)]).toEqual([0, RIGHT]);
    const { entries, stats } = JSON.parse(first.stdout) as Tracklist;
    expect(entries[0]!.track).toMatchObject({
      isrc: music.songs[0]!.isrc,
      label: 'Label',
      composers: ['Ada Lovelace', 'Clara Schumann', 'Fanny Hensel'],
      artwork: 'https://is1.example/thumb/600x600bb.jpg',
    });
    const asked = billed();
    expect(asked).toBeLessThanOrEqual(plan.providers[0].calls);
    expect(stats.providers['audd']).toMatchObject({ calls: asked, cacheHits: 0, errors: 0 });
    const second = await rig.run(['--json'], env);
    expect(billed()).toBe(asked);
    expect(JSON.parse(second.stdout).entries).toEqual(entries);
    for (const text of [first.stdout, first.stderr, rig.everything()]) {
      expect(text).not.toContain(TOKEN);
      expect(text).not.toContain('audio.example');
    }
  });

  it('bills no more than --max-calls, and the run after that pays for nothing again', async () => {
    const { calls, billed, env } = await rig.audd();
    const { stderr } = await rig.run(['--json', '--max-calls', '2'], env);
    expect(billed()).toBe(2);
    expect(stderr).toMatch(/No more calls are made \(--max-calls 2\)/);
    expect(titlesOf((await rig.run(['--json'], env)).stdout)).toEqual(RIGHT);
    const paid = calls.flatMap(({ sounds }) => sounds);
    expect(new Set(paid).size).toBe(paid.length);
  });

  it('comes after ACRCloud, whose sure answers spare it its calls, and before Shazam', async () => {
    const [sure, audd, shazam] = [await rig.acrcloud(), await rig.audd(), await rig.shazam()];
    const { stdout } = await rig.run(['--json'], { ...sure.env, ...audd.env, ...shazam.env });
    expect((JSON.parse(stdout) as Tracklist).identifiers).toEqual(['acrcloud', 'audd', 'shazam']);
    expect(audd.billed()).toBeLessThan(sure.calls.length);
    for (const secret of [TOKEN, ...Object.values(KEYS)]) expect(stdout).not.toContain(secret);
  });

  it.each([
    ['a wrong token', { token: 'somebody-elses' }, 4, /doesn't take the token \(code 900.*Check AUDD_API_TOKEN/, 1],
    ['a used-up allowance', { quota: 0 }, 5, /requests of this AudD account are used up.*goes on from here/, 1],
    ['a block', { fault: () => json(errorBody(31337, 'x', 'standard', FAKE)) }, 4, /AudD has blocked/, 1],
    ['a page instead of an answer', { fault: () => ({ status: 502, body: '<html>Bad' }) }, 5, /HTTP 502/, 3],
  ])(
    'says in a sentence of its own what is wrong with %s, and names nothing',
    async (_, options, code, message, most) => {
      const { calls, env } = await rig.audd(options);
      const ran = await rig.run(['--json', '--providers', 'audd'], env);
      // Whether it can be reached is asked before the mix is decoded, where nobody else would name anything.
      const asked = calls.filter(({ endpoint }) => endpoint === 'standard');
      expect(ran.stderr).toMatch(message);
      expect(ran.code).toBe(code);
      expect(asked.length).toBeLessThanOrEqual(most);
      const { complete, warnings } = JSON.parse(ran.stdout) as Tracklist;
      expect([complete, warnings[0]]).toEqual([false, expect.stringMatching(message)]);
      expect(ran.stdout).not.toContain('Made up');
    },
  );

  it('says what is missing where its token is', async () => {
    const ran = await rig.run(['--json', '--providers', 'audd'], {});
    expect([ran.code, ran.stdout]).toEqual([4, '']);
    expect(ran.stderr).toMatch(/AudD isn't ready\. Set AUDD_API_TOKEN: dashboard\.audd\.io shows it\./);
  });
});
