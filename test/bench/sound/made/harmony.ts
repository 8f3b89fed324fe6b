import { pick, type Random, seeded } from '../../../../src/demo/random.js';
import type { Part, Score } from '../../../../src/demo/score.js';
import { DORIAN, MAJOR, MINOR, MIXOLYDIAN, PHRYGIAN } from '../../../../src/demo/tracks/shared.js';

/** What is hard about the harmony of a made piece. */
export const HARMONIES = [
  'plain',
  'raised seventh',
  'modal',
  'loud drums',
  'bass only',
  'short chords',
  'one chord',
  'sevenths',
] as const;
export type HarmonyKind = (typeof HARMONIES)[number];

/** Whatever of a score makes its key, which is known exactly. */
export interface Harmony {
  kind: HarmonyKind;
  /** As `musical-key.ts` counts. */
  key: number;
  /** How far the tuning lies from A = 440 Hz, in cents. */
  tuning: number;
  score: Pick<Score, 'tonic' | 'scale' | 'progression' | 'parts' | 'space'>;
}

const RAISED_SEVENTH = [0, 2, 3, 5, 7, 8, 11];

/**
 * Roots of chords as steps of the scale, one a bar. The tonic begins and has most of the time or a cadence: nobody could tell the key of
 * what is as well the relative one's.
 */
const MAJOR_CHORDS = [
  [0, 3, 4, 0],
  [0, 4, 5, 3],
  [0, 5, 3, 4],
  [0, 0, 3, 4],
  [0, 3, 0, 4],
  [0, 0, 4, 0],
];
const MINOR_CHORDS = [
  [0, 3, 0, 4],
  [0, 0, 3, 4],
  [0, 6, 5, 0],
  [0, 0, 5, 6],
  [0, 3, 4, 0],
  [0, 0, 6, 0],
];
const RAISED_CHORDS = [
  [0, 3, 4, 0],
  [0, 4, 0, 4],
  [0, 5, 4, 0],
];
const MODAL_CHORDS = [
  [0, 0, 6, 0],
  [0, 6, 3, 0],
  [0, 0, 0, 3],
];
const BASS_CHORDS = [
  [0, 0, 3, 4],
  [0, 0, 4, 0],
  [0, 3, 4, 0],
];

/** Harmony number `seed`: kinds and keys go round, the rest is drawn. */
export function harmony(seed: number): Harmony {
  const random = seeded(seed * 7919 + 15);
  const kind = HARMONIES[seed % HARMONIES.length]!;
  // Every kind meets every root in both modes.
  const place = Math.floor(seed / HARMONIES.length);
  const minor = kind === 'raised seventh' || place % 2 === 1;
  const root = Math.floor(random() * 12);
  const tuning = random() < 0.4 ? 0 : Math.round((random() - 0.5) * 80);
  return {
    kind,
    key: root + (minor ? 12 : 0),
    tuning,
    score: {
      tonic: 54 + ((root + 6) % 12) + tuning / 100,
      scale: scaleOf(kind, minor, random),
      progression: chordsOf(kind, minor, random),
      parts: partsOf(kind, random),
      space: { reverb: 0.15 + 0.4 * random(), echo: 0.3 * random(), echoSteps: pick(random, [3, 4, 6]) },
    },
  };
}

function scaleOf(kind: HarmonyKind, minor: boolean, random: Random): readonly number[] {
  if (kind === 'raised seventh') return RAISED_SEVENTH;
  if (kind === 'modal') return minor ? pick(random, [DORIAN, PHRYGIAN]) : MIXOLYDIAN;
  return minor ? MINOR : MAJOR;
}

function chordsOf(kind: HarmonyKind, minor: boolean, random: Random): readonly number[] {
  if (kind === 'one chord') return [0];
  if (kind === 'raised seventh') return pick(random, RAISED_CHORDS);
  if (kind === 'modal') return pick(random, MODAL_CHORDS);
  if (kind === 'bass only') return pick(random, BASS_CHORDS);
  return pick(random, minor ? MINOR_CHORDS : MAJOR_CHORDS);
}

