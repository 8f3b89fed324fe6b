import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { virtualdj } from '../../../src/decks/virtualdj/deck.js';
import { fileOf, historiesIn, ownedAs, tracksIn } from '../../support/deck-reading.js';
import { tempFolder } from '../../support/temp.js';

const DATABASE = `<?xml version="1.0" encoding="UTF-8"?>\r
<VirtualDJ_Database Version="2024">\r
 <Song FilePath="C:\\Music\\Ann &amp; Bo.mp3" FileSize="12345">\r
  <Tags Author="Ann Orr" Title="Sea &amp; Sky" Remix="Dub" Remixer="Cy" Album="Tides" Genre="Techno" Label="Small" Year="2019" Bpm="0.5" Key="Cm" Flag="1" />\r
  <Infos SongLength="372.14" PlayCount="3" LastPlay="1718048340" />\r
  <Comment>loud &amp; clear</Comment>\r
  <Scan Version="801" Bpm="0.481928" Key="Am" Volume="0.9" Flag="32768" />\r
  <Poi Pos="0.125" Type="beatgrid" />\r
  <Poi Pos="62.061" Type="cue" Num="2" Name="drop" Color="4294901760" />\r
  <Poi Pos="31.5" Type="loop" Size="8" />\r
  <Poi Pos="0.1" Type="automix" Point="realStart" />\r
  <Poi Pos="5" Num="1" />\r
 </Song>\r
 <Song FilePath="netsearch://dz715352532"><Tags Author="X" Title="Cloud"/></Song>\r
 <Song FilePath="/Users/ann/odd.flac"><Tags Bpm="136" Key="8A"/><Scan Bpm="0"/></Song>\r
 <Song FileSize="1"/>\r
</VirtualDJ_Database>\r
`;
const SONGS = [
  {
    file: 'C:\\Music\\Ann & Bo.mp3',
    title: 'Sea & Sky (Dub)',
    artists: ['Ann Orr'],
    remixers: ['Cy'],
    album: 'Tides',
    label: 'Small',
    genre: 'Techno',
    comment: 'loud & clear',
    releaseDate: '2019',
    bpm: 124.5,
    key: 'Am',
    duration: 372.14,
    grid: [{ start: 0.125, bpm: 124.5 }],
    cues: [
      { kind: 'cue', start: 5, hot: 0 },
      { kind: 'loop', start: 31.5 },
      { kind: 'cue', name: 'drop', start: 62.061, hot: 1 },
    ],
  },
  { file: null, streamed: 'netsearch://dz715352532', title: 'Cloud', artists: ['X'] },
  { file: '/Users/ann/odd.flac', bpm: 136, key: 'Am' },
];

