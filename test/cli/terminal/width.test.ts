import { describe, expect, it } from 'vitest';
import { displayWidth, pad, truncate } from '../../../src/cli/terminal/width.js';

describe('displayWidth', () => {
  it.each([
    ['abc', 3],
    ['夜に駆ける', 10],
    ['ｶﾞ', 2],
    ['Cafe\u0301', 4],
    ['👩‍🎤', 2],
    ['🇯🇵', 2],
    ['❤️', 2],
    ['한국', 4],
    ['\u001b[31mred\u001b[0m', 3],
    ['', 0],
    ['\u0007\u200b\u200e', 0],
    // Pictures only where they are asked for as such, by a sign of their own, a skin, a frame or a partner.
    ['❤', 1],
    ['☝🏻', 2],
    ['1\ufe0f\u20e3', 2],
    ['1\ufe0f', 1],
    ['👨‍👩‍👧‍👦', 2],
    ['👩🏽‍❤️‍💋‍👨🏿', 2],
    ['🏳️‍🌈', 2],
    ['🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}', 2],
    // A syllable put together of its letters, and one written with a vowel sign that takes a place.
    ['\u1112\u1161\u11ab', 2],
    ['नि', 2],
    ['“Ünö” – …', 9],
    ['\u001b[31m夜\u001b[0m', 2],
  ])('%s takes %i columns', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe('truncate', () => {
  it('leaves what fits', () => {
    expect(truncate('夜夜', 4)).toBe('夜夜');
  });

  it('cuts by columns, not by characters', () => {
    expect(truncate('夜に駆ける', 7)).toBe('夜に駆…');
    expect(truncate('夜に駆ける', 6)).toBe('夜に…');
    expect(truncate('abcdef', 4, '...')).toBe('a...');
  });

  it('never splits what is seen as one character', () => {
    expect(truncate('a👩‍🎤b', 3)).toBe('a…');
    expect(truncate('e\u0301e\u0301e\u0301', 2)).toBe('e\u0301…');
  });

  it('leaves no space before the ellipsis', () => {
    expect(truncate('ab cd', 4)).toBe('ab…');
  });

  it('has an answer for no room at all', () => {
    expect(truncate('abc', 0)).toBe('');
    expect(truncate('abc', 2, '...')).toBe('..');
  });
});

it('pad fills up to a width on the side away from the alignment', () => {
  expect(pad('夜', 4)).toBe('夜  ');
  expect(pad('夜', 4, 'right')).toBe('  夜');
  expect(pad('夜夜', 3)).toBe('夜夜');
});
