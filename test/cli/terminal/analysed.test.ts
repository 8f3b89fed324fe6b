import { expect, it } from 'vitest';
import type { Analysed } from '../../../src/app/analyse.js';
import { analysedText } from '../../../src/cli/terminal/analysed.js';
import { keyNumber } from '../../../src/domain/musical-key.js';
import { fakeStream } from '../../support/terminal.js';

const grid = (start: number, bpm: number) => ({ start, bpm, firstBeat: start, downbeat: start });
const one: Analysed = {
  file: '/m/a.mp3',
  track: { title: 'Harbour Glass', artists: ['Nora Quill'] },
  heard: {
    seconds: 190,
    tempo: {
      ...{ bpm: 120.01, confidence: 0.99, firstBeat: 0.05, downbeat: 0.05, beatsPerBar: 4 },
      grids: [grid(0, 120.01), grid(98, 119.97), grid(136, 126)],
    },
    key: { key: keyNumber('9B')!, confidence: 0.13, second: keyNumber('7B')!, tuning: -6 },
    ...{ loudness: null, energy: 5.6, timbre: null, sections: [], vocals: 0.92 },
  },
  told: [],
  kept: false,
  isLong: false,
};

it('says with every figure what it is, and marks a guess below the table as in it', () => {
  const text = analysedText([one], fakeStream({ columns: 120 }), true);
  expect(text).toMatch(/Nora Quill - Harbour Glass +120\.01 +9B G \? /);
  expect(text).toContain('tempo 120.01 BPM, 99 % sure; first beat at 0.05 s');
  expect(text).toContain('key 9B (2d, G), 13 % sure ?; next likely 7B');
  expect(text).toContain('vocals 92 % likely');
});

it('tells a change of tempo from beats that are found anew', () => {
  const text = analysedText([one], fakeStream({ columns: 120 }), true);
  expect(text).toContain('  tempo 120.01 BPM from 0:00\n  beats anew from 1:38\n  tempo 126.00 BPM from 2:16\n');
});
