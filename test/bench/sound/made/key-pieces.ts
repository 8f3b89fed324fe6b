import { pick, seeded } from '../../../../src/demo/random.js';
import { render } from '../../../../src/demo/render.js';
import type { Score, Section } from '../../../../src/demo/score.js';
import { RATE } from '../../../../src/demo/sound.js';
import { BACKBEAT, FOUR, OFFBEAT } from '../../../../src/demo/tracks/shared.js';
import { HARMONIES, type Harmony, harmony } from './harmony.js';

/** A made piece whose key is known, a minute or less of it. */
export interface KeyPiece extends Harmony {
  seed: number;
  /** Full scale at ±1, at `RATE`. */
  sound: Float32Array;
}

export { HARMONIES, RATE };

export function keyPiece(seed: number): KeyPiece {
  const made = harmony(seed);
  const random = seeded(seed * 104_729 + 3);
  const { kind } = made;
  const drums = ['kick', 'snare', 'hat', 'open', 'perc'];
  const parts = made.score.parts.map((part) => part.name);
  const sections: Section[] = [
    { bars: 4, plays: [...drums.slice(0, 3), ...parts] },
    { bars: 8, plays: [...drums, ...parts] },
  ];
  if (kind === 'plain' && random() < 0.5) sections.push({ bars: 4, plays: parts });
  const score: Score = {
    ...made.score,
    title: `${kind} ${seed}`,
    artist: '',
    album: '',
    label: '',
    genre: '',
    year: 2026,
    tempo: 85 + Math.round(65 * random()),
    seed: seed + 1,
    kit: {
      kick: { from: 120 + 60 * random(), to: 42 + 20 * random(), bend: 0.09, length: 0.35, click: 0.3, drive: 1.5 },
      snare: {
        tone: 170 + 90 * random(),
        noise: 0.4 + 0.4 * random(),
        length: 0.2,
        bright: 2500,
        clap: random() < 0.4,
      },
      hat: { bright: 6500, closed: 0.05, open: 0.3, metal: random() },
      // Congas and bells have a pitch that belongs to no key.
      perc: { tone: 300 + 700 * random(), ratio: 1.505, length: 0.08 + 0.2 * random(), noise: 0.1 },
    },
    drums: {
      kick: pick(random, [FOUR, 'x.....x...x.....x......x..x.....']),
      snare: BACKBEAT,
      hat: pick(random, ['x.o.x.o.x.oox.o.', OFFBEAT]),
      open: OFFBEAT,
      perc: 'o..o....o.o...o...o..o....o.o...',
    },
    sections,
    pump: random() * 0.6,
  };
  return { ...made, seed, sound: render(score) };
}
