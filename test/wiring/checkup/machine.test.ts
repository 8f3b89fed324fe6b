import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkClock, checkDisk, checkFolder, checkNode } from '../../../src/wiring/checkup/machine.js';
import { tempFolder } from '../../support/temp.js';

describe('Node', () => {
  it.each([
    ['v18.20.0', 'problem'],
    ['v20.0.0', 'ok'],
    ['v24.1.0', 'ok'],
  ])('%s is %s', (version, state) => expect(checkNode(version).state).toBe(state));
});

describe('a folder', () => {
  const folder = (path: string) => ({ name: 'output folder', path, movedBy: '--output' });

  it('is fine when it can be written, or made', async () => {
    const here = tempFolder();
    expect(await checkFolder(folder(here))).toEqual({ name: 'output folder', state: 'ok', found: here });
    expect((await checkFolder(folder(join(here, 'a/b')))).found).toBe(`${join(here, 'a/b')} (made when it is needed)`);
  });

  it('is a problem where a file lies in its way, and says how to mend it', async () => {
    const file = join(tempFolder(), 'file');
    writeFileSync(file, '');
    const check = await checkFolder(folder(join(file, 'sub')));
    expect(check).toMatchObject({ state: 'problem', mend: expect.stringContaining('--output') });
    expect(check.found).toContain(`${file} is a file`);
  });

  it('that cannot be written is a problem, unless reading it is enough', async () => {
    const locked = folder(tempFolder());
    const mayWrite = async () => false;
    expect((await checkFolder(locked, mayWrite)).state).toBe('problem');
    expect((await checkFolder({ ...locked, readOnlyIsFine: true }, mayWrite)).state).toBe('warning');
  });
});

describe('disk space', () => {
  const folders = (here: string) => ['a', 'b'].map((name) => ({ name, path: join(here, name), movedBy: '' }));

  it.each([
    [5e9, 'ok', '5.0 GB'],
    [5e8, 'warning', '500 MB'],
    [1e6, 'problem', '1 MB'],
  ])('of %i bytes is %s', async (bytes, state, size) => {
    const [check] = await checkDisk(folders(tempFolder()), async () => ({ disk: 1, bytes }));
    expect(check).toMatchObject({ state });
    expect(check!.found).toMatch(new RegExp(`^${size} free at .*, for a, b$`));
  });

  it('is told for each disk once', async () => {
    const here = tempFolder();
    mkdirSync(join(here, 'b'));
    const disks = await checkDisk(folders(here), async (path) => ({
      disk: path === join(here, 'b') ? 2 : 1,
      bytes: 5e9,
    }));
    expect(disks).toHaveLength(2);
  });

  it('is that of the real disk', async () => {
    const [check] = await checkDisk(folders(tempFolder()));
    expect(check!.found).toMatch(/^[\d.]+ [MG]B free at /);
  });
});

describe('the clock', () => {
  const installed = Date.UTC(2026, 10, 1);
  it('is plausible after the program was installed', () => {
    expect(checkClock(Date.UTC(2026, 10, 2), installed)).toMatchObject({ state: 'ok' });
  });
  it('is wrong before', () => {
    expect(checkClock(Date.UTC(1970, 0, 1), installed)).toMatchObject({
      state: 'problem',
      found: '1970-01-01 00:00 UTC, before this program was installed',
    });
  });
});
