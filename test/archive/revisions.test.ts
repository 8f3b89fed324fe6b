import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RevisionFolder } from '../../src/archive/revisions.js';

interface Thing {
  key: string;
  says: string[];
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'revisions-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const things = (): RevisionFolder<Thing> =>
  new RevisionFolder(folder, {
    key: /^[0-9]+$/,
    keyOf: ({ key }: Thing) => key,
    pack: async (thing: Thing) => Buffer.from(JSON.stringify(thing)),
    unpack: async (packed: Uint8Array) => JSON.parse(Buffer.from(packed).toString()) as Thing,
  });
const saying =
  (word: string) =>
  (before: Thing | undefined): Thing => ({ key: '1', says: [...(before?.says ?? []), word] });

describe('things that are kept by revisions', () => {
  it('leave the latest and the one before', async () => {
    for (const word of ['a', 'b', 'c']) await things().put('1', saying(word));
    expect((await readdir(folder)).sort()).toEqual(['1.2.gz', '1.3.gz']);
    expect((await things().newest('1', [3, 2]))?.value.says).toEqual(['a', 'b', 'c']);
  });

  it('say each word once, however many speak at a time', async () => {
    const words = Array.from({ length: 16 }, (_, i) => String(i));
    await Promise.all(words.map((word) => things().put('1', saying(word))));
    const [revision] = (await things().list()).get('1')!;
    expect([...(await things().read('1', revision!))!.says].sort()).toEqual([...words].sort());
  });

  it('take no revision that others have used and left behind while somebody stood still', async () => {
    for (const word of ['a', 'b', 'c']) await things().put('1', saying(word));
    expect(await things().add(saying('late')(undefined), 1, [])).toBe(false);
    await things().put('1', saying('d'));
    expect((await readdir(folder)).sort()).toEqual(['1.3.gz', '1.4.gz']);
    expect((await things().newest('1', [4]))?.value.says).toEqual(['a', 'b', 'c', 'd']);
  });
});
