import { describe, expect, it } from 'vitest';
import { chunksIn, matchesOf } from '../../../src/identifiers/audd-enterprise/matches.js';

const song = {
  score: 81,
  artist: 'A',
  title: 'T',
  timecode: '01:00',
  isrc: 'GBUM71403885',
  song_link: 'https://lis.example/1',
};
const read = (result: unknown) => matchesOf(chunksIn(result), (told) => told);
const one = (more: object, offset: unknown = '00:24') => read([{ offset, songs: [{ ...song, ...more }] }])[0];

describe("AudD's scanned chunks", () => {
  it('are read in full', () => {
    expect(read([{ offset: '00:24', songs: [{ ...song, start_offset: 1200, end_offset: '9400' }] }])).toEqual([
      {
        identifier: 'audd-enterprise',
        key: 'a\nt',
        track: {
          title: 'T',
          artists: ['A'],
          isrc: 'GBUM71403885',
          ids: {},
          urls: { audd: 'https://lis.example/1' },
        },
        mixTime: 25.2,
        mixDuration: expect.closeTo(8.2),
        trackTime: 60,
        score: expect.closeTo(0.8455),
      },
    ]);
  });

  it.each([
    ['24', 24],
    [24, 24],
    ['00:24', 24],
    ['75:00', 4500],
    ['01:15:00', 4500],
  ])('lie where the offset %j says', (offset, seconds) => {
    expect(one({}, offset)).toMatchObject({ mixTime: seconds, mixDuration: 12 });
  });

  it.each([undefined, '', 'soon', { odd: 1 }])('lie nowhere by the offset %j', (offset) => {
    expect(read([{ offset, songs: [song] }])).toEqual([]);
  });

  it.each([
    { start_offset: -3000, end_offset: 9000 },
    { start_offset: 9000, end_offset: 3000 },
    { start_offset: 0, end_offset: 900_000 },
    { start_offset: 'odd', end_offset: null },
  ])('are taken whole where the offsets inside make no sense: %j', (offsets) => {
    expect(one(offsets)).toMatchObject({ mixTime: 24, mixDuration: 12 });
  });

  it('tell no position of a song that begins late in its chunk, since nobody says of which moment it is', () => {
    expect(one({ start_offset: 3000 })).toMatchObject({ trackTime: 60 });
    expect(one({ start_offset: 6000 })).not.toHaveProperty('trackTime');
  });

  it('hold rivals, the best first, of which each is named once', () => {
    const songs = [
      { ...song, title: 'Cover', score: '60' },
      song,
      { ...song, title: 't' },
      { ...song, title: 'Third', score: 5 },
    ];
    const more = [{ ...song, title: 'Fourth', score: 1 }];
    const matches = read([{ offset: '0', songs: [...songs, ...more] }]);
    expect(matches.map(({ track }) => track.title)).toEqual(['T', 'Cover', 'Third']);
    expect(matches[1]!.score).toBeLessThan(matches[0]!.score / 2);
  });

  it('are scored by what they say, as a number or a text, and by something between where they say nothing', () => {
    const scores = [0, '0', 50, '100', 100, undefined, 900].map((score) => one({ score })!.score);
    expect(scores).toEqual([0.4, 0.4, 0.675, 0.95, 0.95, expect.closeTo(0.8675), 0.95]);
  });

  it('of the own catalogue have a number for a name', () => {
    expect(read([{ offset: '0', songs: [{ audio_id: 7, timecode: '00:01', score: 90 }] }])).toMatchObject([
      { track: { title: 'AudD catalogue 7' } },
    ]);
  });

  it.each([null, [], 'odd', [null, 7, { songs: null }, { offset: '0', songs: [null, {}] }]])(
    'are none in %j',
    (result) => {
      expect(read(result)).toEqual([]);
    },
  );

  it('that lie nowhere in what was sent are left out', () => {
    expect(matchesOf(chunksIn([{ offset: '99:00', songs: [song] }]), () => undefined)).toEqual([]);
  });
});
