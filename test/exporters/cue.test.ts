import { describe, expect, it } from 'vitest';
import { cue } from '../../src/exporters/cue.js';
import { exported, readCue } from '../support/exporting.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const source = (location: string, more: object = {}) => ({ source: { name: 'mix', kind: 'file', location, ...more } });
const fileLine = (location: string, folder = '/sets') =>
  exported(cue, tracklistOf([unknownEntry(0, 9)], source(location)), folder)
    .text.split('\n')
    .find((line) => line.startsWith('FILE '));

it('writes the sheet that players read', () => {
  const list = tracklistOf(
    [
      trackEntry(0, 300, 'One', {
        track: { title: 'One', version: 'Dub', artists: ['A', 'B'], isrc: 'gb-aye-00-00351' },
      }),
      unknownEntry(263.48, 400),
      trackEntry(7260.5, 9000, 'Late', { track: { title: 'Late', artists: [] } }),
    ],
    source('/sets/mix.mp3', { title: 'Live', artist: 'DJ' }),
  );
  expect(exported(cue, list, '/sets').text).toBe(
    `PERFORMER "DJ"
TITLE "Live"
FILE "mix.mp3" MP3
  TRACK 01 AUDIO
    TITLE "One (Dub)"
    PERFORMER "A & B"
    ISRC GBAYE0000351
    INDEX 01 00:00:00
  TRACK 02 AUDIO
    TITLE "ID"
    PERFORMER "ID"
    INDEX 01 04:23:36
  TRACK 03 AUDIO
    TITLE "Late"
    PERFORMER "Unknown Artist"
    INDEX 01 121:00:37
`,
  );
});

it('names the file so that it is found from the sheet, and its type', () => {
  expect(fileLine('/sets/mix.MP3')).toBe('FILE "mix.MP3" MP3');
  expect(fileLine('/sets/a/mix.aiff')).toBe('FILE "a/mix.aiff" AIFF');
  expect(fileLine('/other/mix.wav')).toBe('FILE "/other/mix.wav" WAVE');
  expect(fileLine('/sets/mix.flac')).toBe('FILE "mix.flac" WAVE');
  expect(fileLine('')).toBe('FILE "mix" WAVE');
  expect(fileLine('https://host.example/live.m3u8')).toBe('FILE "mix" WAVE');
});

it('warns of a file name that the format cannot hold', () => {
  const list = tracklistOf([unknownEntry(0, 9)], source('/sets/my "best".mp3'));
  const { text, warnings } = exported(cue, list, '/sets');
  expect(text).toContain(`FILE "my 'best'.mp3" MP3`);
  expect(warnings.join()).toMatch(/rename/);
  expect(exported(cue, tracklistOf([unknownEntry(0, 9)], source('/sets/two  blanks.mp3'))).warnings).toEqual([]);
});

it('is not broken by a quote, a line break or a backslash at the end', () => {
  const [track] = readCue(
    exported(cue, tracklistOf([trackEntry(0, 9, 'x', { track: { title: '12" \r\n Mix\\\\', artists: ['"'] } })])).text,
  );
  expect(track).toMatchObject({ title: "12' Mix//", performer: "'" });
});

it('cuts times to frames without losing one to binary fractions', () => {
  const at = (start: number) => readCue(exported(cue, tracklistOf([trackEntry(start, 9e4, 'x')])).text)[0]!.frame;
  expect(at(263.48)).toBe(263 * 75 + 36);
  for (let frame = 0; frame < 300; frame++) expect(at(frame / 75)).toBe(frame);
  for (let hundredth = 0; hundredth < 300; hundredth++)
    expect(at(hundredth / 100)).toBe(Math.floor((hundredth * 75) / 100));
  expect(at(0.0133)).toBe(0);
});

it('keeps indexes ascending when two tracks begin in the same frame', () => {
  const list = tracklistOf([trackEntry(10, 20, 'a'), trackEntry(10.001, 20, 'b'), trackEntry(10.013, 20, 'c')]);
  expect(readCue(exported(cue, list).text).map((track) => track.frame)).toEqual([750, 751, 752]);
});

it('leaves out a code that is no ISRC', () => {
  const list = tracklistOf([trackEntry(0, 9, 'x', { track: { title: 'x', artists: [], isrc: 'INDEX 01' } })]);
  expect(exported(cue, list).text).not.toContain('ISRC');
});

it('makes one track of a mix without entries', () => {
  expect(readCue(exported(cue, tracklistOf([])).text)).toEqual([
    { title: 'mix', performer: undefined, isrc: undefined, frame: 0 },
  ]);
});

describe('past 99 tracks', () => {
  const many = (count: number) =>
    tracklistOf(Array.from({ length: count }, (_, i) => trackEntry(i * 60, i * 60 + 60, `T${i}`)));

  it('is one sheet up to the limit', () => {
    expect(exported(cue, many(99))).toMatchObject({ names: ['mix.cue'], warnings: [] });
  });

  it('is split into numbered sheets that hold every track, and says so', () => {
    const { names, texts, warnings } = exported(cue, many(220));
    expect(names).toEqual(['mix.part1.cue', 'mix.part2.cue', 'mix.part3.cue']);
    const tracks = texts.flatMap(readCue);
    expect(tracks.map((track) => track.title)).toEqual(Array.from({ length: 220 }, (_, i) => `T${i}`));
    expect(tracks[100]!.frame).toBe(6000 * 75);
    expect(warnings.join()).toMatch(/99 tracks.*3 files/);
  });
});

it('names nobody as performer of a mix that nobody is known to have made', () => {
  const of = (more: object) =>
    exported(cue, tracklistOf([], { source: { name: 'mix', kind: 'file', location: '', ...more } })).text.split(
      '\n',
    )[0];
  expect(of({})).toBe('TITLE "mix"');
  expect(of({ artist: 'Somebody' })).toBe('PERFORMER "Somebody"');
});
