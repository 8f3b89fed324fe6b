import { describe, expect, it } from 'vitest';
import { m3u, m3uOfMix } from '../../src/exporters/m3u.js';
import { exported } from '../support/exporting.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const source = (location: string) => ({ source: { name: 'mix', kind: 'file', location } });
const ownFile = (file: string) =>
  tracklistOf([trackEntry(0, 60, 'One', { track: { title: 'One', artists: ['A', 'B'], file, duration: 199.6 } })]);
const lines = (tracklist: ReturnType<typeof tracklistOf>, folder = '/music'): string[] =>
  exported(m3u, tracklist, folder).text.split('\n');

it("points at the library's own file with the track's own length", () => {
  expect(exported(m3u, ownFile('/music/lib/One.flac'), '/music').text).toBe(
    '#EXTM3U\n#EXTINF:200,A & B - One\nlib/One.flac\n',
  );
});

it('has what has no file as a comment with its time, and nothing else of it', () => {
  const list = tracklistOf(
    [
      trackEntry(0, 61.5, 'One'),
      ...ownFile('/music/a.mp3').entries,
      unknownEntry(751, 800),
      trackEntry(4000, 4100, 'Two'),
    ],
    source('/music/mix.mp3'),
  );
  expect(lines(list)).toEqual([
    '#EXTM3U',
    '# 0:00 Somebody - One',
    '#EXTINF:200,A & B - One',
    'a.mp3',
    '# 12:31 ID - ID',
    '# 1:06:40 Somebody - Two',
    '',
  ]);
});

it('says when it has nothing to play although tracks are known, and what would', () => {
  const warnings = (entries: Parameters<typeof tracklistOf>[0]) => exported(m3u, tracklistOf(entries)).warnings.join();
  expect(warnings([trackEntry(0, 60, 'One'), unknownEntry(60, 90)])).toMatch(/empty; --format m3u8-mix/);
  expect(warnings([unknownEntry(60, 90)])).toBe('');
  expect(warnings(ownFile('/a/b.mp3').entries)).toBe('');
});

it('lists places in the mix under a name of its own, also for tracks with a file', () => {
  const list = tracklistOf([...ownFile('/music/a.mp3').entries, unknownEntry(60.25, 100)], source('/music/mix.mp3'));
  const { text, name } = exported(m3uOfMix, list, '/music');
  expect(name).toBe('mix.mix.m3u8');
  expect(name).not.toBe(exported(m3u, list).name);
  expect(text.split('\n')).toEqual([
    '#EXTM3U',
    '#EXTINF:60,A & B - One',
    '#EXTVLCOPT:start-time=0',
    '#EXTVLCOPT:stop-time=60',
    'mix.mp3',
    '#EXTINF:40,ID - ID',
    '#EXTVLCOPT:start-time=60.25',
    '#EXTVLCOPT:stop-time=100',
    'mix.mp3',
    '',
  ]);
});

it("says -1 for a length that isn't known", () => {
  const list = tracklistOf([trackEntry(0, 60, 'One', { track: { title: 'One', artists: [], file: '/a/b.mp3' } })]);
  expect(lines(list)[1]).toBe('#EXTINF:-1,One');
});

it('keeps a title on its line', () => {
  const list = tracklistOf([
    trackEntry(0, 9, 'x', { track: { title: 'One\r\n/etc/passwd', artists: ['A\n#EXTM3U'], file: '/a/b.mp3' } }),
  ]);
  expect(lines(list)).toEqual(['#EXTM3U', '#EXTINF:-1,A #EXTM3U - One /etc/passwd', '/a/b.mp3', '']);
});

it('says that a mix from standard input has no address', () => {
  const list = tracklistOf([unknownEntry(0, 9)], { source: { name: 'stdin', kind: 'stdin', location: '' } });
  const { text, warnings } = exported(m3uOfMix, list);
  expect(text).toMatch(/stdin\n$/);
  expect(warnings.join()).toMatch(/standard input/);
  expect(exported(m3uOfMix, ownFile('/a/b.mp3')).warnings).toEqual([]);
});

describe('the path of a file', () => {
  const path = (file: string, folder = '/music') => lines(ownFile(file), folder)[2];

  it('is relative below the folder of the playlist, and absolute elsewhere', () => {
    expect(path('/music/a/b.mp3')).toBe('a/b.mp3');
    expect(path('/musician/b.mp3')).toBe('/musician/b.mp3');
    expect(path('/other/b.mp3')).toBe('/other/b.mp3');
    expect(path('/music/..b.mp3')).toBe('..b.mp3');
  });

  it('is never taken for a comment, an option or an address', () => {
    expect(path('/music/#1.mp3')).toBe('./#1.mp3');
    expect(path('/music/-x.mp3')).toBe('./-x.mp3');
    expect(path('/music/http:x.mp3')).toBe('./http:x.mp3');
    expect(path('/music/ x.mp3')).toBe('./ x.mp3');
    expect(path('/music/a/#1.mp3')).toBe('a/#1.mp3');
  });

  it('keeps every script as UTF-8 and percent signs as they are', () => {
    expect(path('/music/日本/100% é.mp3')).toBe('日本/100% é.mp3');
  });

  it('is a file URL where a line could not hold it', () => {
    expect(path('/music/a\nb.mp3')).toBe('file:///music/a%0Ab.mp3');
    expect(path('/music/\u001bx.mp3')).toBe('file:///music/%1Bx.mp3');
    expect(path('/music/x ')).toBe('file:///music/x%20');
  });

  it('is never an address, which a player would open; a mix may be at one', () => {
    const url = 'https://host.example/a b.mp3?x=1#t';
    expect(lines(ownFile(url))).toEqual(['#EXTM3U', '# 0:00 A & B - One', '']);
    const mix = tracklistOf([trackEntry(0, 60, 'One')], source(url));
    expect(exported(m3uOfMix, mix, '/music').text).toContain('\nhttps://host.example/a%20b.mp3?x=1#t\n');
  });
});

it('tells the number of an unknown where people read it, and nowhere that programs do', () => {
  const list = tracklistOf([unknownEntry(75, 80, { number: 417 })]);
  expect(exported(m3u, list).text).toBe('#EXTM3U\n# 1:15 ID - ID (ID 0417)\n');
  expect(exported(m3uOfMix, list).text).toContain('#EXTINF:5,ID - ID\n');
});
