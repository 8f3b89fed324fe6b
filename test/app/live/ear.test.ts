import { describe, expect, it } from 'vitest';
import { LiveEar } from '../../../src/app/live/ear.js';
import type { MixSound } from '../../../src/domain/mix-sound.js';
import { unpackPeaks } from '../../../src/fingerprint/index.js';
import { ear } from '../../../src/identifiers/library/ear.js';
import { localPeaks } from '../../../src/identifiers/library/peaks.js';
import { piece } from '../../support/synth.js';

const RATE = 11_025;
const music = piece(5, 30);
const own = ear(localPeaks());

/** Second by second, as a broadcast comes. */
async function heard(listening: LiveEar, at: number, pcm: Int16Array): Promise<void> {
  for (let from = 0; from < pcm.length; from += RATE) {
    await listening.hear(at + from / RATE, pcm.subarray(from, from + RATE));
  }
}
const peaksOf = ({ peaks }: Pick<MixSound, 'peaks'>): Set<string> => {
  const { times, bands, levels, length } = unpackPeaks(peaks);
  return new Set(Array.from({ length }, (_, i) => `${times[i]} ${bands[i]} ${levels[i]}`));
};
const share = (some: Set<string>, all: Set<string>): number =>
  [...some].filter((one) => all.has(one)).length / some.size;

describe('what a broadcast sounds like', () => {
  it('is what a recording of it would sound like, with silence where nothing was heard', async () => {
    const live = new LiveEar(own, RATE, null);
    await heard(live, 2, music);
    // Between two parts without a word, and with one.
    // Whole frames of the spectrum later, so that both see the same.
    const second = 2 + (4096 * 128) / RATE;
    const third = 2 + (8192 * 128) / RATE;
    await heard(live, second, music);
    await live.interrupt();
    await heard(live, third, music);
    const sound = live.sound([{ start: 32, end: second }])!;

    const whole = new Int16Array(126 * RATE);
    for (const at of [2, second, third]) whole.set(music, Math.round((at - 2) * RATE));
    const listener = own.listen();
    await listener.hear(whole);
    await listener.finish();
    expect(share(peaksOf(sound), peaksOf(listener.print!()))).toBeGreaterThan(0.97);
    expect(share(peaksOf(listener.print!()), peaksOf(sound))).toBeGreaterThan(0.97);
    expect(sound).toMatchObject({ start: 2, musicless: [{ start: 32, end: second }] });
    expect(sound.end).toBeCloseTo(third + 30, 3);
    // Each part is drawn where it was heard.
    const { low } = sound.waveform;
    expect(low.length).toBe(Math.floor(10 * (sound.end - 2)));
    for (const at of [second, third]) {
      const column = Math.round(10 * (at - 2));
      expect([...low.subarray(column, column + 299)]).toEqual([...low.subarray(0, 299)]);
      expect(low[column - 2]).toBe(0);
    }
    expect(Math.max(...low)).toBeGreaterThan(100);
  });

  it('is told at any moment, and goes on where an earlier session has left it', async () => {
    const first = new LiveEar(own, RATE, null);
    expect(first.sound([])).toBeNull();
    await heard(first, 0, music);
    const before = first.sound([{ start: 0, end: 3 }])!;
    expect(before).toMatchObject({ start: 0, end: 30 });

    const second = new LiveEar(own, RATE, before);
    await heard(second, 60, music);
    const sound = second.sound([{ start: 30, end: 60 }])!;
    expect(sound).toMatchObject({
      start: 0,
      end: 90,
      musicless: [
        { start: 0, end: 3 },
        { start: 30, end: 60 },
      ],
    });
    expect(share(peaksOf(before), peaksOf(sound))).toBe(1);
    // What another engine made can't be compared with this one's.
    const other = new LiveEar(own, RATE, { ...before, engine: '0' });
    await heard(other, 60, music);
    expect(other.sound([])).toMatchObject({ start: 60, end: 90 });
  });

  it('is bounded: the latest is kept', async () => {
    const live = new LiveEar(own, RATE, null, 40);
    for (const at of [0, 30, 60]) {
      await heard(live, at, music);
      await live.interrupt();
    }
    const sound = live.sound([{ start: 0, end: 55 }])!;
    expect(sound).toMatchObject({ start: 50, end: 90, musicless: [{ start: 50, end: 55 }] });
    expect(sound.waveform.high.length).toBe(400);
    const { times, length } = unpackPeaks(sound.peaks);
    expect(times[0]).toBeLessThan(344);
    expect(times[length - 1]! / 344.53125).toBeGreaterThan(38);
    const listener = own.listen();
    await listener.hear(music);
    await listener.finish();
    const last = new Set(
      [...peaksOf(listener.print!())].map((one) => {
        const [time, ...rest] = one.split(' ');
        return [Number(time) + Math.round(10 * 344.53125), ...rest].join(' ');
      }),
    );
    expect(share(last, peaksOf(sound))).toBe(1);
  });
});
