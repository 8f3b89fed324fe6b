import { describe, expect, it } from 'vitest';
import { LEVEL_UNITS, SECOND } from '../../src/fingerprint/constants.js';
import { type FadingLine, fadesOf } from '../../src/fingerprint/fades.js';
import { seeded } from './synthetic.js';

/** dB in steps of a level. */
const steps = (dB: number): number => Math.round((dB / 10) * Math.log2(10) * LEVEL_UNITS);
/** The gain at so much of a fade of equal power. */
const equalPower = (share: number): number =>
  share >= 1 ? 0 : 20 * Math.log10(Math.sin((Math.PI / 2) * Math.max(0.01, share)));

/** A line of so many seconds, whose gain (dB) follows from the second; `each` peaks a second. */
function lineOf(seconds: number, gainAt: (second: number) => number, { from = 0, each = 12 } = {}): FadingLine {
  return {
    mixStart: from * SECOND,
    mixEnd: (from + seconds) * SECOND,
    eachGain(visit) {
      for (let i = 0; i < seconds * each; i++) {
        const second = (i + 0.5) / each;
        visit((from + second) * SECOND, steps(gainAt(second)));
      }
    },
  };
}

/** In seconds of the line. */
function fades(line: FadingLine) {
  const { rise, fall } = fadesOf(line);
  return { rise: (rise - line.mixStart) / SECOND, fall: (fall - line.mixStart) / SECOND };
}

describe('fades', () => {
  it.each([4, 10, 20, 40])('have their middles where both are %i s long', (length) => {
    const seconds = 150;
    const gain = (t: number): number => equalPower(t / length) + equalPower((seconds - t) / length);
    const { rise, fall } = fades(lineOf(seconds, gain));
    expect(Math.abs(rise - length / 2)).toBeLessThan(0.5 + length / 20);
    expect(Math.abs(fall - (seconds - length / 2))).toBeLessThan(0.5 + length / 20);
  });

  it('are told for a track that is heard late in its fade', () => {
    // Fourteen seconds of a fade of forty are gone when the line begins.
    expect(Math.abs(fades(lineOf(150, (t) => equalPower((t + 14) / 40))).rise - 6)).toBeLessThan(1.5);
  });

  it('lie at the ends of a line that is cut in and out', () => {
    const { rise, fall } = fades(lineOf(100, () => 0));
    expect(Math.abs(rise)).toBeLessThan(0.5);
    expect(Math.abs(fall - 100)).toBeLessThan(0.7);
  });

  it('are the same wherever the line lies, and however loud it is', () => {
    const gain = (t: number): number => equalPower(t / 16);
    const plain = fades(lineOf(120, gain));
    const moved = fades(lineOf(120, gain, { from: 1000 }));
    expect([moved.rise, moved.fall]).toEqual([expect.closeTo(plain.rise, 6), expect.closeTo(plain.fall, 6)]);
    expect(fades(lineOf(120, (t) => gain(t) - 24))).toEqual(plain);
  });

  it('aren’t moved by single seconds that are far off, nor by peaks that scatter', () => {
    const random = seeded(1);
    const gain = (t: number): number =>
      equalPower(t / 16) + (Math.floor(t) % 11 === 5 ? -35 : 0) + 6 * (random() - 0.5);
    expect(Math.abs(fades(lineOf(120, gain)).rise - 8)).toBeLessThan(1.5);
    // Nor by an effect, however deep, shortly after the fade.
    const covered = (t: number): number => equalPower(t / 8) - (t > 14 && t < 19 ? 60 : 0);
    expect(Math.abs(fades(lineOf(120, covered)).rise - 4)).toBeLessThan(1.5);
  });

  it('aren’t looked for in a line that is too short to have a full gain, or has too few peaks', () => {
    const gain = (t: number): number => equalPower(t / 3);
    for (const line of [lineOf(2, gain), lineOf(100, gain, { each: 3 }), lineOf(0, gain)]) {
      expect(fadesOf(line)).toEqual({ rise: line.mixStart, fall: line.mixEnd });
    }
  });
});
