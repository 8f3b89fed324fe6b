import { describe, expect, it } from 'vitest';
import { listsIn } from '../../src/claims/read-list.js';
import { HOSTILE_TITLES } from '../support/hostile-titles.js';

const said = (text: string | Uint8Array, name = 'set.txt') =>
  listsIn(typeof text === 'string' ? new TextEncoder().encode(text) : text, name).map(({ kind, by, clock, claims }) => [
    `${kind} by ${by}, ${clock}`,
    ...claims.map(({ track, at }) => `${at ?? '-'} ${track.artists.join('&')}|${track.title}`),
  ]);

it('reads plain lines, with times or in their order', () => {
  expect(said('0:00 Ann Orr - Sea\n4:23 Bo - Sky\n')).toEqual([
    ['list by set.txt, mix', '0 Ann Orr|Sea', '263 Bo|Sky'],
  ]);
  expect(said('Ann Orr - Sea\nBo - Sky\n')).toEqual([['list by set.txt, null', '- Ann Orr|Sea', '- Bo|Sky']]);
});

it('reads what programs on Windows write', () => {
  const text = 'Björk - Jóga\r\n';
  const wide = new Uint8Array([
    0xff,
    0xfe,
    ...new Uint8Array(Uint16Array.from([...text].map((c) => c.charCodeAt(0))).buffer),
  ]);
  const latin = Uint8Array.from([...text].map((c) => c.charCodeAt(0)));
  for (const bytes of [wide, latin]) expect(said(bytes)).toEqual([['list by set.txt, null', '- Björk|Jóga']]);
});

it('reads a CUE sheet, without what it knows no name of', () => {
  const sheet = `FILE "mix.wav" WAVE
  TRACK 01 AUDIO
    TITLE "Sea"
    PERFORMER "Ann Orr"
    INDEX 01 00:00:00
  TRACK 02 AUDIO
    TITLE "ID - ID"
    INDEX 01 02:00:00
  TRACK 03 AUDIO
    TITLE "Bo - Sky"
    INDEX 01 04:23:00
  TRACK 04 AUDIO
    TITLE "Track 04"
    INDEX 01 09:00:00`;
  expect(said(sheet, 'mix.cue')).toEqual([['cue by mix.cue, mix', '0 Ann Orr|Sea', '263 Bo|Sky']]);
});

describe('JSON', () => {
  it('may be chapters of a podcast, of which those without a name are times and no more', () => {
    const chapters = ['Ann Orr - Sea', 'Chapter 2', 'MARK 03', '<Untitled Chapter 4>', 'Thanks', 'Bo - Sky'].map(
      (title, i) => ({ startTime: 60 * i, title }),
    );
    expect(said(JSON.stringify({ version: '1.2.0', chapters }), 'mix.chapters.json')).toEqual([
      ['chapter by chapters in mix.chapters.json, mix', '0 Ann Orr|Sea', '300 Bo|Sky'],
    ]);
  });

  it('may be what yt-dlp writes beside a download', () => {
    const page = {
      chapters: null,
      description: 'Live from - somewhere\n0:00 Ann Orr - Sea\n4:23 Bo - Sky',
      comments: [
        { text: 'what a set', start_time: 20 },
        { text: 'Cy - Late', start_time: 600 },
        { text: '12:00 Dee - Over' },
        null,
      ],
    };
    expect(said(JSON.stringify(page), 'mix.info.json')).toEqual([
      ['description by description in mix.info.json, mix', '0 Ann Orr|Sea', '263 Bo|Sky'],
      ['comment by comments in mix.info.json, mix', '600 Cy|Late', '720 Dee|Over'],
    ]);
  });

  it('may be anything', () => {
    expect(said('{"chapters": [1, {"start_time": "x"}, {"start_time": -4, "title": {}}], "description": 7}')).toEqual(
      [],
    );
    expect(said('{')).toEqual([]);
  });
});

it('reads the order of a playlist', () => {
  expect(said('#EXTM3U\n#EXTINF:263,Ann Orr - Sea\n/music/sea.mp3\n#EXTINF:-1,Bo - Sky\nsky.mp3')).toEqual([
    ['list by set.txt, null', '- Ann Orr|Sea', '- Bo|Sky'],
  ]);
});

it('makes nothing of what is no text', () => {
  expect(said(new Uint8Array([82, 73, 70, 70, 0, 1, 2]))).toEqual([]);
  expect(said(new Uint8Array())).toEqual([]);
});

it('shows nothing of what would do something to a terminal', () => {
  const lists = listsIn(new TextEncoder().encode(HOSTILE_TITLES.map((title) => `A - ${title}`).join('\n')), 'x');
  for (const { track } of lists.flatMap(({ claims }) => claims))
    expect(track.title).not.toMatch(/[\u0000-\u001f\u202e]/);
});
