import type { Kit } from '../../../../src/demo/drums.js';
import { pick, type Random } from '../../../../src/demo/random.js';
import type { Voice } from '../../../../src/demo/voices.js';

const between = (random: Random, from: number, to: number): number => from + (to - from) * random();

export function makeUpKit(random: Random): Kit {
  return {
    kick: {
      from: between(random, 110, 260),
      to: between(random, 42, 62),
      bend: between(random, 0.05, 0.12),
      length: between(random, 0.2, 0.4),
      click: between(random, 0.1, 0.9),
      drive: between(random, 1, 2.4),
    },
    snare: {
      tone: between(random, 150, 260),
      noise: between(random, 0.5, 0.9),
      length: between(random, 0.12, 0.3),
      bright: between(random, 1500, 3800),
      clap: random() < 0.3,
    },
    hat: {
      bright: between(random, 5500, 9500),
      closed: between(random, 0.03, 0.07),
      open: between(random, 0.15, 0.4),
      metal: between(random, 0.1, 0.7),
    },
    perc: {
      tone: between(random, 300, 900),
      ratio: between(random, 1.4, 2.9),
      length: between(random, 0.05, 0.18),
      noise: between(random, 0.02, 0.4),
    },
  };
}

const saw = (random: Random, cutoff: number, sweep: number, attack: number, release: number): Voice => ({
  kind: 'subtractive',
  wave: random() < 0.7 ? 'saw' : 'square',
  oscillators: 2 + Math.floor(random() * 3),
  spread: between(random, 8, 30),
  cutoff: cutoff * between(random, 0.7, 1.5),
  sweep,
  sweepLength: between(random, 0.06, 0.3),
  resonance: between(random, 0.05, 0.4),
  attack,
  release,
  sustain: between(random, 0.4, 1),
});

export function makeUpVoice(role: 'bass' | 'chords' | 'lead', random: Random): Voice {
  const string: Voice = { kind: 'string', brightness: between(random, 0.4, 0.9), length: between(random, 0.8, 1.6) };
  const organ: Voice = {
    kind: 'organ',
    bars: [1, between(random, 0.1, 0.9), between(random, 0, 0.4), between(random, 0, 0.5)],
    click: between(random, 0, 0.4),
    release: between(random, 0.05, 0.2),
  };
  const fm: Voice = {
    kind: 'fm',
    ratio: pick(random, [0.5, 1, 1, 2]),
    index: between(random, 0.8, 2.2),
    indexLength: between(random, 0.2, 0.8),
    length: between(random, 0.5, 1.5),
    attack: between(random, 0.002, 0.02),
  };
  if (role === 'bass') return pick(random, [saw(random, 300, 4, 0.002, 0.05), organ, fm]);
  if (role === 'lead') return pick(random, [saw(random, 700, 8, 0.002, 0.25), organ, fm, string]);
  return pick(random, [saw(random, 1400, 1.8, between(random, 0.01, 0.4), 0.6), organ, string]);
}
