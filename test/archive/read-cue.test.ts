import { describe, expect, it } from 'vitest';
import { tracklistOfCue } from '../../src/archive/read-cue.js';
import { SourceError } from '../../src/domain/errors.js';
import { textOfList } from '../../src/domain/list-text.js';
import { parseTracklist } from '../../src/domain/schema.js';
import { cue } from '../../src/exporters/cue.js';
import { HOSTILE_TITLES } from '../support/hostile-titles.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const about = { tool: { name: 'tracklistify', version: '1' }, createdAt: '2026-01-01T00:00:00.000Z' };
const read = (text: string) => tracklistOfCue(text, 'set', about);
const rows = (text: string) =>
  read(text).entries.map(({ start, end, track }) => [start, end, track && `${track.artists.join()} - ${track.title}`]);

describe('a CUE sheet', () => {
  it('is read as programs write it', () => {
    const sheet = [
      '\ufeffREM GENRE House',
      'PERFORMER "Ada"',
      'TITLE "Night at the pier"',
      'FILE "my set (2020).mp3" MP3',
      '  TRACK 01 AUDIO',
      '    TITLE "One "quoted" (Mix)"',
      '    PERFORMER "Bob & Cy"',
      '    INDEX 00 00:00:00',
      '    INDEX 01 00:00:00',
      '\tTRACK 02 AUDIO',
      '\t\tTITLE ID',
      '\t\tINDEX 01 05:30:37',
      '  TRACK 03 AUDIO',
      '    TITLE "Three',
      '    INDEX 01 121:00:00',
    ].join('\r\n');
    const { source, duration } = read(sheet);
    expect(source).toMatchObject({ name: 'my set (2020).mp3', title: 'Night at the pier', artist: 'Ada' });
    expect(rows(sheet)).toEqual([
      [0, 330 + 37 / 75, 'Bob & Cy - One "quoted" (Mix)'],
      [330 + 37 / 75, 7260, null],
      [7260, duration, ' - Three'],
    ]);
    expect(duration).toBe(7260 + 3630);
  });

  it('is refused when there is no track with a place in it', () => {
    for (const text of ['', 'hello', 'TRACK 01 AUDIO\nTITLE "x"', 'TRACK 01 AUDIO\nINDEX 01 xx:yy:zz', '\0\0\0']) {
      expect(() => read(text)).toThrow(SourceError);
    }
  });

  it('is read in the encodings that programs on Windows write, too', () => {
    const sheet = 'TITLE "Größe"\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n';
    const little = Buffer.from(`\ufeff${sheet}`, 'utf16le');
    const all = [Buffer.from(sheet), Buffer.from(sheet, 'latin1'), little, Buffer.from(little).swap16()];
    for (const bytes of all) expect(read(textOfList(bytes)).source.title).toBe('Größe');
  });

  it('of several files is refused, as their times all begin anew', () => {
    const side = (file: string): string => `FILE "${file}" MP3\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n`;
    expect(() => read(side('1.mp3') + side('2.mp3'))).toThrow('set is a CUE sheet of 2 files');
    expect(read(side('1.mp3')).entries).toHaveLength(1);
  });

  it('of ours is read back, whatever the titles are, into a document that can be read', () => {
    const entries = [
      ...HOSTILE_TITLES.map((title, i) => trackEntry(i * 100, i * 100 + 100, title)),
      unknownEntry(HOSTILE_TITLES.length * 100, HOSTILE_TITLES.length * 100 + 60),
    ].slice(-90);
    const [file] = cue.export(tracklistOf(entries), { baseName: 'mix', folder: '/' }).files;
    const back = read(file!.content as string);
    expect(back.entries.map(({ start }) => start)).toEqual(entries.map(({ start }) => start));
    expect(back.entries.at(-1)?.kind).toBe('unknown');
    expect(parseTracklist(JSON.stringify(back), 'it').entries).toHaveLength(entries.length);
  });
});
