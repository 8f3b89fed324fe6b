import { describe, expect, it } from 'vitest';
import { pieceAt } from '../../../src/app/suggest/piece.js';
import { playlistOf } from '../../../src/app/suggest/playlist.js';
import { draftSet, pathTo, type Seed, type SuggestRun, whatNext } from '../../../src/app/suggest/suggest.js';
import { keyNumber } from '../../../src/domain/musical-key.js';
import { MIX } from '../../../src/domain/ports/features.js';
import { ARCS, FACTORS, type Factor, type Suggestions, WEIGHTS, type Weights } from '../../../src/domain/suggestion.js';
import { random as randomOf } from '../../support/audio.js';
import { hashOf, type MadeUpTrack, madeUpFeatures, madeUpPlayed } from '../../support/made-up-features.js';

const only = (...factors: Factor[]): Weights =>
  Object.fromEntries(FACTORS.map((factor) => [factor, factors.includes(factor) ? 1 : 0])) as unknown as Weights;

function runOf(tracks: readonly MadeUpTrack[], more: Partial<SuggestRun> = {}) {
  const features = madeUpFeatures(tracks);
  const seed = (title: string): Seed & { row: number } => {
    const row = tracks.findIndex((track) => track.title === title);
    return { piece: pieceAt(features.columns, row), track: features.track(row)!, row };
  };
  const run: SuggestRun = { features, played: madeUpPlayed(), weights: WEIGHTS, from: null, not: [], ...more };
  return { run, seed };
}
const titles = ({ tracks }: Suggestions): string[] => tracks.map(({ track }) => track.title);
const next = (tracks: readonly MadeUpTrack[], title: string, more: Partial<SuggestRun> = {}, count = 5) => {
  const { run, seed } = runOf(tracks, more);
  return whatNext({ ...run, from: seed(title) }, count);
};

/** A library of a few kinds of music, with here and there something unknown. */
function libraryOf(count: number, seed: number): MadeUpTrack[] {
  const random = randomOf(seed);
  return Array.from({ length: count }, (_, i): MadeUpTrack => {
    const kind = Math.floor(random() * 4);
    const known = (share: number): boolean => random() < share;
    return {
      title: `T${i}`,
      seconds: 180 + Math.floor(random() * 300),
      ...(known(0.9) && { bpm: 90 + 20 * kind + random() * 12 }),
      ...(known(0.9) && { key: Math.floor(random() * 24) }),
      ...(known(0.9) && { energy: 1 + Math.round(random() * 90) / 10 }),
      ...(known(0.8) && { timbre: Array.from({ length: 16 }, () => random() * 2 - 1) }),
      ...(known(0.8) && { label: 1 + Math.floor(random() * 9) }),
      genre: 1 + kind,
    };
  });
}

const A = keyNumber('8A')!;
const FOUR: MadeUpTrack[] = [
  { title: 'seed', bpm: 128, key: A, energy: 6, label: 7, genre: 1 },
  { title: 'near', bpm: 129.2, key: keyNumber('9A')!, energy: 7, label: 7, genre: 1 },
  { title: 'half', bpm: 64.2, key: keyNumber('8B')!, energy: 6, label: 8, genre: 1 },
  { title: 'far', bpm: 140, key: keyNumber('2A')!, energy: 2, label: 9, genre: 2 },
];

