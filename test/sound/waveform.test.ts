import { describe, expect, it } from 'vitest';
import { WaveformMeter } from '../../src/sound/waveform.js';

const RATE = 11025;
const tone = (hertz: number, seconds: number, height: number): Int16Array =>
  Int16Array.from({ length: Math.round(seconds * RATE) }, (_, i) =>
    Math.round(height * Math.sin((2 * Math.PI * hertz * i) / RATE)),
  );
const draw = (...parts: Int16Array[]) => {
  const meter = new WaveformMeter(RATE);
  for (const part of parts) meter.hear(part);
  return meter.waveform();
};
const middle = (levels: Uint8Array): number => levels[Math.floor(levels.length / 2)]!;

describe('the waveform of a mix', () => {
  it('has ten columns a second, which do not drift', () => {
    const { perSecond, low, mid, high } = draw(...Array.from({ length: 60 }, () => tone(440, 1, 8000)));
    expect([perSecond, low.length, mid.length, high.length]).toEqual([10, 600, 600, 600]);
  });

  it('shows silence as nothing, and full scale at the top', () => {
    const silent = draw(new Int16Array(RATE));
    expect([...silent.low, ...silent.mid, ...silent.high].every((level) => level === 0)).toBe(true);
    const loud = draw(Int16Array.from({ length: RATE }, () => 32767));
    expect(middle(loud.low)).toBe(255);
  });

  it('tells a bass from a voice from a cymbal', () => {
    const [bass, voice, cymbal] = [60, 700, 5000].map((hertz) => draw(tone(hertz, 2, 20000)));
    expect(middle(bass!.low)).toBeGreaterThan(middle(bass!.mid));
    expect(middle(voice!.mid)).toBeGreaterThan(middle(voice!.low));
    expect(middle(voice!.mid)).toBeGreaterThan(middle(voice!.high));
    expect(middle(cymbal!.high)).toBeGreaterThan(middle(cymbal!.mid));
  });

  it('rises with the level: 6 dB are a tenth of its range', () => {
    const [quiet, twice] = [draw(tone(60, 2, 4000)), draw(tone(60, 2, 8000))];
    expect(middle(twice.low) - middle(quiet.low)).toBeCloseTo((255 * 6) / 60, -1);
  });

  it('is the same however the sound is cut', () => {
    const sound = tone(300, 2, 9000);
    const pieces = Array.from({ length: 50 }, (_, i) => sound.subarray(i * 441, (i + 1) * 441));
    expect(draw(...pieces)).toEqual(draw(sound));
  });
});
