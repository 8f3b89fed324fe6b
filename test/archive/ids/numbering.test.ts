import { lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Numbering } from '../../../src/archive/ids/numbering.js';
import { tempFolder } from '../../support/temp.js';

it('is made once, and anew where the file is damaged', async () => {
  const folder = tempFolder();
  const numbering = new Numbering(folder);
  expect(await numbering.read()).toBeUndefined();
  const made = await numbering.make();
  expect(made).toMatch(/^[0-9a-f]{16}$/);
  expect(await new Numbering(folder).make()).toBe(made);
  writeFileSync(join(folder, 'numbering'), 'gone');
  const other = await new Numbering(folder).make();
  expect(other).not.toBe(made);
  expect(readFileSync(join(folder, 'numbering'), 'utf8').trim()).toBe(other);
});

it('is never made anew in the place of one that can not be read just now', async () => {
  const folder = tempFolder();
  symlinkSync('numbering', join(folder, 'numbering'));
  await expect(new Numbering(folder).make()).rejects.toThrow('ELOOP');
  expect(await new Numbering(folder).read()).toBeUndefined();
  expect(lstatSync(join(folder, 'numbering')).isSymbolicLink()).toBe(true);
});
