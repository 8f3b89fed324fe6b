import { describe, expect, it } from 'vitest';
import { answerSchema } from '../../../src/identifiers/acrcloud/answer.js';
import { matchesOf } from '../../../src/identifiers/acrcloud/matches.js';

const sample = { mixTime: 100, duration: 12, rate: 8000, pcm: new Int16Array(0) };
const read = (...music: unknown[]) =>
  matchesOf(answerSchema.parse({ status: { code: 0, msg: '' }, metadata: { music } }).metadata?.music ?? [], sample);

const full = {
  acrid: 'a1',
  title: 'T',
  artists: [
    { name: 'A' },
    {
      langs: [
        { code: 'zh', name: '乙' },
        { code: 'en', name: 'B' },
      ],
    },
  ],
  album: { name: 'L' },
  score: 100,
  duration_ms: 300000,
  play_offset_ms: 61000,
  sample_begin_time_offset_ms: '1000',
  sample_end_time_offset_ms: '9400',
  db_begin_time_offset_ms: 51600,
  db_end_time_offset_ms: 60000,
  external_ids: { isrc: ['GBAYE0000001'], upc: '000000000017' },
  external_metadata: { spotify: { track: { id: 's1' } }, deezer: [{ track: { id: 12 } }], youtube: [{ vid: 'v1' }] },
  genres: [{ name: 'House' }],
  label: 'X',
  release_date: '2020',
};

describe("ACRCloud's music", () => {
  it('is read in full', () => {
    expect(read(full)).toEqual([
      {
        identifier: 'acrcloud',
        key: 'GBAYE0000001',
        track: {
          title: 'T',
          artists: ['A', 'B'],
          album: 'L',
          label: 'X',
          releaseDate: '2020',
          isrc: 'GBAYE0000001',
          duration: 300,
          genres: ['House'],
          ids: { acrid: 'a1', upc: '000000000017', spotify: 's1', deezer: '12', youtube: 'v1' },
          urls: {
            spotify: 'https://open.spotify.com/track/s1',
            deezer: 'https://www.deezer.com/track/12',
            youtube: 'https://www.youtube.com/watch?v=v1',
          },
        },
        mixTime: 101,
        mixDuration: expect.closeTo(8.4),
        trackTime: 51.6,
        score: 0.97,
      },
    ]);
  });

  it.each([
    ['isrc', { external_ids: { isrc: 'GB-AYE-00-00001' } }],
    ['one object for a list', { artists: { name: 'A' }, genres: { name: 'House' } }],
    ['numbers as strings', { duration_ms: '300000', score: '100', db_begin_time_offset_ms: '51600' }],
    [
      'nonsense in every optional field',
      Object.fromEntries(Object.keys(full).map((k) => [k, k === 'title' ? 'T' : { odd: [1] }])),
    ],
    ['null in every optional field', Object.fromEntries(Object.keys(full).map((k) => [k, k === 'title' ? 'T' : null]))],
  ])('is understood with %s', (_, change) => {
    const [match] = read({ ...full, ...change });
    expect(match).toMatchObject({ identifier: 'acrcloud', track: { title: 'T' } });
    expect(match!.score).toBeGreaterThan(0.5);
  });

  it('without offsets is placed by the position at the end of the sample', () => {
    const { sample_begin_time_offset_ms: _, ...plain } = full;
    expect(read(plain)[0]).toMatchObject({ mixTime: 100, mixDuration: 12, trackTime: 49 });
    expect(read({ ...plain, play_offset_ms: 11_000 })[0]).toMatchObject({ trackTime: 0 });
    expect(read({ ...plain, play_offset_ms: 3000 })[0]).not.toHaveProperty('trackTime');
    expect(read({ title: 'T' })[0]).not.toHaveProperty('trackTime');
  });

  it('joins releases of one recording and keeps rivals behind it', () => {
    const matches = read(
      full,
      { ...full, acrid: 'a2', external_ids: {}, external_metadata: { musicbrainz: [{ track: { id: 'mb' } }] } },
      { ...full, acrid: 'a3', title: 'T (Live)', external_ids: {} },
      { title: '' },
    );
    expect(matches.map((m) => [m.key, m.track.title])).toEqual([
      ['GBAYE0000001', 'T'],
      ['a3', 'T (Live)'],
    ]);
    expect(matches[0]!.track.ids).toMatchObject({ acrid: 'a1', musicbrainz: 'mb' });
    expect(matches[1]!.score).toBeLessThan(0.5);
  });

  it('lets no control character, no address and no strange id through', () => {
    const [match] = read({
      ...full,
      title: 'T\u001b[31m\n\u202eevil',
      external_metadata: { spotify: { track: { id: '../../x' } }, youtube: { vid: 'javascript:alert(1)//' } },
    });
    expect(match!.track.title).toBe('T [31m evil');
    expect(match!.track.urls).toEqual({});
  });
});
