import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../src/fingerprint/candidates.js';
import { BLOCK, SECOND } from '../../src/fingerprint/constants.js';
import type { PeakList } from '../../src/fingerprint/peak-list.js';
import { FIRST_EVIDENCE, Pursuit } from '../../src/fingerprint/pursuit.js';
import { anyPeaks, listOf, type Peak, played } from './made-peaks.js';

const TRACK = anyPeaks(1, 60);
const s = (seconds: number): number => Math.round(seconds * SECOND);
/** Of another piece, in a part of the mix. */
const others = (seed: number, from: number, to: number): Peak[] => played(anyPeaks(seed, to - from), { at: s(from) });

function candidate(fields: Partial<Candidate>): Candidate {
  return { track: 7, x: 0, y: 0, slope: 1, pitch: 0, support: 9, ...fields };
}

/** Followed to the end of a mix, from where a candidate says that it is. */
function pursue(
  mix: PeakList,
  { x, y, ...rest }: { x: number; y: number; slope?: number; pitch?: number },
  until = 1e9,
) {
  const line = new Pursuit(candidate({ x: s(x), y: s(y), ...rest }), listOf(TRACK), mix, s(x) - BLOCK, s(x) + BLOCK);
  if (line.firstEvidence >= FIRST_EVIDENCE) line.follow(Math.min(until, mix.times[mix.length - 1]!));
  return line;
}

