import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WriteError } from '../../src/domain/errors.js';
import { outputFolder } from '../../src/exporters/output-folder.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracklistify-out-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('makes the folder that is missing and leaves the file alone in it', async () => {
  const path = join(folder, 'a/b');
  const written = await outputFolder(path).write({ name: 'mix.txt', content: 'été' }, [], false);
  expect(written).toBe(join(path, 'mix.txt'));
  expect(await readFile(written!, 'utf8')).toBe('été');
  expect(await readdir(path)).toEqual(['mix.txt']);
});

it('replaces what is told to be replaced', async () => {
  const outputs = outputFolder(folder);
  await outputs.write({ name: 'mix.txt', content: 'a longer text' }, [], false);
  await outputs.write({ name: 'mix.txt', content: 'short' }, [], true);
  expect(await readFile(join(folder, 'mix.txt'), 'utf8')).toBe('short');
});

it('replaces a link and not what it leads to', async () => {
  const elsewhere = join(folder, 'elsewhere');
  await writeFile(elsewhere, 'mine');
  await symlink(elsewhere, join(folder, 'mix.txt'));
  await outputFolder(folder).write({ name: 'mix.txt', content: 'new' }, [], true);
  expect(await readFile(elsewhere, 'utf8')).toBe('mine');
});

it.each(['../mix.txt', '/tmp/mix.txt', 'a/b.txt', '..', ''])('writes nothing under %j', async (name) => {
  await expect(outputFolder(join(folder, 'in')).write({ name, content: 'x' }, [], true)).rejects.toThrow(WriteError);
  expect(await readdir(folder)).not.toContain('mix.txt');
});

it('leaves nothing half done when the file cannot be put in place', async () => {
  await mkdir(join(folder, 'mix.txt'));
  const attempt = outputFolder(folder).write({ name: 'mix.txt', content: 'x' }, [], true);
  await expect(attempt).rejects.toThrow(/mix\.txt: a folder of that name stands there\. Choose another folder/);
  expect(await readdir(folder)).toEqual(['mix.txt']);
});

it('says that the folder is a file', async () => {
  await writeFile(join(folder, 'file'), '');
  const attempt = outputFolder(join(folder, 'file')).prepare();
  await expect(attempt).rejects.toThrow(WriteError);
  await expect(attempt).rejects.toThrow(/a file, not a folder/);
});

it('says so when nothing can be made in a folder that is there', async () => {
  // /proc answers that the new folder doesn't exist, which sends a recursive mkdir round and round.
  const path = process.platform === 'linux' ? '/proc/tracklistify' : '/dev/null/tracklistify';
  await expect(outputFolder(path).prepare()).rejects.toThrow(WriteError);
});

it('tries the folder without leaving a trace', async () => {
  await outputFolder(join(folder, 'new/below')).prepare();
  await outputFolder(folder).prepare();
  expect(await readdir(folder)).toEqual([]);
});

it('writes over nothing that it was not told to replace', async () => {
  await writeFile(join(folder, 'mix.txt'), 'mine');
  expect(await outputFolder(folder).write({ name: 'mix.txt', content: 'x' }, [], false)).toBeNull();
  expect(await readFile(join(folder, 'mix.txt'), 'utf8')).toBe('mine');
  expect(await readdir(folder)).toEqual(['mix.txt']);
});

describe('a name', () => {
  it('belongs to one source of a run, whatever its case', async () => {
    const outputs = outputFolder(folder);
    const place = await outputs.look('mix', ['a']);
    expect(place).toMatchObject({ whose: 'nobody', isNew: false });
    await outputs.announce(place, ['a'], null, []);
    expect(await outputs.look('MIX', ['b'])).toMatchObject({ whose: 'others' });
    expect(await outputs.look('mix', ['a'])).toMatchObject({ isNew: true });
  });
});
