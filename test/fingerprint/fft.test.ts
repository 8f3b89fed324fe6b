import { describe, expect, it } from 'vitest';
import { PairSpectrum } from '../../src/fingerprint/fft.js';
import { seeded } from './synthetic.js';

/** Power of bin k by the definition. */
function power(frame: Float64Array, k: number): number {
  let re = 0;
  let im = 0;
  for (let i = 0; i < frame.length; i++) {
    const angle = (2 * Math.PI * k * i) / frame.length;
    re += frame[i]! * Math.cos(angle);
    im -= frame[i]! * Math.sin(angle);
  }
  return re * re + im * im;
}

describe('the spectrum of two frames at once', () => {
  it.each([4, 16, 256, 1024])('is that of each by the definition, for %i samples', (size) => {
    const random = seeded(size);
    const spectrum = new PairSpectrum(size);
    for (let i = 0; i < size; i++) {
      spectrum.re[i] = random() - 0.5;
      spectrum.im[i] = 10 * (random() - 0.5);
    }
    const frames = [spectrum.re.slice(), spectrum.im.slice()];
    const a = new Float32Array(size / 2);
    const b = new Float32Array(size / 2);
    spectrum.power(a, b, 1, size / 2);
    for (let k = 1; k < size / 2; k += Math.ceil(size / 50)) {
      expect(a[k]! / power(frames[0]!, k)).toBeCloseTo(1, 4);
      expect(b[k]! / power(frames[1]!, k)).toBeCloseTo(1, 4);
    }
  });
});
