import { describe, expect, it } from 'vitest';
import { rekordbox } from '../../../src/decks/rekordbox/deck.js';
import { locationOf, placeIn } from '../../../src/decks/rekordbox/location.js';
import { fileOf, ownedAs, tracksIn } from '../../support/deck-reading.js';

/** As rekordbox 5 writes it, with everything that is read. */
const COLLECTION = `<?xml version="1.0" encoding="UTF-8"?>

<DJ_PLAYLISTS Version="1.0.0">
  <PRODUCT Name="rekordbox" Version="5.8.4" Company="Pioneer DJ"/>
  <COLLECTION Entries="4">
    <TRACK TrackID="11" Name="Sea &amp; Sky" Artist="Ann Orr, Bo"
           Composer="" Album="Tides" Grouping="" Genre="Techno" Kind="Mp3-Datei" Size="1234"
           TotalTime="372" DiscNumber="0" TrackNumber="3" Year="2019" AverageBpm="124.50"
           DateAdded="2020-01-08" BitRate="320" SampleRate="44100" Comments="8A - Energy 6"
           PlayCount="3" Rating="255" Location="file://localhost/C:/My%20Music/Ann%20%26%20Bo%20#1%20(50%25).mp3"
           Remixer="Cy" Tonality="8A" Label="Small" Mix="Dub">
      <TEMPO Inizio="60.125" Bpm="125.00" Metro="4/4" Battito="3"/>
      <TEMPO Inizio="0.125" Bpm="124.50" Metro="4/4" Battito="1"/>
      <POSITION_MARK Name="drop" Type="0" Start="62.061" Num="1" Red="40" Green="226" Blue="20"/>
      <POSITION_MARK Name="" Type="4" Start="31.5" End="35.4" Num="-1"/>
      <POSITION_MARK Name="in" Type="0" Start="0.5" Num="-1"/>
    </TRACK>
    <TRACK TrackID="12" Name="" Artist="" TotalTime="0" Year="0" AverageBpm="0.00" Tonality=""
           Location="file://localhost/Users/ann/Music/cafe\u0301.flac"/>
    <TRACK TrackID="13" Name="Cloud" Location="file://localhostsoundcloud:tracks:123"/>
    <TRACK TrackID="14" Name="Lost"/>
  </COLLECTION>
  <PLAYLISTS>
    <NODE Type="0" Name="ROOT" Count="2">
      <NODE Type="0" Name="Peak time" Count="1">
        <NODE Name="Techno" Type="1" KeyType="0" Entries="2"><TRACK Key="11"/><TRACK Key="13"/><TRACK Key="11"/></NODE>
      </NODE>
      <NODE Name="By place" Type="1" KeyType="1" Entries="2">
        <TRACK Key="file://localhost/Users/ann/Music/caf%c3%a9.flac"/>
        <TRACK Key="file://localhost/C:/My%20Music/Ann%20&amp;%20Bo%20%231%20(50%25).mp3"/>
      </NODE>
    </NODE>
  </PLAYLISTS>
</DJ_PLAYLISTS>
`;

