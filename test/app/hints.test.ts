import { describe, expect, it } from 'vitest';
import { checkHints } from '../../src/app/hints.js';
import { hintOf } from '../../src/domain/hint.js';
import type { Track } from '../../src/domain/track.js';
import type { Entry } from '../../src/domain/tracklist.js';

const entry = (start: number, end: number, track: Track, alternatives: Track[] = []): Entry => ({
  kind: 'track',
  start,
  end,
  track,
  confidence: 0.9,
  speed: 1,
  evidence: [],
  alternatives: alternatives.map((other) => ({ track: other, confidence: 0.1, evidence: [] })),
  transition: null,
});
const one: Track = { title: 'Jóga', version: 'Live', artists: ['Björk'] };
const two: Track = { title: 'Windowlicker', artists: ['Aphex Twin'] };
const entries = [entry(0, 240, one), entry(240, 500, two)];
const agreement = (mixTime: number, text: string, from: 'station' | 'chapter' = 'station'): boolean | null =>
  checkHints([hintOf(from, mixTime, text)], entries)[0]!.agrees;

describe('a hint', () => {
  it.each([
    [10, 'Bjork - Joga'],
    [10, 'BJÖRK – Jóga (Live)'],
    [230, 'Aphex Twin - Windowlicker'],
    [10, 'Jóga by Björk'],
  ])('at %d of %j agrees with what was heard', (time, text) => {
    expect(agreement(time, text)).toBe(true);
  });

  it('agrees with an alternative too', () => {
    const doubtful = [entry(0, 200, one, [two])];
    expect(checkHints([hintOf('station', 20, 'Aphex Twin - Windowlicker')], doubtful)[0]!.agrees).toBe(true);
  });

  it('disagrees where something else was heard', () => {
    expect(agreement(60, 'Somebody - Something')).toBe(false);
  });

  it('is neither where nothing was named, and where it may be the name of a show', () => {
    expect(agreement(2000, 'Somebody - Something')).toBeNull();
    expect(agreement(60, 'The Morning Show')).toBeNull();
  });

  it('speaks of what comes before the next one of its kind', () => {
    const hints = [hintOf('chapter', 0, 'Björk - Jóga'), hintOf('chapter', 300, 'Björk - Jóga')];
    expect(checkHints(hints, entries).map((h) => h.agrees)).toEqual([true, false]);
  });
});