describe('what could follow', () => {
  it('is what is near in tempo, key and energy, and says so with figures', () => {
    const found = next(FOUR, 'seed');
    expect(titles(found)).toEqual(['near', 'half', 'far']);
    expect(found.tracks[0]).toMatchObject({ bpm: 129.2, key: 'Em', camelot: '9A', energy: 7 });
    const texts = found.tracks.map(({ reasons }) => reasons.map(({ text }) => text));
    expect(new Set(texts[0])).toEqual(
      new Set(['128.0 → 129.2 BPM, +0.9 %', '8A → 9A, +1, fits', 'energy 6.0 → 7.0', 'same genre', 'same label']),
    );
    expect(texts[1]).toContain('128.0 → 64.2 BPM at half time, +0.3 %');
    expect(texts[1]).toContain('8A → 8B, relative, fits');
    expect(texts[2]).toContain('8A → 2A, clashes');
    // At the time at which it counts: a third slower at double time is no nearer than a third faster.
    const third = next(
      [
        { title: 'seed', bpm: 90 },
        { title: 'third', bpm: 122 },
      ],
      'seed',
    );
    expect(third.tracks[0]!.reasons[0]!.text).toBe('90.0 → 122.0 BPM, +35.6 %');
  });

  it('is what was mixed before, the oftener the better, whatever else it is', () => {
    const name = hashOf('seed');
    const far = { name: hashOf('far'), after: 3, before: 0, near: 0 };
    const played = madeUpPlayed(new Map([[name, [far]]]));
    const [first, second] = next(FOUR, 'seed', { played, weights: only('mixed') }).tracks;
    expect(first).toMatchObject({ track: { title: 'far' }, reasons: [{ text: 'followed it in 3 of your mixes' }] });
    expect(second!.score).toBeLessThan(first!.score);
  });

  it.each([1, 2, 3])(
    'never is the seed, another version of it, a mix, or what was played before (library %i)',
    (round) => {
      const tracks = libraryOf(60, round);
      tracks.push(
        { ...tracks[5]!, title: 'T5 again', work: hashOf('T5') },
        { ...tracks[5]!, title: 'mix', flags: MIX },
      );
      const { run, seed } = runOf(tracks);
      const not = [seed('T1'), seed('T2')];
      const found = titles(whatNext({ ...run, not, from: seed('T5') }, 1000));
      expect(found).toHaveLength(57);
      for (const left of ['T5', 'T5 again', 'mix', 'T1', 'T2']) expect(found).not.toContain(left);
    },
  );

  it('names each piece once', () => {
    const versions = ['one', 'two', 'three'].map((title) => ({ ...FOUR[1]!, title, work: 99 }));
    expect(titles(next([...FOUR, ...versions], 'seed'))).toHaveLength(4);
  });

  it.each([1, 2, 3])(
    "doesn't depend on where tracks are in the library, or on how loud they are (library %i)",
    (round) => {
      const tracks = libraryOf(200, round);
      const found = titles(next(tracks, 'T7', {}, 50));
      const random = randomOf(round + 100);
      const louder = tracks.map((track) => ({ ...track, loudness: Math.round(random() * -3000) }));
      const shuffled = louder.map((track) => [random(), track] as const).sort(([a], [b]) => a - b);
      expect(
        titles(
          next(
            shuffled.map(([, track]) => track),
            'T7',
            {},
            50,
          ),
        ),
      ).toEqual(found);
      expect(found).toHaveLength(50);
    },
  );

  it.each(FACTORS.filter((factor) => !['mixed', 'taste'].includes(factor)))(
    'goes without %s where it weighs nothing',
    (factor) => {
      const tracks = libraryOf(100, 4);
      const forget = (track: MadeUpTrack): MadeUpTrack => {
        const { [factor === 'tempo' ? 'bpm' : (factor as 'key')]: _, ...rest } = track;
        return rest;
      };
      const weights = { ...WEIGHTS, [factor]: 0 };
      const without = titles(next(tracks, 'T9', { weights }, 30));
      expect(titles(next(tracks.map(forget), 'T9', { weights }, 30))).toEqual(without);
      expect(titles(next(tracks, 'T9', {}, 30))).not.toEqual(without);
    },
  );

  it('puts what is unknown between what fits and what does not, and invents nothing where nothing is known', () => {
    const unknown: MadeUpTrack = { title: 'unknown' };
    expect(titles(next([...FOUR, unknown], 'seed', { weights: only('tempo', 'key') }))).toEqual([
      'near',
      'half',
      'unknown',
      'far',
    ]);
    const found = next([{ title: 'a' }, { title: 'b' }], 'a');
    expect(found.tracks).toEqual([]);
    expect(found.notes).toEqual([
      'The tempo, key and energy of "a" are unknown.',
      expect.stringContaining('nothing tells'),
    ]);
    const set = draftSet(runOf([{ title: 'a' }, { title: 'b' }]).run, 500, 'wave');
    expect(set.tracks).toMatchObject([
      { score: 0.5, reasons: [] },
      { score: 0.5, reasons: [] },
    ]);
  });
});

describe('a path', () => {
  it.each([1, 2, 3])('begins after the one and ends with the other, and repeats nothing (library %i)', (round) => {
    const { run, seed } = runOf(libraryOf(200, round));
    for (const steps of [1, 2, 5, 12]) {
      const found = titles(pathTo({ ...run, from: seed('T3') }, seed('T4'), steps));
      expect(found).toHaveLength(steps);
      expect(found.at(-1)).toBe('T4');
      expect(found).not.toContain('T3');
      expect(new Set(found).size).toBe(steps);
    }
  });

  it('goes there in even steps, as many as it takes', () => {
    const ladder = Array.from(
      { length: 40 },
      (_, i): MadeUpTrack => ({ title: `T${i}`, bpm: 120 + i, key: A, energy: 5 }),
    );
    const { run, seed } = runOf(ladder);
    const { tracks, length } = pathTo({ ...run, from: seed('T0') }, seed('T20'));
    expect(tracks).toHaveLength(6);
    const steps = tracks.map(({ bpm }, i) => bpm! - (tracks[i - 1]?.bpm ?? 120));
    for (const step of steps) expect(step).toBeGreaterThanOrEqual(2);
    for (const step of steps) expect(step).toBeLessThanOrEqual(5);
    expect(length).toBeGreaterThan(6 * 250);
    expect(() => pathTo({ ...run, from: seed('T0') }, seed('T0'))).toThrow('Name another track to go to');
    const all = pathTo({ ...run, from: seed('T0') }, seed('T20'), 60);
    expect(all.tracks).toHaveLength(39);
    expect(all.notes).toContain('The library has no more tracks for so many steps.');
  });

  it('makes no way of half and double time, which are the same pulse', () => {
    const fast = Array.from({ length: 20 }, (_, i): MadeUpTrack => ({ title: `T${i}`, bpm: 172 + i / 4, key: A }));
    const slow = Array.from({ length: 40 }, (_, i): MadeUpTrack => ({ title: `S${i}`, bpm: 87 + 2 * i, key: A }));
    const { run, seed } = runOf([...fast, ...slow]);
    const { tracks } = pathTo({ ...run, from: seed('T8') }, seed('S0'));
    expect(tracks).toHaveLength(2);
    expect(tracks[0]!.bpm).toBeGreaterThan(170);
  });
});

