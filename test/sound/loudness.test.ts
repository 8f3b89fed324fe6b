import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeardLoudness } from '../../src/domain/heard.js';
import { LoudnessMeter } from '../../src/sound/loudness/loudness-meter.js';
import { random, synth, toInt16 } from '../support/audio.js';

const RATE = 8000;

const measured = (pcm: Int16Array, rate = RATE, channels: 1 | 2 = 2): HeardLoudness => {
  const meter = new LoudnessMeter(rate, channels);
  meter.hear(pcm);
  return meter.loudness();
};

/** The same on both channels. */
function twice(mono: Int16Array): Int16Array {
  return Int16Array.from({ length: 2 * mono.length }, (_, i) => mono[i >> 1]!);
}

interface Tone {
  /** dBFS of its peak. */
  level: number;
  seconds: number;
}

/** As EBU Tech 3341 and 3342 have them: stereo, 1 kHz, in phase. */
function tones(parts: Tone[], { rate = RATE, hertz = 1000, phase = 0 } = {}): Int16Array {
  const mono = parts.map(({ level, seconds }) => {
    const high = 32_768 * 10 ** (level / 20);
    return Int16Array.from({ length: seconds * rate }, (_, i) =>
      Math.max(-32_768, Math.min(32_767, Math.round(high * Math.sin((2 * Math.PI * hertz * i) / rate + phase)))),
    );
  });
  return twice(joined(mono));
}

function joined(parts: Int16Array[]): Int16Array {
  const out = new Int16Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const pcm of parts) {
    out.set(pcm, at);
    at += pcm.length;
  }
  return out;
}

const part = (level: number, seconds: number): Tone => ({ level, seconds });
const music = (seconds: number): Int16Array => toInt16(synth(seconds, { rate: RATE }));

describe('the integrated loudness', () => {
  it.each([
    ['1', [part(-23, 20)], -23],
    ['2', [part(-33, 20)], -33],
    ['3', [part(-36, 10), part(-23, 60), part(-36, 10)], -23],
    ['4', [part(-72, 10), part(-36, 10), part(-23, 60), part(-36, 10), part(-72, 10)], -23],
    ['5', [part(-26, 20), part(-20, 20.1), part(-26, 20)], -23],
  ])('is what EBU Tech 3341 wants of its signal %s', (_, parts, wanted) => {
    expect(Math.abs(measured(tones(parts)).integrated! - wanted)).toBeLessThanOrEqual(0.1);
  });

  it.each([8000, 11_025, 22_050, 32_000, 44_100, 48_000, 96_000, 192_000])(
    'of a full tone of 997 Hz in one channel is -3.01 LUFS at %i Hz, as ITU-R BS.1770 says',
    (rate) => {
      const left = tones([part(0, 1)], { rate, hertz: 997 }).map((value, i) => (i % 2 === 0 ? value : 0));
      expect(measured(left, rate).integrated).toBeCloseTo(-3.01, 1);
    },
  );

  it('is what the filters of BS.1770 make, sample by sample in double precision, of noise and of a bass', () => {
    const next = random(7);
    const pcm = Int16Array.from({ length: 2 * 48_000 * 4 }, (_, i) => {
      const bass = 9000 * Math.sin((2 * Math.PI * 45 * (i >> 1)) / 48_000);
      return bass + (next() - 0.5) * (i % 2 === 0 ? 20_000 : 3000);
    });
    expect(measured(pcm, 48_000).integrated).toBeCloseTo(plain(pcm), 2);
  });

  it('of one channel is that of the same beside silence', () => {
    const mono = music(3);
    const beside = Int16Array.from({ length: 2 * mono.length }, (_, i) => (i % 2 === 0 ? mono[i >> 1]! : 0));
    expect(measured(mono, RATE, 1)).toEqual(measured(beside));
    expect(measured(mono, RATE, 1).integrated).toBeCloseTo(measured(twice(mono)).integrated! - 3.01, 2);
  });
});

