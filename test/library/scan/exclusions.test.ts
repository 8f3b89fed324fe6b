import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Exclusions } from '../../../src/library/scan/exclusions.js';
import { tempFolder } from '../../support/temp.js';
import { Shelf, sound, write } from '../made-up.js';

async function excluding(...patterns: string[]) {
  const folder = tempFolder();
  const exclusions = await Exclusions.open(join(folder, 'library'));
  await exclusions.change([folder], patterns, []);
  return (path: string) => exclusions.has(join(folder, path));
}

describe('a pattern', () => {
  it.each([
    ['Sets', ['Sets', 'a/sets'], ['Sets.mp3', 'a/Sets2', 'Se']],
    ['*.wav', ['a.wav', 'a/b/c.WAV'], ['a.wave', 'wav']],
    ['a?c', ['abc', 'x/aéc'], ['ac', 'abbc']],
    ['Sets/**', ['Sets/a.mp3', 'Sets/b/c.mp3'], ['a/Sets/b.mp3', 'Set']],
    ['a/*/c', ['a/b/c'], ['a/c', 'a/b/b/c', 'a/b/c/d']],
    ['**/old/', ['old', 'a/b/old'], ['older']],
    ['./a', ['a'], ['b/a']],
    ['*a*a*a*a*a*a*a*a*b', ['aaaaaaaaab'], ['a'.repeat(5000)]],
    ['[x] (1)', ['[x] (1)'], ['x (1)', 'x']],
  ])('%s', async (pattern, inside, outside) => {
    const isOut = await excluding(pattern);
    expect(inside.filter((path) => !isOut(path))).toEqual([]);
    expect(outside.filter(isOut)).toEqual([]);
  });
});

describe('what is excluded', () => {
  it('stays out of a folder from then on, is told, and comes in again', async () => {
    const folder = tempFolder();
    const music = join(folder, 'music');
    const shelf = new Shelf(folder);
    const own = write(join(music, 'a.mp3'), sound(1));
    const set = write(join(music, 'Sets/b.mp3'), sound(2));
    await shelf.add(music);
    const library = await shelf.open();
    const report = await library.add([music], shelf.tools, shelf.context, { excluded: ['Sets'] });
    expect(report).toMatchObject({ added: 0, unchanged: 1, excluded: 1 });
    // Another process, later.
    write(join(music, 'Sets/c.mp3'), sound(3));
    expect(await shelf.add(music)).toMatchObject({ added: 0, excluded: 0 });
    expect(await shelf.add(join(music, 'Sets'))).toMatchObject({ added: 2 });
    expect(await shelf.add(music)).toMatchObject({ added: 0, excluded: 0 });
    await library.remove((await library.inFolder(join(music, 'Sets'))).map(({ id }) => id));
    expect(await shelf.paths()).toEqual([own]);
    expect((await library.stats()).excluded).toEqual([{ folder: music, patterns: ['Sets'] }]);
    await library.add([music], shelf.tools, shelf.context, { included: ['Sets'] });
    expect(await shelf.paths()).toContain(set);
    expect((await library.stats()).excluded).toEqual([]);
  });

  it('is refused when it is damaged, rather than added', async () => {
    const folder = tempFolder();
    const shelf = new Shelf(folder);
    mkdirSync(join(folder, 'library'), { recursive: true });
    const file = join(folder, 'library/excluded');
    writeFileSync(file, '{"format":1,"folders":[');
    await expect(shelf.add(folder)).rejects.toThrow(`${file} is damaged. Delete it`);
    expect(readFileSync(file, 'utf8')).toContain('folders');
  });
});
