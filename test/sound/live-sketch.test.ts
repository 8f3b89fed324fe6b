import { describe, expect, it } from 'vitest';
import { LiveSketch } from '../../src/sound/live-sketch.js';

const RATE = 8000;
/** Chords that nobody would take for one another. */
const chord = (hertz: number): Int16Array =>
  Int16Array.from({ length: RATE }, (_, i) =>
    [1, 1.26, 1.5].reduce((sum, n) => sum + 4000 * Math.sin((2 * Math.PI * hertz * n * i) / RATE), 0),
  );
const [old, next] = [chord(220), chord(311)];
const ask = (sketch: LiveSketch, from = 0) =>
  sketch.takeover(
    { start: from + 40, end: from + 80 },
    { start: from, end: from + 40 },
    { start: from + 80, end: from + 120 },
    from + 60,
  );

function heard(sketch: LiveSketch, from: number): LiveSketch {
  for (let second = 0; second < 120; second++) sketch.hear(from + second, second < 52 ? old : next);
  return sketch;
}

describe('what a broadcast sounds like', () => {
  it('tells when one track gives way to the next, also after a gap', () => {
    const sketch = heard(heard(new LiveSketch(RATE), 0), 500);
    expect(ask(sketch)).toBeCloseTo(52, 0);
    expect(ask(sketch, 500)).toBeCloseTo(552, 0);
  });

  it('tells nothing over a hole', () => {
    const sketch = new LiveSketch(RATE);
    for (let second = 0; second < 60; second++) sketch.hear(second, old);
    for (let second = 70; second < 130; second++) sketch.hear(second, next);
    expect(ask(sketch)).toBeNull();
  });

  it('remembers what it told when the sound itself is forgotten', () => {
    const sketch = heard(new LiveSketch(RATE), 0);
    const before = ask(sketch);
    for (const from of [1000, 2000, 3000]) heard(sketch, from);
    expect(ask(sketch)).toBe(before);
    expect(ask(heard(new LiveSketch(RATE), 5000))).toBeNull();
  });
});