describe('the range', () => {
  it.each([
    ['1', [part(-20, 20), part(-30, 20)], 10],
    ['2', [part(-20, 20), part(-15, 20)], 5],
    ['3', [part(-40, 20), part(-20, 20)], 20],
    ['4', [part(-50, 20), part(-35, 20), part(-20, 20), part(-35, 20), part(-50, 20)], 15],
  ])('is what EBU Tech 3342 wants of its signal %s', (_, parts, wanted) => {
    expect(Math.abs(measured(tones(parts)).range! - wanted)).toBeLessThanOrEqual(1);
  });
});

describe('the true peak', () => {
  it.each([
    [4, 0],
    [4, 45],
    [6, 60],
    [8, 67.5],
  ])('of a sine of 1/%i of the rate at %f degrees is within what EBU Tech 3341 wants', (part4, degrees) => {
    const fade = Array.from({ length: 40 }, (_, step) => part(-26 + step / 2, 0.01));
    const pcm = tones([...fade, part(-6, 0.2), ...fade.toReversed()], {
      rate: 48_000,
      hertz: 48_000 / part4,
      phase: (degrees * Math.PI) / 180,
    });
    const { truePeak } = measured(pcm, 48_000);
    expect(truePeak).toBeGreaterThan(-6.4);
    expect(truePeak).toBeLessThan(-5.8);
  });

  it('is found in every gap between samples that whole interpolation finds it in, of noise and of music', () => {
    const next = random(3);
    const noise = Int16Array.from({ length: RATE / 2 }, () => (next() * 2 - 1) * 32_767);
    for (const mono of [noise, music(1)]) {
      expect(measured(mono, RATE, 1).truePeak).toBeCloseTo(20 * Math.log10(wholePeak(mono)), 3);
    }
  });

  it('is found where the sound ends, and between what was heard at once and what later', () => {
    const spike = (at: number, length: number): Int16Array =>
      Int16Array.from({ length }, (_, i) => (i === at || i === at + 1 ? 20_000 : 0));
    const wanted = measured(spike(1000, 2000), RATE, 1).truePeak;
    expect(wanted).toBeGreaterThan(20 * Math.log10(20_000 / 32_768) + 1);
    const run = 8 * RATE;
    for (const at of [0, 498, run - 2, run - 1, run, 2 * run - 1]) {
      expect(measured(spike(at, at + 2), RATE, 1).truePeak).toBeCloseTo(wanted!, 6);
      expect(measured(spike(at, at + 500), RATE, 1).truePeak).toBeCloseTo(wanted!, 6);
    }
  });
});

