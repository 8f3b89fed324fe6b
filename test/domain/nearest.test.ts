import { expect, it } from 'vitest';
import { editDistance, nearest } from '../../src/domain/nearest.js';

it('counts insertions, deletions, replacements and swaps', () => {
  expect(editDistance('library', 'libary')).toBe(1);
  expect(editDistance('expotr', 'export')).toBe(1);
  expect(editDistance('', 'abc')).toBe(3);
  expect(editDistance('abc', 'abc')).toBe(0);
});

it('suggests what is near and nothing else', () => {
  const commands = ['identify', 'library', 'export', 'doctor'];
  expect(nearest('libary', commands)).toBe('library');
  expect(nearest('EXPROT', commands)).toBe('export');
  expect(nearest('mix.mp3', commands)).toBeNull();
});
