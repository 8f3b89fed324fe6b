import { expect, it } from 'vitest';
import {
  type Heard,
  type HeardKey,
  type HeardLoudness,
  type HeardTempo,
  type Section,
  TIMBRE_SIZE,
} from '../../src/domain/heard.js';
import { heardSchema } from '../../src/domain/heard-schema.js';

const tempo: HeardTempo = { bpm: 128, confidence: 0.9, firstBeat: 0.1, downbeat: 0.57, beatsPerBar: 4 };
const key: HeardKey = { key: 21, confidence: 0.8, second: 0, tuning: -3 };
const loudness: HeardLoudness = { integrated: -8.3, range: 4.1, truePeak: 0.4 };
const section: Section = { kind: 'drop', start: 60, end: 90 };
const heard: Heard = {
  ...{ seconds: 300, tempo, key, loudness, energy: 7, vocals: 0.1 },
  timbre: Array.from({ length: TIMBRE_SIZE }, () => 0.5),
  sections: [section],
};

it('comes back from JSON as it was', () => {
  expect(heardSchema.parse(JSON.parse(JSON.stringify(heard)))).toEqual(heard);
});

it('may know nothing of a sound, and takes no numbers that are none', () => {
  const nothing = { seconds: 0, tempo: null, key: null, loudness: null, energy: null, timbre: null, vocals: null };
  expect(heardSchema.parse({ ...nothing, sections: [] }).tempo).toBeNull();
  for (const bpm of [Number.NaN, Number.POSITIVE_INFINITY, 0]) {
    expect(heardSchema.safeParse({ ...heard, tempo: { ...tempo, bpm } }).success).toBe(false);
  }
});
