import { describe, expect, it } from 'vitest';
import { soundingEntries } from '../../src/app/played-sound.js';
import type { HeardKey, HeardTempo } from '../../src/domain/heard.js';
import type { StretchEar } from '../../src/domain/ports/analyse.js';
import type { TrackEntry } from '../../src/domain/tracklist.js';
import { WaveformMeter } from '../../src/sound/waveform.js';

const track = (start: number, end: number, more: Partial<TrackEntry> = {}): TrackEntry => ({
  ...{ kind: 'track', start, end, track: { title: `from ${start}`, artists: [] }, confidence: 1, speed: 1 },
  ...{ evidence: [], alternatives: [], transition: null, ...more },
});
const tempo = (bpm: number, firstBeat: number, more: Partial<HeardTempo> = {}): HeardTempo => ({
  ...{ bpm, confidence: 0.9, firstBeat, downbeat: firstBeat, beatsPerBar: 4, ...more },
});
const key: HeardKey = { key: 21, confidence: 0.9, second: 0, tuning: 0 };

/** Beats at multiples of a period before the 100th second, and late ones after it. */
const earOf = (late: number, more: Partial<HeardTempo> = {}) => {
  const asked: Array<[number, number]> = [];
  const ear: StretchEar = {
    heard(from = 0, to = 0) {
      asked.push([from, to]);
      const first = from >= 100 ? late : 0;
      const beat = first + Math.ceil((from - first) / 0.5) * 0.5;
      return { tempo: tempo(120, beat - from, more), key, energy: 6 };
    },
  };
  return { ear, asked };
};

describe('what a mix sounds like', () => {
  const entries = [
    track(10, 112),
    track(103, 200, { transition: { start: 96, end: 112 } }),
    track(130, 140, { layered: true }),
  ];

  it('is heard where each track plays alone, from where the listening began', () => {
    const { ear, asked } = earOf(0);
    const heard = soundingEntries(entries, { start: 10, stretches: ear });
    expect(asked.slice(0, 2)).toEqual([
      [0, 86],
      [102, 190],
    ]);
    expect(heard[0]).toMatchObject({ sounds: { bpm: 120, key: 'Am', energy: 6 }, playedBpm: 120, playedKey: 'Am' });
    expect(heard[2]).not.toHaveProperty('sounds');
  });

  it.each([0.02, -0.03, 0])('tells by how much the beats of two tracks lie apart: %s s', (late) => {
    const heard = soundingEntries(entries, { start: 0, stretches: earOf(late).ear });
    expect((heard[1] as TrackEntry).mixedIn).toMatchObject({
      after: 10,
      beatOffset: Math.round(1000 * late),
      tempo: 1,
    });
  });

  it('says nothing of beats that nobody is sure of, or that change', () => {
    for (const more of [{ confidence: 0.2 }, { grids: [{ start: 0, bpm: 120 }] }]) {
      const heard = soundingEntries(entries, { start: 0, stretches: earOf(0, more).ear });
      expect((heard[1] as TrackEntry).mixedIn).not.toHaveProperty('beatOffset');
    }
    const unsure: StretchEar = {
      heard: () => ({ tempo: tempo(120, 0, { confidence: 0.1 }), key: null, energy: null }),
    };
    expect(soundingEntries(entries, { start: 0, stretches: unsure })[0]).not.toHaveProperty('sounds');
  });

  it('draws how loud it is on the way', () => {
    const rate = 1000;
    const meter = new WaveformMeter(rate);
    // A tone that is 6 dB down for all of the transition.
    const amplitude = (second: number) => (second >= 86 && second < 102 ? 4000 : 8000);
    const pcm = Int16Array.from({ length: 200 * rate }, (_, i) => amplitude(i / rate) * Math.sin(i * 0.9));
    meter.hear(pcm);
    const heard = soundingEntries(entries, { start: 10, waveform: meter.waveform() });
    const { gain } = (heard[1] as TrackEntry).mixedIn!;
    expect(gain).toHaveLength(9);
    for (const level of gain!.slice(1, -1)) expect(level).toBeCloseTo(-6, 0);
    expect(
      soundingEntries([track(0, 300), entries[1]!], { start: 290, waveform: meter.waveform() })[1],
    ).not.toHaveProperty('mixedIn');
  });
});
