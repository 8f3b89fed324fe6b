import { pick, type Random, seeded } from '../../../../src/demo/random.js';
import { render } from '../../../../src/demo/render.js';
import { barSeconds, type Score } from '../../../../src/demo/score.js';
import { LIBRARY } from '../../../../src/demo/set.js';
import type { Sound } from '../../../../src/demo/sound.js';
import { brassKey } from '../../../../src/demo/tracks/brass-key.js';
import type { Section } from '../../../../src/domain/heard.js';

/** A track of the demo's that is arranged anew, and how: what an arranger calls the sections. */
export interface Arranged {
  title: string;
  tempo: number;
  /** At RATE of the demo, mono. */
  sound: Sound;
  sections: Section[];
}

const SCORES = [...LIBRARY, brassKey];
const DRUMS = ['kick', 'snare', 'hat', 'open', 'perc'];
const BASSES = ['bass', 'reese', 'sub', 'rumble'];

/** The same for the same seed: one or two breaks, each without kick, snare and bass, and with what is full after it. */
export function arrange(seed: number): Arranged {
  const random = seeded(seed * 104_729 + 3);
  const score = SCORES[seed % SCORES.length]!;
  const tempo = score.tempo * (0.92 + 0.16 * random());
  const plan = planOf(score, random);
  const bar = barSeconds(tempo);
  let start = 0;
  const sections = plan.map(({ kind, section }) => {
    const end = start + section.bars * bar;
    const found = { kind, start, end };
    start = end;
    return found;
  });
  const sound = render({ ...score, seed, sections: plan.map(({ section }) => section) }, tempo);
  return { title: score.title, tempo, sound, sections };
}

interface Planned {
  kind: Section['kind'];
  section: Score['sections'][number];
}

function planOf(score: Score, random: Random): Planned[] {
  const bass = score.parts.map(({ name }) => name).filter((name) => BASSES.includes(name));
  const tunes = score.parts.map(({ name }) => name).filter((name) => !BASSES.includes(name));
  const some = tunes.slice(0, Math.max(1, tunes.length - 1));
  const planned = (
    kind: Planned['kind'],
    bars: number,
    plays: readonly string[],
    filter?: readonly [number, number],
  ) => ({
    kind,
    section: { bars, plays, ...(filter ? { filter } : {}) },
  });
  const intro = pick(random, [['kick', 'hat'], ['kick', 'hat', 'perc'], ['hat', 'perc', tunes[0]!], [tunes[0]!]]);
  const outro = pick(random, [
    ['kick', 'hat'],
    ['kick', 'hat', 'perc'],
    [tunes[0]!, 'perc'],
  ]);
  const breaks = 1 + Math.floor(2 * random());
  const middle = Array.from({ length: breaks }, () => [
    planned(
      'break',
      pick(random, [8, 8, 12, 16]),
      [...tunes, ...(random() < 0.4 ? ['perc'] : []), ...(random() < 0.3 ? ['hat'] : [])],
      random() < 0.6 ? [1200, 10_000] : undefined,
    ),
    planned('drop', pick(random, [16, 16, 24]), [...DRUMS, ...bass, ...tunes]),
  ]);
  return [
    planned('intro', pick(random, [8, 8, 16]), intro, random() < 0.4 ? [700, 6000] : undefined),
    planned('main', pick(random, [16, 24]), ['kick', 'snare', 'hat', 'perc', ...bass, ...some]),
    ...middle.flat(),
    planned('outro', pick(random, [8, 16]), outro, random() < 0.3 ? [8000, 900] : undefined),
  ];
}
