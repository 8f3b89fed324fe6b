import { describe, expect, it } from 'vitest';
import { figuresOf } from '../../src/archive/figures.js';
import { figuresPage } from '../../src/archive/figures-page.js';
import { keysOf } from '../../src/archive/kept.js';
import { searchArchive } from '../../src/archive/search.js';
import { selectMixes } from '../../src/archive/select.js';
import type { MixSummary, Played } from '../../src/archive/summary.js';

const play = (start: number, title: string, more: Partial<Played> = {}): Played => ({
  start,
  end: start + 100,
  artists: title ? ['Ada'] : [],
  title,
  ...more,
});
const mix = (id: string, day: string, played: Played[]): MixSummary => ({
  id: id.padEnd(12, '0'),
  revision: 1,
  content: keysOf({ id: `sound ${id}`, location: '' }).content!,
  places: keysOf({ location: `/mixes/${id}.mp3` }).places,
  firstKept: day,
  lastKept: day,
  name: `night ${id}`,
  createdAt: `${day}T20:00:00.000Z`,
  duration: 3600,
  complete: true,
  corrections: 0,
  asked: [],
  played,
});
const mixes = [
  mix('ccc1', '2026-03-01', [play(0, 'Rain'), play(100, 'Sea', { label: 'Blue', bpm: 126, year: 1999 })]),
  mix('aaa1', '2026-01-01', [play(0, 'Rain', { label: 'Blue', bpm: 121.9 }), play(100, 'Sea'), play(200, '')]),
  mix('bbb1', '2026-02-01', [play(0, 'rain'), play(100, 'Harbour Glass', { key: '8A' }), play(200, 'Sea')]),
];

describe('the figures of an archive', () => {
  const figures = figuresOf(mixes, { most: 2, within: 1 });

  it('count what was played, by any writing of its name, from first to last', () => {
    expect(figures).toMatchObject({ mixes: 3, hours: 3, played: 7, tracks: 3, unknown: 1 / 8 });
    expect(figures.mostPlayed).toEqual([
      { what: 'Ada - Rain', times: 3, mixes: 3, first: '2026-01-01', last: '2026-03-01' },
      { what: 'Ada - Sea', times: 3, mixes: 3, first: '2026-01-01', last: '2026-03-01' },
    ]);
    expect(figures.labels).toEqual([{ what: 'Blue', times: 2, mixes: 2, first: '2026-01-01', last: '2026-03-01' }]);
    expect(figures.years.map(({ what }) => what)).toEqual(['1999']);
    expect(figures.tempos.map(({ what }) => what)).toEqual(['120–129']);
    expect(figures.keys.map(({ what }) => what)).toEqual(['8A']);
  });

  it('tell what was mixed together more than once, and what came again soon', () => {
    expect(figures.pairs.map(({ what, times }) => [what, times])).toEqual([['Ada - Rain → Ada - Sea', 2]]);
    expect(figures.repeats.map(({ what, times }) => [what, times])).toEqual([
      ['Ada - Rain', 2],
      ['Ada - Sea', 2],
    ]);
    expect(figuresOf([], { most: 5, within: 5 })).toMatchObject({ mixes: 0, unknown: 0, mostPlayed: [] });
  });
});

describe('searching an archive', () => {
  it('tells in which mix, when and beside what, typing errors forgiven', () => {
    const [hit, ...more] = searchArchive(mixes, 'harbuor glass');
    expect(more).toEqual([]);
    expect(hit).toMatchObject({
      mix: { name: 'night bbb1' },
      played: { start: 100 },
      before: 'Ada - rain',
      after: 'Ada - Sea',
    });
    expect(searchArchive(mixes, 'rain').map((one) => one.mix.name)).toEqual(['night ccc1', 'night aaa1', 'night bbb1']);
    expect(searchArchive(mixes, 'nobody')).toEqual([]);
  });

  it('finds mixes by number, by sound, by place and by words', () => {
    const found = (text: string, more = {}): string[] =>
      selectMixes(mixes, { text, path: `/cwd/${text}`, ...more }).map(({ name }) => name);
    expect(found('aaa1')).toEqual(['night aaa1']);
    expect(found('aaa')).toEqual(['night aaa1']);
    expect(found('x.mp3', { path: '/mixes/bbb1.mp3' })).toEqual(['night bbb1']);
    expect(found('x.json', { source: { id: 'sound ccc1', location: '/elsewhere' } })).toEqual(['night ccc1']);
    expect(found('night')).toHaveLength(3);
    expect(found('nothing at all')).toEqual([]);
  });
});

describe('the figures as a page', () => {
  it('have a bar and a number for every row, and run or load nothing, whatever is in a name', () => {
    const hostile = mix('ddd1', '2026-04-01', [
      play(0, '<script>alert(1)</script>', { label: '"><img src=x onerror=y>' }),
    ]);
    const page = figuresPage(figuresOf([...mixes, hostile], { most: 10, within: 1 }), 1);
    expect(page).toContain('<bdi>Ada - Rain</bdi>');
    expect(page).toContain('3 times in 3 mixes, 2026-01-01 to 2026-03-01');
    expect(page).toContain('rect width="100.0"');
    expect(page).toContain("default-src 'none'");
    expect(page.match(/<(?:script|img|link|iframe)\b/gi)).toBeNull();
  });
});
