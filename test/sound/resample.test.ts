import { describe, expect, it } from 'vitest';
import { Resampler, resample } from '../../src/sound/resample.js';

const tone = (rate: number, hertz: number, seconds: number): Int16Array =>
  Int16Array.from({ length: rate * seconds }, (_, i) => 10_000 * Math.sin((2 * Math.PI * hertz * i) / rate));

function resampled(pcm: Int16Array, from: number, to: number, chunk: number): number[] {
  const resampler = new Resampler(from, to);
  const out: number[] = [];
  for (let at = 0; at < pcm.length; at += chunk) out.push(...resampler.push(pcm.subarray(at, at + chunk)));
  return out;
}

describe('the resampler', () => {
  it.each([
    [16_000, 11_025, 700],
    [16_000, 8000, 16_000],
    [11_025, 16_000, 333],
    [11_025, 11_025, 100],
    [44_100, 11_025, 4410],
  ])('from %d to %d keeps a tone, its place and its level', (from, to, chunk) => {
    const out = resampled(tone(from, 1000, 1), from, to, chunk);
    expect(out.length).toBeGreaterThan(to * 0.99);
    const truth = tone(to, 1000, 1);
    for (let i = 100; i < out.length - 100; i++) expect(Math.abs(out[i]! - truth[i]!)).toBeLessThan(40);
  });

  it('lets nothing through that the new rate can’t hold', () => {
    const out = resampled(tone(16_000, 6000, 1), 16_000, 8000, 1000);
    expect(Math.max(...out.slice(100).map(Math.abs))).toBeLessThan(20);
  });

  it('gives the same whatever the chunks', () => {
    const pcm = tone(16_000, 440, 1);
    expect(resampled(pcm, 16_000, 11_025, 1)).toEqual(resampled(pcm, 16_000, 11_025, 5000));
  });
});

describe('resampling a whole sound', () => {
  it('with the better quality is what the stream gives', () => {
    const pcm = tone(16_000, 440, 1);
    expect([...resample(pcm, 16_000, 11_025, 'sinc')]).toEqual(resampled(pcm, 16_000, 11_025, 5000));
  });

  it('with straight lines takes any ratio, and keeps a tone in its place', () => {
    const out = resample(tone(16_000, 440, 1), 1, 1 / 0.97, 'linear');
    expect(out.length).toBe(Math.floor(15_999 / 0.97));
    const truth = tone(16_000 / 0.97, 440, 1);
    for (const [i, value] of out.entries()) expect(Math.abs(value - truth[i]!)).toBeLessThan(50);
  });
});