describe('the database of VirtualDJ', () => {
  it('is read with its cues, grid and key, and its tempo as seconds a beat', async () => {
    const path = fileOf('database.xml', DATABASE);
    expect(ownedAs(virtualdj, path, DATABASE)).toEqual({ collection: true });
    expect(await tracksIn(virtualdj, path)).toEqual({ tracks: SONGS, warnings: [] });
  });

  it('is found in its folder', async () => {
    const path = fileOf('VirtualDJ/database.xml', DATABASE);
    const folder = dirname(path);
    expect(virtualdj.owns({ path: folder, isFolder: true, head: new Uint8Array() })).toEqual({
      collection: true,
      history: true,
    });
    expect((await tracksIn(virtualdj, folder)).tracks).toEqual(SONGS);
  });

  it('has its lists beside it, with their folders', async () => {
    const folder = dirname(fileOf('VirtualDJ/database.xml', DATABASE));
    const write = (name: string, content: string) => {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    };
    const list = (song: string) => `<?xml version="1.0"?>\r\n<VirtualFolder>\r\n${song}\r\n</VirtualFolder>\r\n`;
    const song =
      '<song path="C:\\Music\\Ann &amp; Bo.mp3" size="1" songlength="372.1" artist="Ann" title="Sea" remix="Dub" idx="0" />';
    write(
      'Playlists/Peak time/Techno.m3u',
      '#EXTVDJ:<title>x</title>\r\nC:\\Music\\Ann & Bo.mp3\r\nnetsearch://dz715352532\r\n',
    );
    write('MyLists/Warm up.vdjfolder', list(song));
    write('MyLists/broken.vdjfolder', '<html>');
    const { tracks, warnings } = await tracksIn(virtualdj, folder);
    expect(tracks.map(({ crates }) => crates)).toEqual([
      ['Warm up', 'Peak time/Techno'],
      ['Peak time/Techno'],
      undefined,
    ]);
    expect(warnings).toEqual([expect.stringContaining('broken.vdjfolder" is no list of VirtualDJ')]);
    const path = join(folder, 'MyLists', 'Warm up.vdjfolder');
    expect(ownedAs(virtualdj, path, list(song))).toEqual({ collection: true });
    expect((await tracksIn(virtualdj, path)).tracks).toEqual([
      { file: 'C:\\Music\\Ann & Bo.mp3', title: 'Sea (Dub)', artists: ['Ann'], duration: 372.1, crates: ['Warm up'] },
    ]);
  });

  it('is used as far as it goes', async () => {
    const { tracks, warnings } = await tracksIn(
      virtualdj,
      fileOf('database.xml', DATABASE.slice(0, DATABASE.indexOf('<Poi'))),
    );
    expect(tracks.map(({ title, cues }) => [title, cues])).toEqual([['Sea & Sky (Dub)', undefined]]);
    expect(warnings).toEqual([expect.stringContaining('it breaks off within <Song>')]);
  });

  it('lies where VirtualDJ keeps it', () => {
    const win = { platform: 'win32', home: 'C:\\Users\\ann', env: { LOCALAPPDATA: 'C:\\L' }, volumes: ['D:\\'] };
    expect(virtualdj.places(win)).toEqual(
      expect.arrayContaining([
        'C:\\L\\VirtualDJ\\database.xml',
        'C:\\Users\\ann\\Documents\\VirtualDJ\\History\\*.m3u',
        'D:\\VirtualDJ\\database.xml',
      ]),
    );
    expect(virtualdj.places({ platform: 'darwin', home: '/Users/ann', env: {}, volumes: [] })).toContain(
      '/Users/ann/Library/Application Support/VirtualDJ/History/*/*/*.m3u',
    );
  });
});

const HISTORY = [
  '\ufeff#EXTM3U',
  '#EXTVDJ:<time>23:39</time><lastplaytime>1718055540</lastplaytime><filesize>1</filesize><artist>Ann &amp; Bo</artist><title>Sea & Sky</title><remix>Dub</remix><songlength>246.0</songlength>',
  'D:\\Music\\#1 sea.mp3',
  '#EXTVDJ:<time>23:50</time><lastplaytime>1718056200</lastplaytime><title>Cy - Sun</title>',
  'netsearch://dz715352532',
  'C:\\Music\\Dee - No Line (Live).mp3',
  '#EXTVDJ:<artist>Late</artist><title>Set</title><lastplaytime>1718080000</lastplaytime>',
  'C:\\a.mp3',
  '',
].join('\r\n');

