import { describe, expect, it } from 'vitest';
import { matchesOf } from '../../../src/identifiers/audd/matches.js';

const sample = { mixTime: 100, duration: 12, rate: 16_000, pcm: new Int16Array(0) };

const full = {
  timecode: '01:45',
  artist: 'A & B',
  title: 'T',
  album: 'L',
  release_date: '2014-11-10',
  label: 'X',
  song_link: 'https://lis.example/Nb',
  apple_music: {
    isrc: 'GBUM71403885',
    durationInMillis: 261013,
    genreNames: ['Pop', 'Music'],
    composerName: 'Ian Stanley, Roland Orzabal & Chris Hughes',
    artwork: { url: 'https://is1.example/thumb/{w}x{h}bb.jpg' },
    previews: [{ url: 'https://audio.example/preview.m4a' }],
    playParams: { id: '1440826582' },
    url: 'https://music.example/1',
  },
  spotify: { id: 's1', external_ids: { isrc: 'GB-UM7-14-03885' }, preview_url: 'https://audio.example/p.mp3' },
  deezer: { id: 12, preview: 'https://audio.example/d.mp3' },
  musicbrainz: [
    { id: 'wrong', score: 100, isrcs: ['USABC0000001'] },
    { id: '14379ff4', score: '98', isrcs: ['GBUM71403885'], tags: null },
  ],
};
/** What can be told of a track by its title and time alone. */
const BARE = { title: 'T', timecode: '01:45' };

describe("AudD's song", () => {
  it('is read in full, without the addresses of previews', () => {
    expect(matchesOf(full, sample)).toEqual([
      {
        identifier: 'audd',
        key: 'a & b\nt',
        track: {
          title: 'T',
          artists: ['A & B'],
          album: 'L',
          label: 'X',
          releaseDate: '2014-11-10',
          isrc: 'GBUM71403885',
          duration: 261.013,
          genres: ['Pop'],
          composers: ['Ian Stanley', 'Roland Orzabal', 'Chris Hughes'],
          ids: { spotify: 's1', deezer: '12', applemusic: '1440826582', musicbrainz: '14379ff4' },
          urls: {
            audd: 'https://lis.example/Nb',
            spotify: 'https://open.spotify.com/track/s1',
            deezer: 'https://www.deezer.com/track/12',
            applemusic: 'https://music.example/1',
          },
          artwork: 'https://is1.example/thumb/600x600bb.jpg',
        },
        mixTime: 100,
        mixDuration: 12,
        trackTime: 105,
        score: 0.87,
      },
    ]);
    expect(JSON.stringify(matchesOf(full, sample))).not.toContain('audio.example');
  });

  it('takes the ISRC that most say, and its own word before all', () => {
    const isrcOf = (more: object) => matchesOf({ ...full, ...more }, sample)[0]!.track.isrc;
    const other = { id: 1, isrc: 'FRZ111400001' };
    expect(isrcOf({ deezer: other })).toBe('GBUM71403885');
    expect(isrcOf({ deezer: other, apple_music: { isrc: 'FRZ111400001' } })).toBe('FRZ111400001');
    expect(isrcOf({ isrc: 'USABC0000001' })).toBe('USABC0000001');
  });

  it('of the own catalogue has a number for a name', () => {
    expect(matchesOf({ timecode: '00:05', audio_id: 146 }, sample)).toMatchObject([
      { key: 'audio_id 146', track: { title: 'AudD catalogue 146', artists: [], ids: { audd: '146' } }, trackTime: 5 },
    ]);
  });

  it.each([
    ['nothing', null],
    ['a timecode alone', { timecode: '00:05' }],
    ['no object', 'nonsense'],
    ['a list', [1, 2]],
  ])('is none where there is %s', (_, result) => expect(matchesOf(result, sample)).toEqual([]));

  it.each([
    ['12', 12],
    ['01:45', 105],
    ['75:00', 4500],
    ['01:00:05', 3605],
    [77, 77],
    ['', undefined],
    ['a:b', undefined],
    ['1:2:3:4', undefined],
  ])('is placed by the time code %j', (timecode, seconds) => {
    expect(matchesOf({ ...BARE, timecode }, sample)[0]!.trackTime).toBe(seconds);
  });

  it.each([null, { odd: [1] }, 'odd', 7])(
    'is understood with %j in every block and field that may be absent',
    (odd) => {
      const strange = Object.fromEntries(Object.keys(full).map((name) => [name, odd]));
      const [match] = matchesOf({ ...strange, ...BARE }, sample);
      expect(match).toMatchObject({ identifier: 'audd', track: { title: 'T' }, trackTime: 105 });
    },
  );

  it('lets no control character and no strange address through', () => {
    const artwork = { url: 'https://is1.example/{w}x{h}{f}.jpg' };
    const [match] = matchesOf(
      { ...BARE, title: 'T\u001b[31m\n\u202eevil', song_link: 'javascript:alert(1)', apple_music: { artwork } },
      sample,
    );
    expect(match!.track).toEqual({ title: 'T [31m evil', artists: [], ids: {}, urls: {} });
  });
});