function partsOf(kind: HarmonyKind, random: Random): Part[] {
  const bass = bassPart(random, kind === 'bass only');
  if (kind === 'bass only') return [bass];
  const chords = chordPart(random, kind);
  const parts = kind !== 'one chord' || random() < 0.5 ? [bass, chords, melodyPart(random)] : [bass, chords];
  const level = kind === 'loud drums' ? 0.25 : 1;
  return parts.map((part) => ({ ...part, level: part.level * level }));
}

function bassPart(random: Random, alone: boolean): Part {
  // Alone it has to tell the third, in a register where a third can be heard.
  const pattern = alone
    ? pick(random, ['0--.0-2-0--.4-2-', '0.0.2.4.0.2.7.2.', '0---2---4-2-0---'])
    : pick(random, [
        '0--.0--.0--.0-0-',
        '..0...0...0...0.',
        '0---..0-4---....',
        '0.0.0.0.7.0.0.7.',
        '0-------4-------',
      ]);
  return {
    name: 'bass',
    plays: 'notes',
    pattern,
    octave: alone ? pick(random, [-2, -1]) : pick(random, [-2, -2, -1]),
    level: 0.4 + 0.3 * random(),
    voice: pick(random, [
      { kind: 'fm', ratio: 0.5, index: 1.8, indexLength: 0.18, length: 0.5 },
      { kind: 'organ', bars: [1, 0.4, 0.15, 0.05], click: 0.03, release: 0.1 },
      {
        kind: 'subtractive',
        wave: pick(random, ['saw', 'square']),
        oscillators: 2,
        spread: 8,
        sub: 0.5,
        cutoff: 200 + 400 * random(),
        sweep: 4,
        sweepLength: 0.2,
        resonance: 0.4 * random(),
        attack: 0.003,
        release: 0.06,
        sustain: 0.7,
        drive: random(),
      },
    ]),
  };
}

function chordPart(random: Random, kind: HarmonyKind): Part {
  const short = kind === 'short chords';
  const pattern = short
    ? pick(random, ['x..x..x...x..x..', '..x...x...x...x.', 'x.....x....x....'])
    : pick(random, ['x---------------', 'x-----x-----x---', 'x--.x--.x--.x--.']);
  return {
    name: 'chords',
    plays: 'chord',
    stack:
      kind === 'sevenths'
        ? [0, 2, 4, 6]
        : pick(random, [
            [0, 2, 4],
            [0, 2, 4, 7],
            [-3, 0, 2],
          ]),
    pattern,
    octave: pick(random, [0, 0, 1]),
    level: 0.12 + 0.15 * random(),
    reverb: random() * 0.6,
    echo: random() * 0.3,
    voice: short
      ? { kind: 'fm', ratio: pick(random, [1, 2, 3]), index: 1.5, indexLength: 0.08, length: 0.15 + 0.2 * random() }
      : pick(random, [
          { kind: 'organ', bars: [0.6, 1, 0.1, 0.7, 0, 0.3, 0, 0.4], click: 0.4, release: 0.05 },
          { kind: 'string', brightness: 0.7, length: 1.2 },
          {
            kind: 'subtractive',
            wave: 'saw',
            oscillators: 5,
            spread: 10 + 25 * random(),
            cutoff: 600 + 1800 * random(),
            sweep: 2,
            sweepLength: 0.6,
            resonance: 0.3 * random(),
            attack: 0.01 + 0.2 * random(),
            release: 0.3,
            sustain: 0.8,
          },
        ]),
  };
}

function melodyPart(random: Random): Part {
  return {
    name: 'tune',
    plays: 'melody',
    pattern: pick(random, ['x---..x-x---....', 'x-x-....x--.x-..', 'x.xx.x.xx.x.x.x.']),
    octave: pick(random, [0, 1, 1]),
    level: 0.12 + 0.15 * random(),
    reverb: 0.4,
    echo: 0.3,
    voice: pick(random, [
      { kind: 'fm', ratio: 1, index: 1.1, indexLength: 0.8, length: 1.2, attack: 0.02 },
      { kind: 'organ', bars: [1, 0.15, 0.35], click: 0.1, release: 0.12 },
      {
        kind: 'subtractive',
        wave: 'square',
        oscillators: 2,
        spread: 12,
        cutoff: 1500,
        sweep: 2,
        sweepLength: 0.2,
        resonance: 0.2,
        attack: 0.01,
        release: 0.1,
        sustain: 0.7,
        vibrato: [15, 5],
      },
    ]),
  };
}
