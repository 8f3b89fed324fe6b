import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Ids } from '../../../src/archive/ids/ids.js';
import { ENGINE_VERSION, packPeaks } from '../../../src/fingerprint/index.js';
import { madeUpPeaks, mixOfPeaks } from '../../support/made-up-peaks.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ids-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const SECONDS = 60;
const pieces = Array.from({ length: 4 }, (_, i) => madeUpPeaks(i + 1, SECONDS));
const ids = (): Ids => new Ids(folder);
const add = (piece: number, engine = String(ENGINE_VERSION)): Promise<number> =>
  ids().add({
    firstSeen: '2026-01-01T00:00:00.000Z',
    print: { engine, seconds: SECONDS, peaks: packPeaks(pieces[piece]!) },
    from: { mix: '', start: 0, end: SECONDS },
  });
const parts = async (): Promise<string[]> =>
  (await readdir(join(folder, 'prints'))).filter((name) => name.endsWith('.prints'));
const heardIn = async (sound: { peaks: Uint8Array; seconds: number }): Promise<number[]> =>
  (await ids().recognise(sound)).map(({ number }) => number);

describe('IDs that are heard again', () => {
  it('are told with where they are, in the mix and in themselves, how fast and how high', async () => {
    for (const piece of [0, 1, 2]) await add(piece);
    const mix = mixOfPeaks([
      { peaks: pieces[3]!, to: 40 },
      { peaks: pieces[1]!, from: 10, to: 50, speed: 1.05 },
      { peaks: pieces[0]!, to: 30, speed: 0.97, pitch: 1 },
    ]);
    const [one, other, ...more] = await ids().recognise(mix);
    expect(more).toEqual([]);
    expect([one!.number, other!.number]).toEqual([2, 1]);
    expect(one!.start).toBeCloseTo(40, 0);
    expect(Math.abs(one!.end - mix.ends[1]!)).toBeLessThan(1.5);
    expect(one!.printStart).toBeCloseTo(10, 0);
    expect([one!.speed, one!.pitch]).toEqual([expect.closeTo(1.05, 2), expect.closeTo(1.05, 2)]);
    expect([other!.speed, other!.pitch]).toEqual([expect.closeTo(0.97, 2), expect.closeTo(1, 2)]);
    expect(one!.score).toBeGreaterThan(0.9);
  });

  it.each([
    ['a record', 1.17, 1.17],
    ['a slow record', 1 / 1.17, 1 / 1.17],
    ['key-lock', 1.17, 1],
    ['slow key-lock', 1 / 1.17, 1],
  ])('are heard beyond the engine’s own reach: %s', async (_, speed, pitch) => {
    await add(0);
    const found = await ids().recognise(mixOfPeaks([{ peaks: pieces[0]!, to: SECONDS, speed, pitch }]));
    expect(found).toEqual([expect.objectContaining({ number: 1, printStart: expect.closeTo(0, 0) })]);
    expect(found[0]!.speed).toBeCloseTo(speed, 2);
    expect(found[0]!.pitch).toBeCloseTo(pitch, 2);
    expect(Math.abs(found[0]!.end - SECONDS / speed)).toBeLessThan(1.5);
  });

  it('are passed over where they are heard for less than twenty seconds, and outside of what is asked for', async () => {
    await add(0);
    expect(
      await heardIn(
        mixOfPeaks([
          { peaks: pieces[0]!, to: 18 },
          { peaks: pieces[1]!, to: 30 },
        ]),
      ),
    ).toEqual([]);
    const mix = mixOfPeaks([
      { peaks: pieces[0]!, to: 60 },
      { peaks: pieces[0]!, to: 60 },
    ]);
    const [found, ...more] = await ids().recognise(mix, { in: [{ start: 60, end: 120 }] });
    expect([found!.start, more.length]).toEqual([expect.closeTo(60, 0), 0]);
  });

  it('go by the number that they were merged into, and are told no more once they are to be forgotten', async () => {
    for (const piece of [0, 1]) await add(piece);
    const mix = mixOfPeaks([
      { peaks: pieces[0]!, to: 40 },
      { peaks: pieces[1]!, to: 40 },
    ]);
    await ids().change(1, (id) => ({ ...id, into: 2 }));
    expect((await ids().recognise(mix)).map(({ number, print }) => [number, print])).toEqual([
      [2, 1],
      [2, 2],
    ]);
    await ids().change(2, (id) => ({ ...id, forgotten: true }));
    expect(await heardIn(mix)).toEqual([]);
  });

  it('aren’t compared where another engine made their prints', async () => {
    await add(0, '1');
    expect(await heardIn(mixOfPeaks([{ peaks: pieces[0]!, to: 40 }]))).toEqual([]);
  });
});

describe('the index of IDs', () => {
  const mix = mixOfPeaks(pieces.map((peaks) => ({ peaks, to: 40 })));

  it('is one small part, however many came one by one, and has a print’s latest state', async () => {
    for (const piece of [0, 1, 2, 3]) {
      await add(piece);
      await heardIn(mix);
    }
    expect(await parts()).toHaveLength(1);
    const { length } = await readFile(join(folder, 'prints', (await parts())[0]!));
    // A quarter of a megabyte for an hour of mix, of which a third is unknown.
    expect((length / (4 * SECONDS)) * 1200).toBeLessThan(250_000);
    await ids().change(1, (id) => ({ ...id, print: { ...id.print, peaks: packPeaks(madeUpPeaks(9, SECONDS)) } }));
    expect(await heardIn(mix)).toEqual([2, 3, 4]);
    expect((await parts()).length).toBeLessThanOrEqual(2);
  });

  it('is made anew where it was lost or damaged, in part or in whole', async () => {
    for (const piece of [0, 1, 2, 3]) await add(piece);
    expect(await heardIn(mix)).toEqual([1, 2, 3, 4]);
    const path = async (): Promise<string> => join(folder, 'prints', (await parts())[0]!);
    for (const spoil of [
      async () => rm(join(folder, 'prints'), { recursive: true }),
      async () => truncate(await path(), 1000),
      async () => writeFile(await path(), 'no prints at all'),
      async () => rm(await path()),
    ]) {
      await spoil();
      expect(await heardIn(mix)).toEqual([1, 2, 3, 4]);
    }
    // Damage in the middle is seen while it is asked; the next time all is there again.
    const bytes = await readFile(await path());
    bytes.fill(0, 4096, bytes.length - 4096);
    await writeFile(await path(), bytes);
    await heardIn(mix);
    expect(await heardIn(mix)).toEqual([1, 2, 3, 4]);
  });

  it('may be made by several at the same time', async () => {
    for (const piece of [0, 1, 2, 3]) await add(piece);
    const all = await Promise.all(Array.from({ length: 6 }, () => heardIn(mix)));
    expect(all).toEqual(Array.from({ length: 6 }, () => [1, 2, 3, 4]));
    expect(await heardIn(mix)).toEqual([1, 2, 3, 4]);
    expect(await parts()).toHaveLength(1);
  });
});
