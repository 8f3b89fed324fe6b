import { afterEach, describe, expect, it } from 'vitest';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { tracks } from '../support/providers/music.js';
import { musicOf, type Part, Rig } from '../support/providers/rig.js';

const songs = tracks(3, 140);
let rig: Rig;
afterEach(() => rig.close());

/** The service behind the tests knows tracks at their own speed only. */
async function identify(parts: Part[]) {
  rig = new Rig(musicOf(parts, songs));
  const { env, calls } = await rig.acrcloud();
  const plan = JSON.parse((await rig.run(['--json', '--dry-run'], env)).stdout);
  const { stdout } = await rig.run(['--json'], env);
  const tracklist = JSON.parse(stdout) as Tracklist;
  expect(calls.length).toBeGreaterThan(0);
  expect(calls.length).toBeLessThanOrEqual(plan.providers[0].calls);
  return tracklist.entries.map((e) => [e.track?.title ?? null, e.speed === null ? null : Math.round(e.speed * 100)]);
}

describe('what was played off its speed', () => {
  it('is tried as it was recorded, before the service is given up for it', async () => {
    const parts = [
      { song: 0, from: 10, seconds: 100 },
      { song: 2, from: 5, seconds: 110, speed: 1.031 },
      { song: 1, from: 20, seconds: 100 },
    ];
    const entries = await identify(parts);
    expect(entries.map(([title]) => title)).toEqual(['Song 1', 'Song 3', 'Song 2']);
    expect(entries[1]![1]).toBe(103);
  });

  it('is followed through a whole mix that was played too slowly', async () => {
    const parts = [0, 1, 2].map((song) => ({ song, from: 5, seconds: 130, speed: 0.971 }));
    const entries = await identify(parts);
    expect(entries).toEqual([0, 1, 2].map((song) => [`Song ${song + 1}`, 97]));
  });
});