describe('a pursuit', () => {
  it('goes in both directions to the first and the last peak that is the track’s', () => {
    const mine = played(TRACK, { at: s(20) });
    const line = pursue(listOf(others(2, 0, 20), mine, others(3, 81, 120)), { x: 50, y: 30 });
    expect([line.mixStart, line.mixEnd]).toEqual([mine[0]!.time, mine.at(-1)!.time]);
    expect([line.trackStart, line.trackEnd]).toEqual([TRACK[0]!.time, TRACK.at(-1)!.time]);
    // Where the course is corrected, a peak or two may lie between two steps.
    expect(line.present).toBe(line.expected);
    expect(line.present).toBeGreaterThan(0.99 * TRACK.length);
    expect(line.speed).toBeCloseTo(1, 5);
    const { chance, present } = line;
    const deviation = Math.sqrt(present * chance * (1 - chance));
    expect(line.z).toBeCloseTo((present * (1 - chance)) / deviation, 9);
  });

  it.each([
    [1.08, 40],
    [0.92, -40],
    [1.05, 0],
  ])('keeps to a speed of %f and a pitch of %i, though it is told only nearly', (speed, pitch) => {
    const mine = played(TRACK, { at: s(5), speed, pitch });
    const line = pursue(listOf(mine, others(4, 0, 75)), { x: 5 + 20 / speed, y: 20, slope: speed + 0.004, pitch });
    expect(line.speed).toBeCloseTo(speed, 4);
    // At both ends, however the course was corrected on the way.
    expect(Math.abs(line.trackStart - TRACK[0]!.time)).toBeLessThan(s(0.5));
    expect(Math.abs(line.trackEnd - TRACK.at(-1)!.time)).toBeLessThan(s(0.5));
    expect(line.present).toBeGreaterThan(0.97 * TRACK.length);
  });

  it('follows a tempo that is moved by 4 % while the track plays', () => {
    // Its time goes on by 1 to 1.04 seconds in a second of the mix.
    const mine = TRACK.map((peak) => ({
      ...peak,
      time: Math.round((50 * SECOND * (Math.sqrt(1 + (peak.time / (25 * SECOND)) * 0.04) - 1)) / 0.04),
    }));
    const line = pursue(listOf(mine, others(5, 0, 60)), { x: 8, y: 8 });
    expect(line.trackEnd).toBeGreaterThan(s(58));
    expect(line.present).toBeGreaterThan(0.9 * TRACK.length);
  });

  it('bridges what is covered for less than fifteen seconds, and ends before what is longer', () => {
    const mix = (hidden: number): PeakList =>
      listOf(
        played(TRACK, {}).filter(({ time }) => time < s(20) || time > s(20 + hidden)),
        others(6, 0, 100),
      );
    expect(pursue(mix(13), { x: 10, y: 10 }).trackEnd).toBeGreaterThan(s(59));
    const ended = pursue(mix(17), { x: 10, y: 10 });
    expect(ended.trackEnd).toBeLessThan(s(20));
    expect(ended.over).toBe(true);
  });

  it('isn’t over while fifteen seconds haven’t passed since it was heard', () => {
    const mix = listOf(
      played(TRACK, {}).filter(({ time }) => time < s(20)),
      others(7, 20, 100),
    );
    const line = pursue(mix, { x: 10, y: 10 }, s(34));
    expect(line.over).toBe(false);
    line.follow(s(40));
    expect(line.over).toBe(true);
    expect(line.mixEnd).toBeLessThan(s(20.5));
  });

  it('is still heard where a quarter of its peaks is left under another track', () => {
    const quarter = played(TRACK, {}).filter((_, i) => i < 450 || i % 4 === 0);
    const line = pursue(listOf(quarter, others(8, 0, 60)), { x: 8, y: 8 });
    expect(line.trackEnd).toBeGreaterThan(s(58));
    expect(line.present / line.expected).toBeLessThan(0.7);
  });

  it('shows nothing of itself where the candidate came by chance', () => {
    expect(pursue(listOf(others(9, 0, 60)), { x: 20, y: 20 }).firstEvidence).toBeLessThan(FIRST_EVIDENCE);
    expect(pursue(listOf(played(TRACK, {})), { x: 20, y: 20 }).firstEvidence).toBeGreaterThan(20 * FIRST_EVIDENCE);
    // Half a second beside the line there is nothing of it.
    expect(pursue(listOf(played(TRACK, {})), { x: 20, y: 20.5 }).firstEvidence).toBeLessThan(FIRST_EVIDENCE);
    // A semitone beside it neither.
    expect(pursue(listOf(played(TRACK, {})), { x: 20, y: 20, pitch: 24 }).firstEvidence).toBeLessThan(FIRST_EVIDENCE);
  });

  it('learns how many peaks fit by chance: more in a denser mix', () => {
    const thin = pursue(listOf(played(TRACK, {})), { x: 20, y: 20 });
    const dense = pursue(listOf(played(TRACK, {}), others(10, 0, 60), others(11, 0, 60), others(12, 0, 60)), {
      x: 20,
      y: 20,
    });
    expect(thin.chance).toBeLessThan(0.03);
    expect(dense.chance).toBeGreaterThan(2 * thin.chance);
    expect(dense.z).toBeLessThan(thin.z);
  });

  it('passes the points of its line, and none that is off by more than 50 ms behind its end', () => {
    const line = pursue(listOf(played(TRACK, { at: s(10) }), others(13, 0, 10)), { x: 40, y: 30 }, s(50));
    expect(line.passes(s(30), s(20))).toBe(true);
    expect(line.passes(s(30), s(20.2))).toBe(false);
    expect(line.passes(s(55), s(45))).toBe(true);
    expect(line.passes(s(55), s(45.15))).toBe(false);
    // Fifteen seconds behind the end it may be anything.
    expect(line.passes(s(70), s(60))).toBe(false);
  });

  it('tells its peaks, how many there are from one on, and by how much louder each is', () => {
    const mix = listOf(played(TRACK, { at: s(10), gain: -8 }), others(14, 0, 10));
    const line = pursue(mix, { x: 40, y: 30 });
    const met: number[] = [];
    line.eachMatch((peak) => met.push(peak));
    expect(new Set(met).size).toBeGreaterThan(0.98 * TRACK.length);
    const times: number[] = [];
    line.eachGain((time, gain) => {
      times.push(time);
      expect(gain).toBe(-8);
    });
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const from = mix.indexAt(s(60));
    expect(line.matchesFrom(from)).toBe(met.filter((peak) => peak >= from).length);
  });

  it('echoes a line of its own track that gains much more, and no other', () => {
    const mix = listOf(
      played(TRACK, {}),
      played(TRACK, { at: 0, from: s(30) }).filter((_, i) => i % 3 === 0),
      others(15, 0, 60),
    );
    const strong = pursue(mix, { x: 15, y: 15 }, s(25));
    const weak = pursue(mix, { x: 15, y: 45 }, s(25));
    expect(weak.evidence).toBeGreaterThan(FIRST_EVIDENCE);
    expect([weak.echoes(strong), strong.echoes(weak)]).toEqual([true, false]);
    const other = new Pursuit(candidate({ track: 8, x: s(15), y: s(15) }), listOf(TRACK), mix, s(7), s(23));
    expect(weak.echoes(other)).toBe(false);
    strong.stop();
    expect(weak.echoes(strong)).toBe(false);
  });
});
