import { describe, expect, it } from 'vitest';
import { WRAP_SECONDS } from '../../../../src/audio/sources/hls/packed.js';
import { Timeline } from '../../../../src/audio/sources/hls/timeline.js';

const segment = { timeline: 0, duration: 6 };

describe('a time line', () => {
  it('begins where the playlist puts it, and goes on by its stamps', () => {
    const timeline = new Timeline();
    expect(timeline.place(segment, 100, 7)).toBe(100);
    expect(timeline.place(segment, 220, 117)).toBe(210);
    expect(timeline.place(segment, 106, 12.8)).toBeCloseTo(105.8, 9);
  });

  it('goes on where stamps of 33 bits begin again', () => {
    const timeline = new Timeline();
    timeline.place(segment, 0, WRAP_SECONDS - 10);
    expect(timeline.place(segment, 60, 48)).toBeCloseTo(58, 6);
    // A later look at an earlier segment.
    expect(timeline.place(segment, 6, WRAP_SECONDS - 4.2)).toBeCloseTo(5.8, 6);
  });

  it('is of its own behind a discontinuity', () => {
    const timeline = new Timeline();
    timeline.place(segment, 0, 50);
    expect(timeline.place({ ...segment, timeline: 1 }, 60, 0)).toBe(60);
  });

  it('follows the playlist where stamps jump without a word', () => {
    const timeline = new Timeline();
    timeline.place(segment, 0, 50);
    expect(timeline.place(segment, 60, 5000)).toBe(60);
    expect(timeline.place(segment, 66, 3)).toBe(66);
  });

  it('follows the playlist where there are no stamps', () => {
    expect(new Timeline().place(segment, 60, null)).toBe(60);
  });
});
