import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Ids } from '../../../src/archive/ids/ids.js';
import type { KeptId } from '../../../src/archive/ids/kept-id.js';
import { LibraryError } from '../../../src/domain/errors.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ids-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const ids = (): Ids => new Ids(folder);
const numbers = (): string => join(folder, 'numbers');
const idOf = (more: Partial<KeptId> = {}): Omit<KeptId, 'number'> => ({
  firstSeen: '2026-01-01T00:00:00.000Z',
  print: { engine: '3', seconds: 90, peaks: Uint8Array.of(1, 2, 3, 4, 5, 6) },
  from: { mix: '0123456789ab', start: 30, end: 120 },
  ...more,
});
const named =
  (title: string) =>
  (id: KeptId): KeptId => ({ ...id, name: { title, artists: [] } });

describe('IDs', () => {
  it('have numbers from one on, and are found by them with all that was kept', async () => {
    expect(await ids().list()).toEqual([]);
    expect(await ids().add(idOf())).toBe(1);
    expect(await ids().add(idOf({ name: { title: 'It', artists: ['They'] } }))).toBe(2);
    expect(await ids().get(1)).toEqual({ number: 1, ...idOf() });
    expect((await ids().list()).map(({ number, name }) => [number, name?.title])).toEqual([
      [1, undefined],
      [2, 'It'],
    ]);
    expect(await ids().get(3)).toBeNull();
  });

  it('are told apart by their prints, without reading those', async () => {
    await ids().add(idOf());
    await ids().add(idOf());
    await ids().add(idOf({ print: { engine: '3', seconds: 90, peaks: Uint8Array.of(1, 2, 3, 4, 5, 7) } }));
    const [a, b, c] = (await ids().list()).map(({ print }) => print);
    expect(a).toEqual({ engine: '3', seconds: 90, sum: b!.sum });
    expect(c!.sum).not.toBe(a!.sum);
  });

  it('change only where there is something to change', async () => {
    await ids().add(idOf());
    expect(await ids().change(2, named('nobody'))).toBeNull();
    expect(await ids().change(1, () => null)).toBeNull();
    expect((await ids().list())[0]!.revision).toBe(1);
    expect((await ids().change(1, named('It')))?.name?.title).toBe('It');
    expect((await ids().get(1))?.name?.title).toBe('It');
  });

  it('have a number each, whoever adds and changes at the same time, and lose no change', async () => {
    await ids().add(idOf());
    const added = await Promise.all(
      Array.from({ length: 12 }, async (_, i) => {
        await ids().change(1, (id) => ({ ...id, firstSeen: `${id.firstSeen}+${i}` }));
        return ids().add(idOf({ from: { mix: String(i), start: 0, end: 1 } }));
      }),
    );
    expect([...added].sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i + 2));
    for (const [i, number] of added.entries()) expect((await ids().get(number))?.from.mix).toBe(String(i));
    const changes = (await ids().get(1))!.firstSeen.split('+').slice(1);
    expect(new Set(changes).size).toBe(12);
  });

  it('never give a number away again, whatever has become of what had it', async () => {
    await ids().add(idOf());
    await ids().add(idOf());
    await ids().change(2, (id) => ({ ...id, forgotten: true }));
    for (const name of await readdir(numbers())) {
      if (name.startsWith('2.')) await writeFile(join(numbers(), name), 'no longer what it was');
    }
    await rm(join(folder, 'catalogue'));
    expect((await ids().list()).map(({ number }) => number)).toEqual([1]);
    expect(await ids().get(2)).toBeNull();
    expect(await ids().add(idOf())).toBe(3);
  });

  it('fall back to what they were before where the latest is damaged', async () => {
    await ids().add(idOf());
    await ids().change(1, named('It'));
    await writeFile(join(numbers(), '1.2.gz'), '');
    await rm(join(folder, 'catalogue'));
    expect((await ids().list())[0]!.revision).toBe(1);
    expect((await ids().change(1, named('That')))?.name?.title).toBe('That');
    expect((await readdir(numbers())).sort()).toEqual(['1.2.gz', '1.3.gz']);
    expect((await ids().list())[0]!.name?.title).toBe('That');
  });

  it('say what is in the way where their folder can’t be used', async () => {
    await writeFile(numbers(), 'a file');
    await expect(ids().add(idOf())).rejects.toThrow(LibraryError);
  });
});
