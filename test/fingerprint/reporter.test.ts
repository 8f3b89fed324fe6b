import { describe, expect, it } from 'vitest';
import { BAND_UNITS, BANDS_PER_OCTAVE, ENGINE_RATE, SECOND, WINDOW } from '../../src/fingerprint/constants.js';
import { type Acquaintance, NOTHING_KNOWN } from '../../src/fingerprint/holding.js';
import { type ReportedLine, Reporter } from '../../src/fingerprint/reporter.js';
import type { PrintIndex } from '../../src/fingerprint/types.js';

/** The mix has ten peaks a second. */
const EACH = 10;
const HALF_WINDOW = WINDOW / 2 / ENGINE_RATE;

interface Fake {
  track: number;
  from: number;
  to: number;
  /** Its peaks of the mix: all in its stretch unless told. */
  peaks?: (peak: number) => boolean;
  gain?: (time: number) => number;
  fields?: Partial<ReportedLine>;
}

function lineOf({ track, from, to, peaks = () => true, gain = () => 0, fields }: Fake): ReportedLine {
  const mine: number[] = [];
  for (let peak = from * EACH; peak < to * EACH; peak++) if (peaks(peak)) mine.push(peak);
  return {
    ...{ track, pitch: 0, speed: 1, z: 60, over: true },
    ...{ mixStart: from * SECOND, mixEnd: to * SECOND, trackStart: 20 * SECOND },
    ...{ expected: mine.length * 2, present: mine.length, evidence: mine.length },
    eachMatch: (visit) => mine.forEach(visit),
    eachGain(visit) {
      for (const peak of mine) visit((peak / EACH) * SECOND, gain(peak / EACH));
    },
    ...fields,
  };
}

const index = { lengthOf: () => 20_000 } as unknown as PrintIndex;
const report = (lines: readonly ReportedLine[], known: Acquaintance = NOTHING_KNOWN) =>
  new Reporter(index, known).report(lines, 1000 * EACH);

