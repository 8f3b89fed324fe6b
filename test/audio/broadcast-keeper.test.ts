import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepBroadcast } from '../../src/audio/broadcast-keeper.js';
import { WriteError } from '../../src/domain/errors.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracklistify-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the kept broadcast', () => {
  it('is the very bytes, in a new file for each kind, and writes over nothing', async () => {
    await writeFile(join(folder, 'Radio.mp3'), 'from before');
    const keeper = keepBroadcast(folder, 'Radio');
    await keeper.keep(Buffer.from('one '), 'mp3');
    await keeper.keep(Buffer.from('two'), 'mp3');
    await keeper.keep(Buffer.from('three'), 'aac');
    await keeper.keep(Buffer.from('four'), '../x');
    await keeper.close();
    expect(keeper.files.map((file) => basename(file))).toEqual(['Radio-2.mp3', 'Radio.aac', 'Radio.bin']);
    expect(await readFile(join(folder, 'Radio-2.mp3'), 'utf8')).toBe('one two');
    expect(await readFile(join(folder, 'Radio.mp3'), 'utf8')).toBe('from before');
  });

  it('says where it can’t be kept', async () => {
    const keeper = keepBroadcast(join(folder, 'nowhere'), 'Radio');
    await expect(keeper.keep(Buffer.from('x'), 'mp3')).rejects.toThrow(WriteError);
  });
});