describe('any loudness', () => {
  it('moves with the gain, and by nothing else', () => {
    const pcm = music(20);
    const before = measured(pcm);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), (down) => {
        const softer = pcm.map((value) => Math.round(value * 10 ** (-down / 20)));
        const { integrated, range, truePeak } = measured(softer);
        expect(integrated).toBeCloseTo(before.integrated! - down, 1);
        expect(range).toBeCloseTo(before.range!, 1);
        expect(truePeak).toBeCloseTo(before.truePeak! - down, 1);
      }),
      { numRuns: 3 },
    );
  });

  it('is the same in chunks of any sizes, and however often it is asked for', () => {
    const pcm = twice(music(19));
    const whole = measured(pcm);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1, maxLength: 6 }), (sizes) => {
        const meter = new LoudnessMeter(RATE, 2);
        for (let at = 0, i = 0; at < pcm.length; i++) {
          const size = sizes[i % sizes.length]! + (i % 2) * 20_000;
          meter.hear(pcm.subarray(at, at + size));
          at += size;
          if (i % 3 === 0) meter.loudness();
        }
        expect(meter.loudness()).toEqual(whole);
      }),
      { numRuns: 10 },
    );
  });

  it('is hardly another with silence before and after it, which no gate lets through', () => {
    const pcm = twice(music(20));
    const alone = measured(pcm);
    for (const [before, after] of [
      [5, 0],
      [0, 7],
      [30, 3.3],
    ] as const) {
      const within = new Int16Array(pcm.length + 2 * RATE * (before + after));
      within.set(pcm, 2 * RATE * before);
      // Blocks that silence begins or ends in pass the gate.
      expect(Math.abs(measured(within).integrated! - alone.integrated!)).toBeLessThan(0.1);
      expect(measured(within).truePeak).toBeCloseTo(alone.truePeak!, 6);
    }
  });

  it('is none of silence, and of what is too short for a block only the peak is known', () => {
    const none = { integrated: null, range: null, truePeak: null };
    expect(measured(new Int16Array(0))).toEqual(none);
    expect(measured(new Int16Array(2 * RATE * 20))).toEqual(none);
    expect(measured(tones([part(-6, 0.1)]))).toMatchObject({ integrated: null, range: null });
    expect(measured(tones([part(-6, 0.1)])).truePeak).toBeCloseTo(-6, 0);
    expect(measured(tones([part(-6, 1)]))).toMatchObject({ range: null, integrated: expect.closeTo(-6, 0) });
  });

  it('is a number of a constant, of a square as loud as can be, and of one step', () => {
    const constant = new Int16Array(2 * RATE * 10).fill(-32_768);
    const square = constant.map((_, i) => ((i >> 6) % 2 === 0 ? 32_767 : -32_768));
    const step = constant.map((_, i) => (i < RATE ? 0 : 1));
    for (const pcm of [constant, square, step]) {
      const { integrated, truePeak } = measured(pcm);
      expect([null, 'number']).toContain(integrated === null ? null : typeof integrated);
      expect(integrated ?? 0).toBeLessThan(5);
      expect(truePeak).toBeLessThan(4);
      expect(Number.isNaN(truePeak)).toBe(false);
    }
    expect(measured(square).integrated).toBeGreaterThan(0);
    expect(measured(step).integrated).toBeNull();
  });
});

/** LUFS of stereo at 48 kHz where every block passes the gates. */
function plain(pcm: Int16Array): number {
  let power = 0;
  for (const channel of [0, 1]) {
    const shelved = biquad(
      Float64Array.from({ length: pcm.length / 2 }, (_, i) => pcm[2 * i + channel]! / 32_768),
      [1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585],
    );
    const heard = biquad(shelved, [1, -2, 1, -1.99004745483398, 0.99007225036621]);
    power += heard.reduce((sum, value) => sum + value * value, 0) / heard.length;
  }
  return -0.691 + 10 * Math.log10(power);
}

function biquad(x: Float64Array, [b0, b1, b2, a1, a2]: [number, number, number, number, number]): Float64Array {
  const y = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    y[i] = b0 * x[i]! + b1 * (x[i - 1] ?? 0) + b2 * (x[i - 2] ?? 0) - a1 * (y[i - 1] ?? 0) - a2 * (y[i - 2] ?? 0);
  }
  return y;
}

/** The highest of four times as many samples, each the sum of 24 around it under a Kaiser window. */
function wholePeak(x: Int16Array): number {
  const bessel = (z: number): number => {
    let [sum, term] = [1, 1];
    for (let k = 1; k < 40; k++) sum += term *= (z / (2 * k)) ** 2;
    return sum;
  };
  let highest = 0;
  for (const phase of [0, 0.25, 0.5, 0.75]) {
    const taps = Array.from({ length: 24 }, (_, tap) => {
      const at = tap - 11 - phase;
      const sinc = at === 0 ? 1 : Math.sin(Math.PI * at) / (Math.PI * at);
      return (sinc * bessel(5 * Math.sqrt(Math.max(0, 1 - (at / 12) ** 2)))) / bessel(5);
    });
    for (let i = -12; i < x.length + 12; i++) {
      let sum = 0;
      for (let tap = 0; tap < 24; tap++) sum += taps[tap]! * (x[i + tap - 11] ?? 0);
      highest = Math.max(highest, Math.abs(sum));
    }
  }
  return highest / 32_768;
}
