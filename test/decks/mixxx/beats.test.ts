import { describe, expect, it } from 'vitest';
import { gridIn } from '../../../src/decks/mixxx/beats.js';

const double = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
};
const message = (number: number, content: Buffer): Buffer =>
  Buffer.concat([Buffer.of((number << 3) | 2, content.length), content]);
const varint = (value: number): Buffer => {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, BigInt(value));
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128);
  return Buffer.from([...bytes, Number(left)]);
};
const tempo = (bpm: number): Buffer => message(1, Buffer.concat([Buffer.of(9), double(bpm), Buffer.of(16, 2)]));
const beatAt = (frame: number): Buffer => message(2, Buffer.concat([Buffer.of(8), varint(frame), Buffer.of(16, 1)]));
const grid = (...parts: Buffer[]) => gridIn('BeatGrid-2.0', Buffer.concat(parts), 44100);

describe("Mixxx' beats", () => {
  it('are a tempo and a beat, as it writes them now and may write them later', () => {
    expect(grid(tempo(124.02), beatAt(22050))).toEqual([{ start: 0.5, bpm: 124.02 }]);
    expect(grid(message(2, Buffer.concat([Buffer.of(9), double(44100.5)])), tempo(120))).toEqual([
      { start: 44100.5 / 44100, bpm: 120 },
    ]);
    expect(grid(tempo(120), message(2, Buffer.alloc(0)))).toEqual([{ start: 0, bpm: 120 }]);
  });

  it('begin in the track, also where the first one is before it', () => {
    expect(grid(tempo(120), beatAt(-11025))).toEqual([{ start: 0.25, bpm: 120 }]);
  });

  it('one by one are the tempi that they come at', () => {
    const beats = (...frames: number[]) =>
      Buffer.concat(frames.map((frame) => message(1, Buffer.concat([Buffer.of(8), varint(frame), Buffer.of(16, 1)]))));
    const map = (frames: number[]) => gridIn('BeatMap-1.0', beats(...frames), 44100);
    // 120 for sixteen beats, a few frames off each, and then 126.
    const slow = Array.from({ length: 17 }, (_, i) => 4410 + 22050 * i + (i % 2) * 80);
    const fast = Array.from({ length: 16 }, (_, i) => slow.at(-1)! + 21000 * (i + 1));
    expect(map([-300, ...slow, ...fast])).toEqual([
      { start: 0.1, bpm: expect.closeTo(120, 1) },
      { start: expect.closeTo(8.1, 2), bpm: expect.closeTo(126, 1) },
    ]);
    expect(map([])).toEqual([]);
    expect(map([100])).toEqual([]);
    expect(map([100, 100, 90, 101])).toEqual([]);
  });

  it('of another kind, or damaged, are none', () => {
    const whole = Buffer.concat([tempo(120), beatAt(22050)]);
    expect(gridIn('BeatMap-9.0', whole, 44100)).toEqual([]);
    expect(gridIn('BeatGrid-2.0', whole, null)).toEqual([]);
    expect(gridIn('BeatGrid-2.0', null, 44100)).toEqual([]);
    expect(grid(tempo(0), beatAt(1))).toEqual([]);
    expect(grid(tempo(Number.NaN), beatAt(1))).toEqual([]);
    for (let length = 0; length < whole.length - 2; length++) {
      expect(gridIn('BeatGrid-2.0', whole.subarray(0, length), 44100)).toEqual([]);
    }
    for (let at = 0; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged[at] = 0xff;
      for (const { start, bpm } of gridIn('BeatGrid-2.0', damaged, 44100)) {
        expect(start).toBeGreaterThanOrEqual(0);
        expect(bpm).toBeGreaterThan(0);
      }
    }
  });
});
