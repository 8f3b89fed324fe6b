import { describe, expect, it } from 'vitest';
import { compose, type Event } from '../../src/demo/compose.js';
import { barSeconds, barsOf, type Score } from '../../src/demo/score.js';
import { LIBRARY, SET } from '../../src/demo/set.js';
import { brassKey } from '../../src/demo/tracks/brass-key.js';

const scores = [...LIBRARY, brassKey];

const small: Score = {
  ...brassKey,
  tonic: 60,
  scale: [0, 2, 4, 5, 7, 9, 11],
  progression: [0, 4],
  drums: { kick: 'x.......o.......', snare: '....x...........', hat: 'x...............' },
  parts: [
    { ...brassKey.parts[0]!, name: 'bass', plays: 'notes', octave: -1, pattern: '0---..7.........' },
    { ...brassKey.parts[1]!, name: 'keys', plays: 'chord', octave: 0, stack: [0, 2, 4], pattern: 'x...............' },
  ],
  sections: [
    { bars: 2, plays: ['kick', 'bass', 'keys'] },
    { bars: 1, plays: ['hat'] },
  ],
};
const notes = (part: number, bar: number) =>
  compose(small).filter(
    (e): e is Extract<Event, { kind: 'note' }> =>
      e.kind === 'note' && e.part === part && Math.floor(e.step / 16) === bar,
  );

describe('compose', () => {
  it('reads notes above the chord of their bar, held as long as they are drawn', () => {
    expect(notes(0, 0).map((n) => [n.step, n.midi, n.length])).toEqual([
      [0, 48, 4],
      [6, 60, 1],
    ]);
    expect(notes(0, 1).map((n) => n.midi)).toEqual([55, 67]);
  });

  it('stacks chords in the scale', () => {
    expect(notes(1, 0).map((n) => n.midi)).toEqual([60, 64, 67]);
    expect(notes(1, 1).map((n) => n.midi)).toEqual([67, 71, 74]);
  });

  it('plays in each section only what it names', () => {
    const third = compose(small).filter((e) => e.step >= 32);
    expect(third.map((e) => (e.kind === 'drum' ? e.drum : e.kind))).toEqual(['crash', 'hat']);
  });

  it('is the same each time', () => {
    expect(compose(brassKey)).toEqual(compose(brassKey));
  });
});

describe.each(scores.map((score) => [score.title, score] as const))('%s', (_, score) => {
  it('is 60 to 90 seconds long', () => {
    const seconds = barsOf(score) * barSeconds(score.tempo);
    expect(seconds).toBeGreaterThan(60);
    expect(seconds).toBeLessThan(90);
  });

  it('has patterns of whole bars and sections that name what there is', () => {
    const patterns = [...Object.values(score.drums), ...score.parts.map((p) => p.pattern)];
    expect(patterns.filter((p) => p.length % 16 !== 0)).toEqual([]);
    const names = [...Object.keys(score.drums), ...score.parts.map((p) => p.name)];
    expect(score.sections.flatMap((s) => s.plays).filter((name) => !names.includes(name))).toEqual([]);
    expect(names.filter((name) => !score.sections.some((s) => s.plays.includes(name)))).toEqual([]);
  });

  it('is unlike every other in seed and sound', () => {
    const others = scores.filter((other) => other !== score);
    expect(others.map((o) => o.seed)).not.toContain(score.seed);
    for (const part of score.parts) {
      expect(others.flatMap((o) => o.parts).map((p) => JSON.stringify(p.voice))).not.toContain(
        JSON.stringify(part.voice),
      );
    }
  });
});

it('the set plays within each track', () => {
  for (const { score, from, to } of SET) expect([from >= 0, to <= barsOf(score)]).toEqual([true, true]);
});