describe('the report', () => {
  it('tells a line in seconds, a frame standing for the middle of its window', () => {
    const line = lineOf({ track: 4, from: 0, to: 100, fields: { pitch: -BANDS_PER_OCTAVE * BAND_UNITS, speed: 1.5 } });
    const [told, ...rest] = report([line]);
    expect(rest).toEqual([]);
    expect(told).toMatchObject({ track: 4, speed: 1.5, pitch: 0.5, hits: 1000, clarity: 0.5, z: 60, owned: 1 });
    expect(told!.mixStart).toBeCloseTo(HALF_WINDOW, 6);
    expect(told!.trackStart).toBeCloseTo(20 + HALF_WINDOW, 6);
    expect(told).not.toHaveProperty('rival');
    expect(told).not.toHaveProperty('twin');
    expect(told).not.toHaveProperty('witness');
  });

  it('gives peaks to the strongest line, and names it where a weaker one owns less than half', () => {
    const strong = lineOf({ track: 1, from: 0, to: 100 });
    const weak = lineOf({
      track: 2,
      from: 50,
      to: 150,
      peaks: (p) => p >= 1000 || p % 10 < 7,
      fields: { evidence: 5 },
    });
    const [first, second] = report([weak, strong]);
    expect(first).toMatchObject({ track: 1, owned: 1 });
    expect(second!.owned).toBeCloseTo(500 / 850, 6);
    expect(second).not.toHaveProperty('rival');
    const less = lineOf({ track: 2, from: 50, to: 120, fields: { evidence: 5, speed: 1.01 } });
    expect(report([less, strong])[1]).toMatchObject({ track: 2, owned: expect.closeTo(200 / 700, 6), rival: 0 });
  });

  it('points to rivals by their place in the list, which is in order of time', () => {
    const early = lineOf({ track: 9, from: 0, to: 100, fields: { evidence: 2000 } });
    const strong = lineOf({ track: 1, from: 200, to: 300 });
    const weak = lineOf({ track: 2, from: 190, to: 290, fields: { evidence: 5, speed: 1.01 } });
    const told = report([strong, weak, early]);
    expect(told.map(({ track }) => track)).toEqual([9, 2, 1]);
    expect(told[1]).toMatchObject({ track: 2, rival: 2 });
  });

  it('leaves out what a track repeats within itself while a stronger line of it is heard, and what is unlikely', () => {
    const strong = lineOf({ track: 1, from: 0, to: 100 });
    const repeat = lineOf({ track: 1, from: 40, to: 120, peaks: (p) => p >= 1000, fields: { evidence: 5 } });
    const later = lineOf({ track: 1, from: 70, to: 170, peaks: (p) => p >= 1000, fields: { evidence: 5 } });
    expect(report([repeat, strong])).toHaveLength(1);
    expect(report([later, strong])).toHaveLength(2);
    expect(report([lineOf({ track: 1, from: 0, to: 100, fields: { z: 12 } })])).toEqual([]);
    expect(report([lineOf({ track: 1, from: 0, to: 3 })])).toEqual([]);
  });

  describe('of two lines that explain the same', () => {
    const leader = lineOf({ track: 1, from: 0, to: 100 });
    const twin = (change: Partial<Fake> = {}) =>
      lineOf({ track: 2, from: 0, to: 100, ...change, fields: { evidence: 900, ...change.fields } });
    const isTwin = (line: ReportedLine): boolean => report([leader, line]).find(({ track }) => track === 2)?.twin === 0;

    it('says that the sound can’t tell them apart, and scores the weaker one as if it were alone', () => {
      const [first, second] = report([leader, twin()]);
      expect(second).toMatchObject({ track: 2, twin: 0, owned: 0, score: first!.score });
    });

    it.each([
      ['at another speed', { fields: { speed: 1.003 } }],
      ['that goes on for as long without it', { fields: { mixEnd: 200 * SECOND } }],
      ['at another pitch', { fields: { pitch: 3 } }],
      ['with less of its peaks', { fields: { expected: 2800 } }],
      ['that explains less of them', { peaks: (p: number) => p % 10 < 6, fields: { expected: 1200 } }],
    ])('doesn’t say so of one %s', (_, change) => {
      expect(isTwin(twin(change))).toBe(false);
    });

    it.each([
      ['nearly at the same speed', { fields: { speed: 1.002 } }],
      ['nearly at the same pitch', { fields: { pitch: 2 } }],
      ['with nearly as much of its peaks', { fields: { expected: 2600 } }],
      ['that explains two thirds of them', { peaks: (p: number) => p % 100 < 66, fields: { expected: 1400 } }],
    ])('says so of one %s', (_, change) => {
      expect(isTwin(twin(change))).toBe(true);
    });
  });

  it('lets a recording of a mix claim nothing, however strong it is, and tells it as a witness', () => {
    const mix = lineOf({ track: 5, from: 0, to: 400, fields: { evidence: 1e6 } });
    const track = lineOf({ track: 1, from: 100, to: 200 });
    const told = report([mix, track], { ...NOTHING_KNOWN, isMix: (t) => t === 5 });
    expect(told.find((line) => line.track === 1)).toMatchObject({ owned: 1 });
    expect(told.find((line) => line.track === 1)).not.toHaveProperty('rival');
    const witness = told.find((line) => line.track === 5)!;
    // The tracks come first, however strong it is: this is what they have left of it.
    expect(witness).toMatchObject({ witness: true, owned: 0.75 });
    expect(witness.score).toBeGreaterThan(0.9);
  });

  describe('where one track takes over from another', () => {
    /** The gain of a crossfade of 40 s in steps of .75 dB, its middle at 120 s: from -30 dB up. */
    const share = (t: number): number => Math.min(1, Math.max(0.02, (t - 100) / 40));
    const rising = (t: number): number => 8 * Math.log2(Math.sin((Math.PI / 2) * share(t)));
    const falling = (t: number): number => rising(240 - t);

    it('lays the stretch of both around the middle of their fades', () => {
      const before = lineOf({ track: 1, from: 20, to: 136, gain: falling, peaks: (p) => p % 2 === 0 });
      const after = lineOf({ track: 2, from: 112, to: 260, gain: rising, peaks: (p) => p % 2 === 1 });
      const [a, b] = report([before, after]);
      expect(Math.abs((a!.mixEnd + b!.mixStart) / 2 - 120)).toBeLessThan(2);
      // As long as both were heard.
      expect(a!.mixEnd - b!.mixStart).toBeCloseTo(24, 6);
      // What the track is at moves along.
      expect(b!.trackStart - 20 - HALF_WINDOW).toBeCloseTo(b!.mixStart - 112 - HALF_WINDOW, 6);
    });

    it('ends a line in the middle of its fade beside an unknown track, and not where the mix goes on', () => {
      const ends = lineOf({ track: 1, from: 20, to: 136, gain: falling });
      const goesOn = lineOf({ track: 3, from: 300, to: 420, fields: { over: false } });
      const [a, b] = report([ends, goesOn]);
      expect(Math.abs(a!.mixEnd - 120)).toBeLessThan(3);
      expect(b!.mixEnd).toBeCloseTo(420 + HALF_WINDOW, 6);
    });

    it('keeps a second of each line at least', () => {
      const told = report([
        lineOf({ track: 1, from: 0, to: 60 }),
        lineOf({ track: 2, from: 58, to: 70, peaks: (p) => p >= 600 }),
      ]);
      for (const line of told) expect(line.mixEnd - line.mixStart).toBeGreaterThanOrEqual(1);
      for (const line of told) expect(line.trackStart).toBeGreaterThanOrEqual(0);
    });
  });

  it('is empty for no lines', () => {
    expect(report([])).toEqual([]);
  });
});
