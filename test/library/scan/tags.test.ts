import { describe, expect, it } from 'vitest';
import { fromFileName, splitVersion, tagsFrom } from '../../../src/library/scan/tags.js';

describe('a title', () => {
  it.each([
    ['Strings of Life (Extended Mix)', 'Strings of Life', 'Extended Mix'],
    ['Blue [DJ Somebody Remix]', 'Blue', 'DJ Somebody Remix'],
    ['One (Part 2) (Live)', 'One (Part 2)', 'Live'],
    ['Song (2011 Remastered)', 'Song', '2011 Remastered'],
  ])('%s has a version', (title, rest, version) => {
    expect(splitVersion(title)).toEqual({ title: rest, version });
  });

  it.each(['Blue (Da Ba Dee)', 'Song (feat. Somebody)', 'Plain', '(Extended Mix)', 'Open (Mix', 'Alive (Delivered)'])(
    '%s has none',
    (title) => {
      expect(splitVersion(title)).toEqual({ title });
    },
  );
});

describe('a file name', () => {
  it.each([
    ['/m/Artist - Title.mp3', ['Artist'], 'Title'],
    ['/m/03 - Artist - Title.flac', ['Artist'], 'Title'],
    ['/m/07. Artist – Title - Sub.flac', ['Artist'], 'Title - Sub'],
    ['/m/A1 - Artist - Title.wav', ['Artist'], 'Title'],
    ['/m/Artist_-_Some_Title.ogg', ['Artist'], 'Some Title'],
    ['/m/12 Title.mp3', [], '12 Title'],
    ['/m/99.mp3', [], '99'],
    ['/m/曲.mp3', [], '曲'],
  ])('%s tells artist and title', (path, artists, title) => {
    expect(fromFileName(path)).toEqual({ artists, title });
  });
});

describe('tags', () => {
  it('are taken over, cleaned, with dates and ISRC only where they are such', () => {
    expect(
      tagsFrom(
        {
          title: ' Title\u0000 (Club Mix) ',
          artists: ['A', 'A', 'B '],
          album: 'Album',
          label: ['', 'Label'],
          date: '2019-03-00',
          isrc: ['none', 'gb-abc-19-00001'],
          genre: ['House', 'House'],
          bpm: 123.984,
          key: ' F#m ',
          remixer: ['R'],
          catalognumber: ['CAT 1'],
        },
        '/m/x.mp3',
      ),
    ).toEqual({
      title: 'Title',
      version: 'Club Mix',
      artists: ['A', 'B'],
      album: 'Album',
      label: 'Label',
      releaseDate: '2019-03',
      isrc: 'GBABC1900001',
      genres: ['House'],
      bpm: 123.98,
      key: 'F#m',
      remixers: ['R'],
      catalogueNumber: 'CAT 1',
    });
  });

  it.each([
    [{ bpm: 0 }],
    [{ bpm: Number.NaN }],
    [{ bpm: 12_400 }],
    [{ key: 'Energy 7 - made with a program' }],
    [{ key: '' }],
  ])('that make no sense are none: %j', (common) => {
    expect(tagsFrom(common, '/m/T.mp3')).toEqual({ title: 'T', artists: [] });
  });

  it('that say nothing leave it to the file name', () => {
    expect(tagsFrom({}, '/m/Artist - Title (Dub).mp3')).toEqual({
      title: 'Title',
      version: 'Dub',
      artists: ['Artist'],
    });
  });

  it('with a title alone get no artist from the file name, which may be about something else', () => {
    expect(tagsFrom({ title: 'Title' }, '/m/Rip - 01.mp3')).toEqual({ title: 'Title', artists: [] });
  });
});
