import { expect, it } from 'vitest';
import { mayHoldLists } from '../../src/audio/lists-in-dump.js';

const may = (text: string): boolean => mayHoldLists(text.split('\n'));

it('sees a list in a text of several lines, in a sheet and in two chapters', () => {
  expect(may('    comment         : Live\n                    : 4:23 Ann - Sea')).toBe(true);
  expect(may('      DESCRIPTION     : 0:00 Ann - Sea')).toBe(true);
  expect(may('    lyrics-eng      : 0:00 Ann - Sea')).toBe(true);
  expect(may('    CUESHEET        : FILE "x" WAVE')).toBe(true);
  expect(may('    Chapter #0:0: start 0.000000, end 5.000000\n    Chapter #0:1: start 5.000000, end 9.000000')).toBe(
    true,
  );
});

it('sees none in other tags, in a text without a digit and in one chapter for all', () => {
  expect(may('    title           : 4:23\n                    : 5:00 Ann - Sea')).toBe(false);
  expect(may('      comment         : Cover (front)\n    date            : 2026')).toBe(false);
  expect(may('    Chapter #0:0: start 0.000000, end 5.000000')).toBe(false);
  expect(may('  Duration: 00:00:20.04, start: 0.025057, bitrate: 64 kb/s')).toBe(false);
});