describe('a collection of rekordbox', () => {
  it('is read with its cues, grids, keys and playlists', async () => {
    const path = fileOf('rekordbox.xml', COLLECTION);
    const { tracks, warnings } = await tracksIn(rekordbox, path);
    expect(tracks).toEqual([
      {
        file: 'C:\\My Music\\Ann & Bo #1 (50%).mp3',
        title: 'Sea & Sky (Dub)',
        artists: ['Ann Orr, Bo'],
        remixers: ['Cy'],
        album: 'Tides',
        label: 'Small',
        genre: 'Techno',
        comment: '8A - Energy 6',
        releaseDate: '2019',
        bpm: 124.5,
        key: 'Am',
        duration: 372,
        grid: [
          { start: 0.125, bpm: 124.5, beat: 1 },
          { start: 60.125, bpm: 125, beat: 3 },
        ],
        cues: [
          { kind: 'cue', name: 'in', start: 0.5 },
          { kind: 'loop', start: 31.5, end: 35.4 },
          { kind: 'cue', name: 'drop', start: 62.061, hot: 1, colour: '#28e214' },
        ],
        crates: ['Peak time/Techno', 'By place'],
      },
      { file: '/Users/ann/Music/cafe\u0301.flac', crates: ['By place'] },
      { file: null, streamed: 'soundcloud:tracks:123', title: 'Cloud', crates: ['Peak time/Techno'] },
    ]);
    expect(warnings).toEqual([
      `One track of "${path}" can't be used for want of a Location, the first one in line 21.`,
    ]);
  });

  it('is used as far as it goes, and its damage is said once', async () => {
    const whole = COLLECTION.slice(0, COLLECTION.indexOf('Label="Small"'));
    const path = fileOf(
      'cut.xml',
      `${COLLECTION.slice(0, COLLECTION.indexOf('<TRACK TrackID="11"'))}
      <TRACK TrackID="1" Name="A" Location="file://localhost/a.mp3"><TEMPO Inizio="0" Bpm="120"/>
      <TRACK TrackID="2" Name="B" Location="file://localhost/b.mp3"/>${whole.slice(whole.indexOf('<TRACK'))}`,
    );
    const { tracks, warnings } = await tracksIn(rekordbox, path);
    expect(tracks.map(({ title, grid }) => [title, grid])).toEqual([
      ['A', [{ start: 0, bpm: 120 }]],
      ['B', undefined],
    ]);
    expect(warnings).toEqual([
      expect.stringMatching(/^".*cut\.xml" is damaged in line \d+: it breaks off within <\w+>/),
    ]);
  });

  it('takes no value for another', async () => {
    const marks =
      '<TEMPO Inizio="-1" Bpm="120"/><TEMPO Inizio="1" Bpm="0"/><TEMPO Inizio="x" Bpm="120"/>' +
      '<POSITION_MARK Type="9" Start="1"/><POSITION_MARK Type="0" Start="1e3"/><POSITION_MARK Type="0"/>' +
      '<POSITION_MARK Type="0" Start="5" Num="999" Red="1" Green="2"/>';
    const xml = COLLECTION.replace(
      /<COLLECTION[\s\S]*<\/COLLECTION>/,
      `<COLLECTION><TRACK Location="file://localhost/a.mp3" Year="99999" AverageBpm="1e9" TotalTime="-4" Tonality="H" Name="\u202ea\u0007">${marks}</TRACK></COLLECTION>`,
    );
    const { tracks } = await tracksIn(rekordbox, fileOf('a.xml', xml));
    expect(tracks).toEqual([{ file: '/a.mp3', title: 'a', cues: [{ kind: 'cue', start: 5 }] }]);
  });

  it('names no more than 64 playlists of a track', async () => {
    const lists = Array.from(
      { length: 2000 },
      (_, i) => `<NODE Name="${i}" Type="1" KeyType="0"><TRACK Key="11"/></NODE>`,
    );
    const xml = COLLECTION.replace(/<NODE Type="0" Name="Peak time"/, `${lists.join('')}$&`);
    const { tracks } = await tracksIn(rekordbox, fileOf('a.xml', xml));
    expect(tracks[0]!.crates).toEqual([...Array.from({ length: 64 }, (_, i) => String(i)), 'By place']);
  });

  it('is left when the user says so', async () => {
    const stop = AbortSignal.abort(new Error('stopped'));
    await expect(tracksIn(rekordbox, fileOf('a.xml', COLLECTION), stop)).rejects.toThrow('stopped');
  });

  it('is told from other files', () => {
    expect(ownedAs(rekordbox, '/x/any.xml', COLLECTION)).toEqual({ collection: true });
    expect(ownedAs(rekordbox, '/x/any.xml', Buffer.from(`\ufeff${COLLECTION}`, 'utf16le'))).toEqual({
      collection: true,
    });
    expect(ownedAs(rekordbox, '/x/database.xml', '<VirtualDJ_Database Version="8.5">')).toBeNull();
    expect(rekordbox.owns({ path: '/x', isFolder: true, head: new Uint8Array() })).toBeNull();
  });
});

describe('a place of rekordbox', () => {
  it.each([
    ['file://localhost/C:/a%20b.mp3', 'C:\\a b.mp3'],
    ['file://localhostC:/a.mp3', 'C:\\a.mp3'],
    ['file://localhost/Volumes/Stick/a#b?c.mp3', '/Volumes/Stick/a#b?c.mp3'],
    ['file://localhost//Users/ann/a.mp3', '/Users/ann/a.mp3'],
    ['file://localhost//nas/music/a.mp3', '\\\\nas\\music\\a.mp3'],
    ['file:///Users/ann/a.mp3', '/Users/ann/a.mp3'],
    ['file://localhost/50%25%20%zz%20%ff%20100%.mp3', '/50% %zz %ff 100%.mp3'],
  ])('%s is a path', (location, file) => expect(placeIn(location)).toEqual({ file }));

  it.each(['spotify:track:4uLU6hMCjMI75M1A2tKUQC', 'soundcloud:tracks:123', 'tidal:tracks:77', 'beatport:tracks:9'])(
    '%s is none',
    (streamed) => expect(placeIn(`file://localhost${streamed}`)).toEqual({ file: null, streamed }),
  );

  it.each([
    [
      'C:\\My Music\\Ann & Bo #1 (50%) [x].mp3',
      'file://localhost/C:/My%20Music/Ann%20%26%20Bo%20%231%20(50%25)%20%5Bx%5D.mp3',
    ],
    ["/Users/ann/it's é.mp3", 'file://localhost/Users/ann/it%27s%20%C3%A9.mp3'],
    ['/Users/ann/back\\slash: C:.mp3', 'file://localhost/Users/ann/back%5Cslash%3A%20C%3A.mp3'],
    ['\\\\nas\\music\\a.mp3', 'file://localhost//nas/music/a.mp3'],
  ])('%s is written so that it reads back', (file, location) => {
    expect(locationOf(file)).toBe(location);
    expect(placeIn(location)).toEqual({ file });
  });
});
