import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expandBraces, glob, hasWildcard } from '../../../src/audio/sources/glob.js';
import { tempFolder } from '../../support/temp.js';

function tree(...files: string[]): string {
  const folder = tempFolder();
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
  return folder;
}
const files = [
  'a.mp3',
  'b.mp3',
  'b.wav',
  '.hidden.mp3',
  'x/c.mp3',
  'x/y/d.mp3',
  'x/y/[1].mp3',
  '.git/e.mp3',
  'a+b (1).mp3',
];

describe('a pattern', () => {
  it.each([
    ['*.mp3', ['a.mp3', 'a+b (1).mp3', 'b.mp3']],
    ['?.mp3', ['a.mp3', 'b.mp3']],
    ['[ab].*', ['a.mp3', 'b.mp3', 'b.wav']],
    ['[!a]*.mp3', ['b.mp3']],
    ['[a-b].mp3', ['a.mp3', 'b.mp3']],
    ['.*.mp3', ['.hidden.mp3']],
    ['*.{wav,flac}', ['b.wav']],
    ['x/*', ['x/c.mp3', 'x/y']],
    ['*/*.mp3', ['x/c.mp3']],
    ['**/*.mp3', ['a.mp3', 'a+b (1).mp3', 'b.mp3', 'x/c.mp3', 'x/y/[1].mp3', 'x/y/d.mp3']],
    ['x/**', ['x/c.mp3', 'x/y', 'x/y/[1].mp3', 'x/y/d.mp3']],
    ['**/y/?.mp3', ['x/y/d.mp3']],
    ['x/y/[[]1].mp3', ['x/y/[1].mp3']],
    ['a+b (?).mp3', ['a+b (1).mp3']],
    ['./x/*.mp3', ['./x/c.mp3']],
    ['nowhere/*.mp3', []],
    ['a.mp3/*', []],
  ])('%s fits what a shell would give', async (pattern, expected) => {
    const fits = await glob(pattern, { cwd: tree(...files), caseless: false });
    expect(fits.sort((a, b) => a.localeCompare(b, 'en'))).toEqual(expected.sort((a, b) => a.localeCompare(b, 'en')));
  });

  it('may be absolute', async () => {
    const folder = tree('a.mp3');
    expect(await glob(`${folder}/*.mp3`, { cwd: '/' })).toEqual([join(folder, 'a.mp3')]);
  });

  it.each([
    ['linux', []],
    ['darwin', ['A.MP3']],
    ['win32', ['A.MP3']],
  ] as const)('ignores case where file names do: on %s', async (platform, expected) => {
    expect(await glob('*.mp3', { cwd: tree('A.MP3'), platform })).toEqual(expected);
  });

  it('may part its folders by backslashes on Windows, where no name has one', async () => {
    const folder = tree('sets/a.mp3', 'sets\\b.mp3');
    expect(await glob('sets\\*.mp3', { cwd: folder, platform: 'win32' })).toEqual(['sets/a.mp3']);
    expect(await glob('sets\\*.mp3', { cwd: folder, platform: 'linux' })).toEqual(['sets\\b.mp3']);
  });

  it('is told from a plain name', () => {
    expect(['a*b', 'a?', '[a]', '{a,b}', 'plain (1).mp3'].map(hasWildcard)).toEqual([true, true, true, true, false]);
  });

  it.each([
    ['a{b,c}d', ['abd', 'acd']],
    ['{a,b{1,2}}', ['a', 'b1', 'b2']],
    ['{a}', ['{a}']],
    ['{a,b', ['{a,b']],
    ['x{a}{b,c}', ['x{a}b', 'x{a}c']],
    ['a{,b}', ['a', 'ab']],
  ])('%s has the alternatives %j', (pattern, expected) => expect(expandBraces(pattern)).toEqual(expected));

  it('stands for no more patterns than anybody means', () => {
    expect(() => expandBraces('{a,b}'.repeat(40))).toThrow(/stands for more than 1000 patterns: name fewer at once/);
    expect(() => expandBraces('{a,{a,{a,'.repeat(5_000))).not.toThrow();
  });

  it('takes a look at each folder once, however many ways lead there', async () => {
    const folder = tree(...Array.from({ length: 12 }, (_, i) => `d${i}/x.mp3`));
    const fits = await glob(`${'*/../'.repeat(12)}*/x.mp3`, { cwd: folder });
    expect(fits).toHaveLength(12);
    expect(await glob(`${'**/'.repeat(20)}x.mp3`, { cwd: folder })).toHaveLength(12);
  });

  it('of many stars is held against a long name as soon as any other', async () => {
    const folder = tree(`${'a'.repeat(250)}.mp3`);
    expect(await glob(`${'*a'.repeat(60)}b.mp3`, { cwd: folder })).toEqual([]);
    expect(await glob(`${'*a'.repeat(60)}.mp3`, { cwd: folder })).toHaveLength(1);
  });
});