describe('a history of VirtualDJ', () => {
  it('is read with its times, a list for each set of the day', async () => {
    const path = fileOf('2024-06-10.m3u', HISTORY);
    expect(ownedAs(virtualdj, path, HISTORY)).toEqual({ history: true });
    const { lists, warnings } = await historiesIn(virtualdj, path);
    const about = { kind: 'history', by: 'VirtualDJ history', clock: 'world', slack: 90 };
    expect(lists).toEqual([
      {
        ...about,
        claims: [
          {
            at: 1718055540,
            track: {
              title: 'Sea & Sky',
              version: 'Dub',
              artists: ['Ann & Bo'],
              duration: 246,
              file: 'D:\\Music\\#1 sea.mp3',
            },
          },
          { at: 1718056200, track: { title: 'Sun', artists: ['Cy'] } },
          {
            at: null,
            track: { title: 'No Line', version: 'Live', artists: ['Dee'], file: 'C:\\Music\\Dee - No Line (Live).mp3' },
          },
        ],
      },
      { ...about, claims: [{ at: 1718080000, track: { title: 'Set', artists: ['Late'], file: 'C:\\a.mp3' } }] },
    ]);
    expect(warnings).toEqual([]);
  });

  it('has the time of day and the date of its name where nothing else is told, also after midnight', async () => {
    const line = (time: string) => `#EXTVDJ:<time>${time}</time><artist>A</artist><title>T${time}</title>\nC:\\a.mp3`;
    const lines = ['23:30', '23:58', '23:57', '00:40', '01:10'].map(line).join('\n');
    const { lists } = await historiesIn(virtualdj, fileOf('2024-02-28.m3u', lines));
    const at = (day: number, hours: number, minutes: number) => new Date(2024, 1, day, hours, minutes).getTime() / 1000;
    expect(lists.map(({ claims }) => claims.map((claim) => claim.at))).toEqual([
      [at(28, 23, 30), at(28, 23, 58), at(28, 23, 57), at(29, 0, 40), at(29, 1, 10)],
    ]);
  });

  it('stays in its day after a time that is none', async () => {
    const line = (time: string) => `#EXTVDJ:<time>${time}</time><title>T${time}</title>\nC:\\a.mp3`;
    const { lists } = await historiesIn(
      virtualdj,
      fileOf('2024-02-28.m3u', ['21:30', '99:99', '21:40'].map(line).join('\n')),
    );
    const at = (minutes: number) => new Date(2024, 1, 28, 21, minutes).getTime() / 1000;
    expect(lists.map(({ claims }) => claims.map((claim) => claim.at))).toEqual([[at(30), null, at(40)]]);
  });

  it('is a mere order in a playlist', async () => {
    const { lists } = await historiesIn(
      virtualdj,
      fileOf('peak.m3u', '#EXTVDJ:<title>A</title>\nC:\\a.mp3\nC:\\b.mp3\n'),
    );
    expect(lists).toMatchObject([
      { by: 'VirtualDJ playlist', clock: null, slack: 0, claims: [{ at: null }, { at: null }] },
    ]);
  });

  it('is read from its list as text, which has no other times than those of the day', async () => {
    const text =
      'VirtualDJ History 2024/06/10\r\n------------------------------\r\n22:45 : Ann Orr - Sea (Dub)\r\n00:10 : Untagged\r\n00:11 : \r\n\r\n' +
      'VirtualDJ History 2024/06/12\r\n------------------------------\r\n21:00:30 : Bo - Sky\r\n';
    const path = fileOf('tracklist.txt', text);
    expect(ownedAs(virtualdj, path, text)).toEqual({ history: true });
    const { lists } = await historiesIn(virtualdj, path);
    const at = (day: number, hours: number, minutes: number, seconds = 0) =>
      new Date(2024, 5, day, hours, minutes, seconds).getTime() / 1000;
    expect(lists.map(({ clock, claims }) => [clock, claims])).toEqual([
      [
        'world',
        [
          { at: at(10, 22, 45), track: { title: 'Sea', version: 'Dub', artists: ['Ann Orr'] } },
          { at: at(11, 0, 10), track: { title: 'Untagged', artists: [] } },
        ],
      ],
      ['world', [{ at: at(12, 21, 0, 30), track: { title: 'Sky', artists: ['Bo'] } }]],
    ]);
  });

  it('is all that its folder holds, the oldest first', async () => {
    const folder = join(tempFolder(), 'VirtualDJ');
    const write = (name: string, title: string) => {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(
        join(folder, name),
        `#EXTVDJ:<title>${title}</title><lastplaytime>1718055540</lastplaytime>\nC:\\a.mp3\n`,
      );
    };
    write('History/2024-06-10.m3u', 'newer');
    write('History/2023/11/2023-11-02.m3u', 'older');
    write('History/other.m3u', 'other');
    const { lists } = await historiesIn(virtualdj, folder);
    expect(lists.map(({ claims }) => claims[0]!.track.title)).toEqual(['older', 'newer']);
    expect(virtualdj.owns({ path: join(folder, 'History'), isFolder: true, head: new Uint8Array() })).toEqual({
      history: true,
    });
  });

  it('that names nothing is said', async () => {
    await expect(historiesIn(virtualdj, fileOf('2024-06-10.m3u', '#EXTVDJ:<title>A</title>\n'))).rejects.toThrow(
      'names no track',
    );
    await expect(tracksIn(virtualdj, fileOf('a.m3u', '#EXTVDJ:<title>A</title>\n'))).rejects.toThrow('names no track');
  });
});
