import { describe, expect, it } from 'vitest';
import { rekordbox } from '../../../src/decks/rekordbox/deck.js';
import { fileOf, historiesIn, ownedAs } from '../../support/deck-reading.js';

const LIST = [
  '#\tArtwork\tTrack Title\tArtist\tAlbum\tGenre\tBPM\tRating\tTime\tKey\tDate Added\tMix Name',
  '1\t\tSea & Sky\tAnn Orr, Bo\tTides\tTechno\t124.50\t*****\t06:12\t8A\t2021-12-24\tDub',
  '2\t\tNo Tags - At All (Live)\t\t\t\t\t\t\t\t2021-12-24',
  '3\t\t\tNobody',
  '',
].join('\r\n');

describe('a list of rekordbox as text', () => {
  const expected = {
    kind: 'history',
    by: 'rekordbox history',
    clock: null,
    slack: 0,
    claims: [
      {
        at: null,
        track: {
          title: 'Sea & Sky',
          version: 'Dub',
          artists: ['Ann Orr, Bo'],
          album: 'Tides',
          bpm: 124.5,
          key: 'Am',
          duration: 372,
        },
      },
      { at: null, track: { title: 'At All', version: 'Live', artists: ['No Tags'] } },
    ],
  };

  it.each([
    ['UTF-16', Buffer.from(`\ufeff${LIST}`, 'utf16le')],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${LIST}`)],
    ['UTF-8', Buffer.from(LIST)],
  ])('is read from %s, in its order', async (_, bytes) => {
    const path = fileOf('HISTORY 2024-06-10.txt', bytes);
    expect(ownedAs(rekordbox, path, bytes)).toEqual({ history: true });
    const { lists, warnings } = await historiesIn(rekordbox, path);
    expect(lists).toEqual([expected]);
    expect(warnings).toEqual([`"${path}" is damaged in line 4: a row without a title. The rest of it is used.`]);
  });

  it.each([
    ['#\tTitel\tInterpret\tBPM', '1\tEins\tJemand\t120'],
    ['#\tBPM\tArtiste\tTitre du morceau', '1\t120\tJemand\tEins'],
    ['#\tアーティスト\tBPM\t曲名', '1\tJemand\t120\tEins'],
    ['#\tИсполнитель\tНазвание трека\tBPM', '1\tJemand\tEins\t120'],
  ])('goes by its headings: %s', async (headings, row) => {
    const { lists } = await historiesIn(rekordbox, fileOf('a.txt', `${headings}\n${row}\n`));
    expect(lists[0]!.by).toBe('rekordbox playlist');
    expect(lists[0]!.claims).toEqual([{ at: null, track: { title: 'Eins', artists: ['Jemand'], bpm: 120 } }]);
  });

  it('is refused where nobody knows which column is which', async () => {
    const path = fileOf('a.txt', '#\tTeideal\tEalaíontóir\n1\ta\tb\n');
    await expect(historiesIn(rekordbox, path)).rejects.toThrow('Set rekordbox to English');
    await expect(historiesIn(rekordbox, fileOf('a.txt', '#\tTrack Title\tArtist\n'))).rejects.toThrow('names no track');
  });

  it('is told from other text', () => {
    expect(ownedAs(rekordbox, '/x/set.txt', '1. Ann - Sea\n')).toBeNull();
    expect(ownedAs(rekordbox, '/x/table.txt', '#\tb\n')).toBeNull();
  });
});

describe('the sheet of a recording', () => {
  const sheet = (...tracks: string[]) =>
    `REM DATE 2024-06-10 08:14 PM\r\nREM RECORDED_BY "rekordbox-dj"\r\nTITLE "REC-2024-06-10"\r\nPERFORMER "Ann"\r\nFILE "01 REC-2024-06-10.wav" WAVE\r\n${tracks
      .map((track, i) => `\tTRACK ${String(i + 1).padStart(2, '0')} AUDIO\r\n${track}`)
      .join('')}`;
  const track = (title: string, performer: string | null, file: string, time: string) =>
    `\t\tTITLE "${title}"\r\n${performer === null ? '' : `\t\tPERFORMER "${performer}"\r\n`}\t\tFILE "${file}" WAVE\r\n\t\tINDEX 01 ${time}\r\n`;

  it('is read with its hours, without what is loaded again or steps back', async () => {
    const content = sheet(
      track('Sea "12 inch"', 'Ann Orr', '/Users/ann/sea%20.mp3', '00:00:00'),
      track('Sky', 'Bo', 'D:/Music/#1 sky.m4a', '00:04:12'),
      track('Sky', 'Bo', 'D:/Music/#1 sky.m4a', '00:04:58'),
      track('Back', 'Cy', '/c.mp3', '00:02:00'),
      track('Dee - Sun (Dub)', null, '/d.mp3', '01:02:45'),
      '\t\tTITLE "No time"\r\n',
    );
    const path = fileOf('REC.cue', content);
    expect(ownedAs(rekordbox, path, content)).toEqual({ history: true });
    const { lists, warnings } = await historiesIn(rekordbox, path);
    expect(lists).toEqual([
      {
        kind: 'history',
        by: 'rekordbox recording',
        clock: 'mix',
        slack: 60,
        claims: [
          { at: 0, track: { title: 'Sea "12 inch"', artists: ['Ann Orr'], file: '/Users/ann/sea%20.mp3' } },
          { at: 252, track: { title: 'Sky', artists: ['Bo'], file: 'D:\\Music\\#1 sky.m4a' } },
          { at: 3765, track: { title: 'Sun', version: 'Dub', artists: ['Dee'], file: '/d.mp3' } },
        ],
      },
    ]);
    expect(warnings).toEqual([
      `"${path}" is damaged in line 21: a time that is before that of the track before. The rest of it is used.`,
      `"${path}" is damaged in line 30: a track without a time. The rest of it is used.`,
    ]);
  });

  it('is read with frames where a tool has mended it', async () => {
    const mended = sheet(track('A', 'X', '/a', '00:00:00'), track('B', 'X', '/b', '04:12:74'));
    const { lists } = await historiesIn(rekordbox, fileOf('REC.cue', mended));
    expect(lists[0]!.claims.map(({ at }) => at)).toEqual([0, 252 + 74 / 75]);
  });

  it('is told from sheets of other programs', () => {
    expect(ownedAs(rekordbox, '/x/set.cue', 'REM RECORDED_BY "Mixxx"\nTITLE "x"')).toBeNull();
    expect(ownedAs(rekordbox, '/x/set.cue', 'TITLE "x"\nFILE "a.wav" WAVE')).toBeNull();
  });

  it('lies where rekordbox records to', () => {
    const machine = { platform: 'win32', home: 'C:\\Users\\ann', env: {}, volumes: [] };
    expect(rekordbox.places(machine)).toContain('C:\\Users\\ann\\Music\\rekordbox\\Recording\\*\\*\\*.cue');
    expect(rekordbox.places({ ...machine, platform: 'darwin', home: '/Users/ann' })).toContain(
      '/Users/ann/Music/PioneerDJ/Recording/*/*/*.cue',
    );
  });
});
