import { expect, it } from 'vitest';
import { beginningDistance, editDistance, nearest } from '../../src/domain/nearest.js';

it('counts insertions, deletions, replacements and swaps', () => {
  expect(editDistance('library', 'libary')).toBe(1);
  expect(editDistance('expotr', 'export')).toBe(1);
  expect(editDistance('', 'abc')).toBe(3);
  expect(editDistance('abc', 'abc')).toBe(0);
});

it('compares with the nearest beginning of a word', () => {
  expect(beginningDistance('gls', 'glass')).toBe(1);
  expect(beginningDistance('dafft', 'daftpunk')).toBe(1);
  expect(beginningDistance('abc', '')).toBe(3);
});

it('suggests what is near and nothing else', () => {
  const commands = ['identify', 'library', 'export', 'doctor'];
  expect(nearest('libary', commands)).toBe('library');
  expect(nearest('EXPROT', commands)).toBe('export');
  expect(nearest('mix.mp3', commands)).toBeNull();
});
