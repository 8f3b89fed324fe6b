import { describe, expect, it } from 'vitest';
import { splitVersion } from '../../../src/domain/names/version.js';
import { tagsFrom } from '../../../src/library/scan/tags.js';

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

describe('tags', () => {
  it('are taken over, cleaned, with dates and ISRC only where they are such', () => {
    expect(
      tagsFrom(
        {
          title: ' Title\u0000\u009b (Club Mix) ',
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

  it('hold the ids that taggers write, where they are such', () => {
    const [acoustid, musicbrainz] = ['9FF43B6A-4f16-427c-93c2-92307ca505e0', 'b81f83ee-4da4-11e0-9ed8-0025225356f3'];
    const common = { title: 'T', artist: 'A', acoustid_id: acoustid, musicbrainz_recordingid: musicbrainz };
    expect(tagsFrom(common, '/m/x.mp3').ids).toEqual({ acoustid: acoustid.toLowerCase(), musicbrainz });
    expect(tagsFrom({ ...common, acoustid_id: 'none', musicbrainz_recordingid: '' }, '/m/x.mp3')).not.toHaveProperty(
      'ids',
    );
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

describe('names in tags', () => {
  it.each([
    ['a title that holds the artist', { title: 'Artist - Title (Dub)' }, '/m/x.mp3', ['Artist'], 'Title', 'Dub'],
    ['a title with a number before', { title: '03 - Artist - Title' }, '/m/x.mp3', ['Artist'], 'Title'],
    ['a title that repeats its artist', { title: 'Artist - Title', artist: 'artist' }, '/m/x.mp3', ['artist'], 'Title'],
    ['a title with a hyphen', { title: 'Tick - Tock', artist: 'Artist' }, '/m/x.mp3', ['Artist'], 'Tick - Tock'],
    ['an empty artist beside a telling name', { title: 'Title' }, '/m/Artist - Title.mp3', ['Artist'], 'Title'],
    ['the same with a version', { title: 'Title (Dub)' }, '/m/01 Artist - Title (Dub).mp3', ['Artist'], 'Title', 'Dub'],
    ['the same in another case', { title: 'TITLE' }, '/m/Artist_-_Title.mp3', ['Artist'], 'TITLE'],
    ['an empty artist beside another name', { title: 'Title' }, '/m/Rip - 01.mp3', [], 'Title'],
    ['nobody as artist', { title: 'Title', artist: 'Unknown Artist' }, '/m/Artist - Title.mp3', ['Artist'], 'Title'],
    ['everybody as artist', { title: 'Title', artist: 'Various Artists' }, '/m/Title.mp3', [], 'Title'],
    ['a title that is none', { title: 'Track 01', artist: '' }, '/m/Artist - Title.mp3', ['Artist'], 'Title'],
    ['a number for a title', { title: '22', artist: 'Artist' }, '/m/x.mp3', ['Artist'], '22'],
    ['a number for all', { title: '22' }, '/m/Artist - Title.mp3', ['Artist'], 'Title'],
    ['an artist alone', { artist: 'Artist' }, '/m/02 Title.mp3', ['Artist'], 'Title'],
    ['an artist who is in the name', { artist: 'Artist' }, '/m/Artist feat. B - Title.mp3', ['Artist'], 'Title'],
    ['an artist who is behind', { artist: 'Artist' }, '/m/Title - Artist.mp3', ['Artist'], 'Title'],
    ['an artist who is elsewhere', { artist: 'Artist' }, '/m/Tick - Tock.mp3', ['Artist'], 'Tick - Tock'],
    ['a site in the title', { title: 'Title [www.site.com]', artist: 'Artist' }, '/m/x.mp3', ['Artist'], 'Title'],
    ['a version by itself', { title: 'Title - 2011 Remaster' }, '/m/x.mp3', [], 'Title - 2011 Remaster'],
    ['an album without tags', {}, '/m/Artist/First One/02 Title.mp3', ['Artist'], 'Title'],
  ] as const)('%s', (_, common, path, artists, title, version?: string) => {
    expect(tagsFrom(common, path)).toMatchObject({ artists, title, ...(version && { version }) });
  });

  it('take label, tempo and key from a name that is about the same piece', () => {
    const path = '/m/8A - 124 - Artist - Title [Label].mp3';
    expect(tagsFrom({ title: 'Title', artist: 'Artist' }, path)).toMatchObject({ bpm: 124, key: '8A', label: 'Label' });
    expect(tagsFrom({ title: 'Other', artist: 'Artist', bpm: 126 }, path)).toEqual({
      title: 'Other',
      artists: ['Artist'],
      bpm: 126,
    });
  });
});

describe('an album of several artists', () => {
  it.each([
    [{ compilation: true }, true],
    [{ albumartist: 'Various Artists' }, true],
    [{ albumartist: 'V.A.' }, true],
    [{ albumartist: 'The Various' }, undefined],
    [{}, undefined],
  ])('%o', (common, told) => {
    expect(tagsFrom({ title: 'T', artist: 'A', ...common }, '/x.mp3').compilation).toBe(told);
  });
});
