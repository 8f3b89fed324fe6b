import type { Score } from '../../../../src/demo/score.js';

/** How a kind of music beats: what a band of drummers would agree on, at the tempos at which it is played. */
export interface Style {
  name: string;
  /** Beats a minute. */
  tempo: readonly [from: number, to: number];
  beatsPerBar: number;
  /** One of each is taken. A pattern has four characters a beat and goes round. */
  kick: readonly string[];
  snare: readonly string[];
  hat: readonly string[];
  open?: string;
  perc: readonly string[];
  bass: readonly string[];
  chords: readonly string[];
  lead: readonly string[];
  /** Whether it is played with swing at times. */
  swings: boolean;
  pump: number;
}

const FOUR = 'x...x...x...x...';
const BACKBEAT = '....x.......x...';

/** What fits most of them. */
const COMMON = {
  beatsPerBar: 4,
  perc: ['..o....o..o.....', 'o..o..o.o..o.o..', '...o..o....o..o.', '..........o.....'],
  chords: ['x---------------', 'x-----x---------', '..x-....x---..x-', 'x-.x-..x-..x-...'],
  lead: ['x---..x-x---....x---x---..x-x---', 'x-x-....x--.x-..........x-x-x---', 'x.x...x.....x...'],
  pump: 0.2,
};

export const STYLES: readonly Style[] = [
  {
    ...COMMON,
    name: 'house',
    tempo: [108, 140],
    kick: [FOUR],
    snare: [BACKBEAT, '....x..o....x...', '....x.......x..o'],
    hat: ['..x...x...x...x.', 'x.xox.x.x.xox.xo', 'o.x.o.x.o.x.o.x.'],
    open: '..x...x...x...x.',
    bass: ['..0...0...0...0.', '0--...7.0..2..4.', '0..0..0...0.4...'],
    swings: true,
    pump: 0.5,
  },
  {
    ...COMMON,
    name: 'techno',
    tempo: [122, 160],
    kick: [FOUR, 'x...x...x...x..o'],
    snare: ['............x...', '................', '....o.......o...'],
    hat: ['..x...x...x...x.', 'xoxoxoxoxoxoxoxo', 'x.xxx.xxx.xxx.xx'],
    bass: ['.000.000.000.070', '..0...0...0..00.', '0..0..0..0..0.0.'],
    swings: false,
    pump: 0.6,
  },
  {
    ...COMMON,
    name: 'trance',
    tempo: [128, 150],
    kick: [FOUR],
    snare: [BACKBEAT],
    hat: ['..x...x...x...x.', 'o.x.o.x.o.x.o.xo'],
    bass: ['.000.000.000.000', '..0...0...0...0.'],
    lead: ['0.4.2.7.4.2.6.4.', '0.2.4.7.9.7.4.2.', '0024.2470024.297'],
    swings: false,
    pump: 0.6,
  },
  {
    ...COMMON,
    name: 'two-step',
    tempo: [122, 142],
    kick: ['x.........x.....x......x..x.....', 'x.....o...x.....', 'x..o......x..o..'],
    snare: [BACKBEAT, '....x..o....x.......x....o..x..o'],
    hat: ['x.xox.x.x.xox.xo', 'x.x.x.xox.x.x.x.'],
    bass: ['0--...7.0..2..4.', '0-....0-..0-4-..'],
    swings: true,
  },
  {
    ...COMMON,
    name: 'drum and bass',
    tempo: [158, 180],
    kick: ['x.........x.....', 'x.........x.....x......x..x.....', 'x.x.......x.....'],
    snare: [BACKBEAT, '....x..o.o..x..o'],
    hat: ['x.x.x.xox.x.x.x.', 'x.o.x.o.x.o.x.o.'],
    bass: ['0-----..0---..2-', '0---..0-4---....'],
    swings: false,
  },
  {
    ...COMMON,
    name: 'hip hop',
    tempo: [72, 110],
    kick: ['x.....x...x.....', 'x..x......x.....', 'x.x.....o.x.....x.....x...x..x..'],
    snare: [BACKBEAT],
    hat: ['x.x.x.x.x.x.x.x.', 'x.o.x.o.x.oox.o.', 'x.x.x.xox.x.x.xo'],
    bass: ['0---..0-4---....', '0-....0-..0-4-..', '0---....0--.2-..'],
    swings: true,
  },
  {
    ...COMMON,
    name: 'rock',
    tempo: [88, 180],
    kick: ['x.......x.......', 'x.......x.x.....', 'x.....x.x.......'],
    snare: [BACKBEAT],
    hat: ['x.o.x.o.x.o.x.o.', 'x...x...x...x...', 'x.x.x.x.x.x.x.x.'],
    bass: ['0-0-0-0-0-0-0-0-', '0---0---0---4---', '0-..0-0-..0-4-4-'],
    chords: ['x---x---x---x---', 'x-------x-------', 'x-----x---------'],
    swings: false,
  },
  {
    ...COMMON,
    name: 'slow',
    tempo: [60, 96],
    kick: ['x.......x.......', 'x.....x.x.......', 'x.........x.....'],
    snare: [BACKBEAT],
    hat: ['x.x.x.x.x.x.x.x.', 'x.o.x.o.x.o.x.o.', 'x...x...x...x...'],
    bass: ['0-------0---4---', '0---..0-4---....'],
    lead: ['0.2.4.7.9.7.4.2.', 'x---..x-x---....x---x---..x-x---'],
    swings: true,
  },
  {
    ...COMMON,
    name: 'reggae',
    tempo: [62, 90],
    kick: ['x...x...x...x...', '........x.......', 'x.......x.......'],
    snare: ['....x.......x...', '....o.......o...'],
    hat: ['x.x.x.x.x.x.x.x.', '..x...x...x...x.'],
    bass: ['0-0-....0-4-..2-', '..0-0-..4-2-0-..'],
    chords: ['..x...x...x...x.'],
    swings: true,
  },
  {
    ...COMMON,
    name: 'waltz',
    tempo: [84, 180],
    beatsPerBar: 3,
    kick: ['x...........'],
    snare: ['....x...x...', '....o...o...', '........x...'],
    hat: ['x...o...o...', 'x.o.x.o.x.o.'],
    perc: ['..........o.'],
    bass: ['0-------4---', '0---........'],
    chords: ['....x-..x-..', 'x-----------'],
    lead: ['0...4...7...9.7.4...', '0.2.4.7.4.2.'],
    swings: false,
  },
  {
    ...COMMON,
    name: 'five',
    tempo: [90, 170],
    beatsPerBar: 5,
    kick: ['x...........x.......', 'x.....x.....x.......'],
    snare: ['........x.......x...', '....x...........x...'],
    hat: ['x.o.x.o.x.o.x.o.x.o.'],
    perc: ['....................'],
    bass: ['0-----0-....4---....'],
    chords: ['x-----x-----x---x---'],
    lead: ['0.2.4.7.4.2.4.7.9.7.'],
    swings: false,
  },
];

export const SCALES: { minor: Score['scale']; major: Score['scale'] } = {
  minor: [0, 2, 3, 5, 7, 8, 10],
  major: [0, 2, 4, 5, 7, 9, 11],
};

/** Chords of a bar each, as steps of the scale: each begins with the tonic and comes back to it. */
export const PROGRESSIONS: readonly (readonly number[])[] = [
  [0, 3, 4, 0],
  [0, 5, 3, 4],
  [0, 0, 3, 4],
  [0, 4, 5, 3],
  [0, 0, 5, 4],
  [0, 3, 0, 4, 0, 3, 4, 0],
  [0, 0, 3, 3, 5, 4, 0, 0],
];
