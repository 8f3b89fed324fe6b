import { describe, expect, it } from 'vitest';
import { Fft } from '../../src/sound/fft.js';

/** A few values without any pattern, the same at every run. */
const noise = (i: number): number => Math.sin(i * i * 12.9898 + 78.233) * 100;

describe('the Fourier transform', () => {
  it.each([4, 16, 64, 256])('of %d numbers is what its definition says', (size) => {
    const fft = new Fft(size);
    const input = Array.from({ length: size }, (_, i) => ({ re: noise(i), im: noise(i + size) }));
    for (const [i, { re, im }] of input.entries()) {
      fft.re[fft.order[i]!] = re;
      fft.im[fft.order[i]!] = im;
    }
    fft.transform();
    for (let k = 0; k < size; k++) {
      let [re, im] = [0, 0];
      for (const [i, value] of input.entries()) {
        const [c, s] = [Math.cos((-2 * Math.PI * k * i) / size), Math.sin((-2 * Math.PI * k * i) / size)];
        re += value.re * c - value.im * s;
        im += value.re * s + value.im * c;
      }
      expect(fft.re[k]).toBeCloseTo(re, 8);
      expect(fft.im[k]).toBeCloseTo(im, 8);
    }
  });
});
