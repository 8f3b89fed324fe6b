import { expect, it } from 'vitest';
import { shortPath } from '../../src/cli/short-path.js';

it.each([
  ['/a/b', '/a/b/c.json', 'c.json'],
  ['/a/b', '/a/b/c/d.json', 'c/d.json'],
  ['/a/b', '/a/x.json', '/a/x.json'],
  ['/a/b', '/a/b', '.'],
])('in %s, %s is written %s', (cwd, path, short) => {
  expect(shortPath(cwd, path)).toBe(short);
});