describe('a set', () => {
  const longest = 480;
  it.each(ARCS)('is as long as was asked for, to within a track, and repeats nothing: %s', (arc) => {
    const { run, seed } = runOf(libraryOf(150, 9));
    for (const [minutes, from] of [
      [30, null],
      [90, 'T3'],
      [150, null],
    ] as const) {
      const set = draftSet({ ...run, from: from === null ? null : seed(from) }, minutes * 60, arc);
      expect(Math.abs(set.length! - minutes * 60)).toBeLessThanOrEqual(longest);
      expect(new Set(titles(set)).size).toBe(set.tracks.length);
      if (from !== null) expect(titles(set)[0]).toBe(from);
      const list = playlistOf(set, {
        name: 'set',
        tool: { name: 't', version: '1' },
        createdAt: '2026-01-01T00:00:00Z',
      });
      expect(list.entries.every(({ start }, i) => start >= (list.entries[i - 1]?.start ?? 0))).toBe(true);
    }
  });

  it('lets none begin before the one before it, however short that is', () => {
    const lengths = [300, 20, 300, 10, 15, 300];
    const { run } = runOf(lengths.map((seconds, i): MadeUpTrack => ({ title: `T${i}`, bpm: 120 + i, seconds })));
    const { tracks } = draftSet(run, 3600, 'flat');
    expect(tracks).toHaveLength(lengths.length);
    const starts = tracks.map(({ start }) => start!);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
  });

  it('lets tracks play as long as its user does, in its playlists as well', () => {
    const played = madeUpPlayed();
    const { run } = runOf(libraryOf(150, 9), {
      played: { ...played, taste: { ...played.taste, seconds: [50, 60, 70] } },
    });
    const set = draftSet(run, 1200, 'flat');
    const about = { name: 'set', tool: { name: 't', version: '1' }, createdAt: '2026-01-01T00:00:00Z' };
    const { entries, duration } = playlistOf(set, about);
    for (const { start, end } of entries) expect(end - start).toBeLessThan(91);
    expect(entries.every(({ start }, i) => i < 2 || start > entries[i - 2]!.end)).toBe(true);
    expect(Math.round(duration)).toBe(set.length);
  });

  const energies = ({ tracks }: Suggestions): number[] => tracks.map(({ energy = 5.5 }) => energy);
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

  it('has the energy that the arc says', () => {
    const { run } = runOf(libraryOf(400, 5));
    const ends = (arc: 'rise' | 'fall' | 'flat'): number[] => {
      const all = energies(draftSet(run, 5400, arc));
      const part = Math.floor(all.length / 3);
      return [mean(all.slice(0, part)), mean(all.slice(-part))];
    };
    const [rise, fall, flat] = (['rise', 'fall', 'flat'] as const).map(ends);
    expect(rise![1]! - rise![0]!).toBeGreaterThan(3);
    expect(fall![0]! - fall![1]!).toBeGreaterThan(3);
    expect(Math.abs(flat![0]! - flat![1]!)).toBeLessThan(1);
  });

  it('runs by tempo where nobody knows the energy, and says so; and says where the library ends', () => {
    const { run } = runOf(Array.from({ length: 200 }, (_, i) => ({ title: `T${i}`, bpm: 118 + (i % 20) })));
    const set = draftSet(run, 3600, 'rise');
    expect(set.tracks.at(-1)!.bpm! - set.tracks[0]!.bpm!).toBeGreaterThan(6);
    expect(set.notes).toEqual(['The energy of most tracks is unknown, so the arc is one of tempo.']);
    const few = draftSet(runOf(libraryOf(3, 1)).run, 7200, 'flat');
    expect(few.tracks).toHaveLength(3);
    expect(few.notes).toContain('The library has no more tracks for a set of this length.');
  });
});
