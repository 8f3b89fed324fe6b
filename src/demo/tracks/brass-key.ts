import type { Score } from '../score.js';
import { ALBUM, MINOR } from './shared.js';

/** Organ house, two-step drums. */
export const brassKey: Score = {
  ...ALBUM,
  title: 'Brass Key',
  artist: 'The Tin Parlour',
  genre: 'Garage',
  tempo: 124,
  seed: 4404,
  tonic: 60,
  scale: MINOR,
  progression: [0, 3, 0, 4, 5, 3, 6, 4],
  swing: 0.3,
  kit: {
    kick: { from: 150, to: 55, bend: 0.1, length: 0.3, click: 0.4, drive: 1.2 },
    snare: { tone: 240, noise: 0.6, length: 0.14, bright: 3200 },
    hat: { bright: 6800, closed: 0.05, open: 0.16, metal: 0.5 },
    perc: { tone: 830, ratio: 1.505, length: 0.07, noise: 0.1 },
  },
  drums: {
    kick: 'x.........x.....x......x..x.....',
    snare: '....x..o....x.......x....o..x..o',
    hat: 'x.xox.x.x.xox.xo',
    open: '......x.......x.',
    perc: 'o..o....o.o...o...o..o....o.o...',
  },
  parts: [
    {
      name: 'bass',
      plays: 'notes',
      pattern: '0--...7.0..2..4.0-..0...7-4..2..',
      octave: -2,
      level: 0.55,
      voice: { kind: 'fm', ratio: 0.5, index: 1.8, indexLength: 0.18, length: 0.5 },
    },
    {
      name: 'organ',
      plays: 'chord',
      stack: [0, 2, 4, 6],
      pattern: 'x-.x-..x-..x-...x-.x-..o-.x-..x-',
      octave: 0,
      level: 0.24,
      reverb: 0.25,
      voice: { kind: 'organ', bars: [0.6, 1, 0.1, 0.7, 0, 0.3, 0, 0.4], click: 0.4, release: 0.05 },
    },
    {
      name: 'whistle',
      plays: 'melody',
      pattern: 'x-x-....x--.x-..........x-x-x---',
      octave: 1,
      level: 0.2,
      reverb: 0.4,
      echo: 0.3,
      voice: { kind: 'organ', bars: [1, 0.15, 0.35], click: 0.1, release: 0.12 },
    },
  ],
  sections: [
    { bars: 8, plays: ['kick', 'hat', 'perc', 'organ'], filter: [800, 6000] },
    { bars: 8, plays: ['kick', 'snare', 'hat', 'perc', 'bass', 'organ'] },
    { bars: 4, plays: ['perc', 'organ', 'whistle'] },
    { bars: 8, plays: ['kick', 'snare', 'hat', 'open', 'perc', 'bass', 'organ', 'whistle'] },
    { bars: 8, plays: ['kick', 'snare', 'hat', 'perc', 'bass', 'organ'], filter: [9000, 1500] },
  ],
  space: { reverb: 0.35, echo: 0.35, echoSteps: 4 },
  pump: 0.2,
};
