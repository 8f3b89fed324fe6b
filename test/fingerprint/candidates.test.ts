import { describe, expect, it } from 'vitest';
import { type Candidate, Candidates } from '../../src/fingerprint/candidates.js';
import { BLOCK, SECOND, SPAN_UNITS, TIME_UNITS } from '../../src/fingerprint/constants.js';
import type { PrintIndex } from '../../src/fingerprint/types.js';
import { Votes } from '../../src/fingerprint/votes.js';
import { seeded } from './synthetic.js';

/** Tracks of three minutes, one after the other, of which some may have been removed. */
const LENGTH = 15_504;
function indexOf(tracks: number, removed: readonly number[] = []) {
  const trackAt = (position: number): number => {
    const track = Math.floor(position / LENGTH);
    return removed.includes(track) ? -1 : track;
  };
  return {
    trackCount: tracks,
    trackAt,
    baseOf: (t: number) => t * LENGTH,
    lengthOf: () => LENGTH,
  } as unknown as PrintIndex;
}

interface Line {
  track: number;
  /** Where the track is at the beginning of the stretch, in seconds. */
  from: number;
  slope?: number;
  pitch?: number;
  moments: number;
  /** Votes of one moment. */
  each?: number;
  /** By how much the votes' own speed is wrong. */
  wrong?: number;
}

/** A stretch of two blocks. */
const CENTRE = BLOCK;
function cast(votes: Votes, { track, from, slope = 1, pitch = 0, moments, each = 1, wrong = 0 }: Line): Votes {
  for (let i = 0; i < moments; i++) {
    const x = Math.round((i + 0.5) * ((2 * BLOCK) / moments));
    const y = Math.round(track * LENGTH * TIME_UNITS + from * SECOND + slope * x);
    for (let n = 0; n < each; n++) votes.add(x, y, Math.round(Math.log2(slope) * SPAN_UNITS) + wrong, -pitch);
  }
  return votes;
}
const find = (index: PrintIndex, ...lines: Line[]): Candidate[] => {
  const votes = new Votes();
  for (const line of lines) cast(votes, line);
  // No pitch may come as minus zero.
  return new Candidates(index).find([votes], CENTRE).map((c) => ({ ...c, pitch: c.pitch + 0 }));
};
const yAt = ({ x, y, slope }: Candidate, at: number): number => y + slope * (at - x);

describe('candidates', () => {
  it.each([
    [1, 0],
    [1.08, 35],
    [0.93, -35],
    [1.033, 0],
  ])('say which track plays where, at a speed of %f and a pitch of %i', (slope, pitch) => {
    const [found, ...rest] = find(indexOf(40), { track: 12, from: 60, slope, pitch, moments: 30 });
    expect(rest).toEqual([]);
    expect(found).toMatchObject({ track: 12, pitch, support: 30 });
    expect(found!.slope).toBeCloseTo(slope, 3);
    expect(Math.abs(yAt(found!, 0) - 60 * SECOND)).toBeLessThan(4);
  });

  it('take votes of both halves of a stretch together', () => {
    const [early, late] = [new Votes(), new Votes()];
    const all = cast(new Votes(), { track: 3, from: 10, moments: 20 });
    for (let i = 0; i < all.length; i++)
      (i < 10 ? early : late).add(all.times[i]!, all.positions[i]!, all.speeds[i]!, 0);
    expect(new Candidates(indexOf(40)).find([early, late], CENTRE)).toMatchObject([{ track: 3, support: 20 }]);
  });

  it('need five votes, of three moments at least', () => {
    expect(find(indexOf(40), { track: 3, from: 10, moments: 4 })).toEqual([]);
    expect(find(indexOf(40), { track: 3, from: 10, moments: 5 })).toMatchObject([{ track: 3, support: 5 }]);
  });

  it('count a moment once, however many of its hashes agree', () => {
    expect(find(indexOf(40), { track: 3, from: 10, moments: 6, each: 9 })).toMatchObject([{ support: 6 }]);
  });

  it('need more votes where chance brings more', () => {
    const random = seeded(3);
    const votes = new Votes();
    // Some forty to each bin.
    for (let i = 0; i < 7000; i++) {
      votes.add(Math.floor(random() * 2 * BLOCK), Math.floor(random() * 2 * LENGTH * TIME_UNITS), 0, 0);
    }
    expect(new Candidates(indexOf(2)).find([votes], CENTRE).filter(({ support }) => support > 20)).toEqual([]);
    cast(votes, { track: 1, from: 30, moments: 20 });
    expect(new Candidates(indexOf(2)).find([votes], CENTRE).filter(({ support }) => support > 19)).toEqual([]);
    cast(votes, { track: 0, from: 100, moments: 300 });
    expect(new Candidates(indexOf(2)).find([votes], CENTRE)[0]).toMatchObject({ track: 0 });
  });

  it('leave out votes of another pitch, and of places beside the line', () => {
    const index = indexOf(40);
    const line = { track: 5, from: 40, moments: 20 };
    expect(find(index, line, { ...line, from: 40.15, moments: 9 })).toMatchObject([{ support: 20 }]);
    expect(find(index, line, { ...line, pitch: 7, moments: 9 })).toMatchObject([{ support: 20, pitch: 0 }]);
    const near = find(index, line, { ...line, pitch: 6, moments: 9 });
    expect(near[0]!.support).toBeGreaterThan(20);
  });

  it('are none for a track that was removed, nor faster than is looked for', () => {
    expect(find(indexOf(40, [5]), { track: 5, from: 40, moments: 20 })).toEqual([]);
    for (const slope of [1.11, 0.9]) expect(find(indexOf(40), { track: 5, from: 40, slope, moments: 20 })).toEqual([]);
  });

  it('are one for each line, the one with most votes first', () => {
    const found = find(
      indexOf(40),
      { track: 3, from: 10, moments: 12 },
      { track: 30, from: 90, moments: 40, slope: 1.05 },
      { track: 3, from: 70, moments: 25 },
    );
    expect(found.map(({ track, support }) => [track, support])).toEqual([
      [30, 40],
      [3, 25],
      [3, 12],
    ]);
  });

  it('are one, too, where wrong speeds spread the votes of a line over several bins', () => {
    const line = { track: 3, from: 10, moments: 60 };
    expect(find(indexOf(40), line, { ...line, wrong: 40 }, { ...line, wrong: -40 })).toMatchObject([{ track: 3 }]);
  });

  it('are found at both ends of an index, and none in an empty one', () => {
    expect(find(indexOf(2), { track: 0, from: 0, moments: 20 })).toMatchObject([{ track: 0 }]);
    expect(find(indexOf(2), { track: 1, from: 180 - 16, moments: 20 })).toMatchObject([{ track: 1 }]);
    expect(new Candidates(indexOf(0)).find([new Votes()], CENTRE)).toEqual([]);
  });
});
