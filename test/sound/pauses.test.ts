import { describe, expect, it } from 'vitest';
import { PauseFinder } from '../../src/sound/pauses.js';
import { random } from '../support/audio.js';

const RATE = 11025;
const OPTIONS = { shortest: 1.5, shortestTrack: 20 };

/** Music and pauses by turns, as a record has them: with the noise of its groove under all of it. */
function side(parts: ReadonlyArray<[kind: 'music' | 'pause', seconds: number]>, noise: number): Int16Array {
  const next = random(5);
  const out: number[] = [];
  for (const [kind, seconds] of parts) {
    for (let i = 0; i < seconds * RATE; i++) {
      const t = i / RATE;
      // A beat, with a quiet bar now and then.
      const loud = kind === 'music' ? (Math.floor(t) % 8 === 7 ? 1500 : 9000) : 0;
      out.push(
        loud * Math.sin(2 * Math.PI * 220 * t) * (0.5 + 0.5 * Math.cos(2 * Math.PI * 2 * t)) + noise * (next() - 0.5),
      );
    }
  }
  return Int16Array.from(out);
}

function startsOf(pcm: Int16Array, options = OPTIONS): number[] {
  const finder = new PauseFinder(RATE);
  for (let at = 0; at < pcm.length; at += 5000) finder.hear(pcm.subarray(at, at + 5000));
  return finder.tracks(options).map(({ start }) => Number(start.toFixed(1)));
}

describe('the pauses of a record', () => {
  const parts: Array<['music' | 'pause', number]> = [
    ['pause', 2],
    ['music', 40],
    ['pause', 3],
    ['music', 30],
    ['pause', 2],
    ['music', 50],
    ['pause', 4],
  ];

  it.each([0, 60, 150])('part its tracks, with a noise of %i in the groove', (noise) => {
    const starts = startsOf(side(parts, noise));
    expect(starts).toHaveLength(3);
    // A moment before the sound begins.
    expect(starts[0]).toBe(0);
    expect(Math.abs(starts[1]! - 44.75)).toBeLessThan(0.2);
    expect(Math.abs(starts[2]! - 76.75)).toBeLessThan(0.2);
  });

  it('are none where they are too short, or would make a track too short', () => {
    expect(
      startsOf(
        side(
          [
            ['music', 30],
            ['pause', 0.8],
            ['music', 30],
          ],
          60,
        ),
      ),
    ).toHaveLength(1);
    expect(
      startsOf(
        side(
          [
            ['music', 30],
            ['pause', 3],
            ['music', 10],
            ['pause', 3],
            ['music', 30],
          ],
          60,
        ),
      ),
    ).toHaveLength(2);
    expect(startsOf(side([['music', 60]], 60))).toEqual([0]);
  });

  it('cover all of it', () => {
    const finder = new PauseFinder(RATE);
    finder.hear(side(parts, 60));
    const tracks = finder.tracks(OPTIONS);
    expect(tracks.at(-1)!.end).toBeCloseTo(131, 0);
    for (const [i, track] of tracks.slice(1).entries()) expect(track.start).toBe(tracks[i]!.end);
  });
});
