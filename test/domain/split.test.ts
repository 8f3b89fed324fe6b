import { describe, expect, it } from 'vitest';
import { pieceNames, piecesOf, pieceTags, SPLIT_NAME } from '../../src/domain/split.js';
import { trackEntry, unknownEntry } from '../support/tracklists.js';

const mix = { title: 'Night', artist: 'DJ' };
const entries = [
  trackEntry(5, 130, 'One'),
  unknownEntry(120, 200),
  trackEntry(150, 170, 'Shout', { layered: true }),
  trackEntry(200, 300, 'Two', { transition: { start: 190, end: 210 } }),
];

describe('the pieces of a mix', () => {
  it('are the whole of it, cut at the takeovers, with what is laid over a track in that track', () => {
    expect(piecesOf({ entries, duration: 320 }).map(({ number, start, end }) => [number, start, end])).toEqual([
      [1, 0, 120],
      [2, 120, 200],
      [3, 200, 320],
    ]);
  });

  it('overlap where the tracks do, when they shall', () => {
    const spans = piecesOf({ entries, duration: 320 }, { keepOverlap: true }).map(({ start, end }) => [start, end]);
    expect(spans).toEqual([
      [5, 130],
      [120, 200],
      [190, 300],
    ]);
  });

  it('leave out what lies behind the end, or lasts no second', () => {
    const short = [
      trackEntry(0, 10, 'A'),
      trackEntry(10, 10.4, 'B'),
      trackEntry(10.5, 40, 'C'),
      trackEntry(50, 60, 'D'),
    ];
    expect(piecesOf({ entries: short, duration: 45 }).map(({ track }) => track?.title)).toEqual(['A', 'C']);
    expect(piecesOf({ entries: [], duration: 45 })).toEqual([]);
  });
});

describe('the names of pieces', () => {
  const pieces = piecesOf({ entries, duration: 320 });
  const only = (template: string): string => pieceNames(template, pieces, mix)[0]!;

  it('are made by a template', () => {
    expect(pieceNames(SPLIT_NAME, pieces, mix)).toEqual([
      expect.stringMatching(/^01 .+ - One$/),
      '02 ID - ID',
      expect.stringMatching(/^03 .+ - Two$/),
    ]);
    expect(only('{mix} {n:003} by {dj}')).toBe('Night 001 by DJ');
  });

  it('lead into no folder, and are never two alike', () => {
    const bad = [{ ...pieces[0]!, track: { title: '../../etc/passwd', artists: ['a/b\\c'] } }];
    const [name] = pieceNames(SPLIT_NAME, [...bad], mix);
    expect(name).not.toMatch(/[/\\]/);
    expect(pieceNames('{mix}', pieces, mix)).toEqual(['Night', 'Night (2)', 'Night (3)']);
    expect(() => only('{n}/{title}')).toThrow(/leads into no folder/);
    expect(() => only('{nr} {title}')).toThrow(/has no \{nr\}. There are: \{n\}/);
  });

  it('have no dash where nobody is named', () => {
    const nameless = [{ ...pieces[0]!, track: { title: 'Alone', artists: [] } }];
    expect(pieceNames(SPLIT_NAME, nameless, mix)).toEqual(['01 Alone']);
  });
});

it('tags each piece as a track of the mix', () => {
  const [first] = piecesOf({ entries: [trackEntry(0, 100, 'One\n')], duration: 100 });
  const tags = pieceTags(first!, 3, { ...mix, date: '2026-05-01' });
  expect(tags).toMatchObject({ title: 'One', album: 'Night', album_artist: 'DJ', track: '1/3', date: '2026-05-01' });
});
