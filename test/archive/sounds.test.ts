import { mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Archive } from '../../src/archive/archive.js';
import type { MixSound } from '../../src/domain/mix-sound.js';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { trackEntry, tracklistOf } from '../support/tracklists.js';

let folder: string;
let now = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sounds-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const archive = (): Archive => new Archive(folder, () => (now += 1000));
const mix = (more: Partial<Tracklist> = {}): Tracklist =>
  tracklistOf([trackEntry(0, 100, 'one')], {
    source: { name: 'a', kind: 'file', location: '/a.mp3', id: 'sound of a' },
    ...more,
  });

/** Bytes that no packing makes smaller, as peaks are nearly. */
function sound(seconds: number, seed = 1): MixSound {
  let s = seed;
  const bytes = (count: number): Uint8Array =>
    Uint8Array.from({ length: count }, () => {
      s = (Math.imul(s, 1_664_525) + 1_013_904_223) >>> 0;
      return s >>> 24;
    });
  const columns = seconds * 10;
  return {
    engine: '3',
    start: 0,
    end: seconds,
    peaks: bytes(seconds * 160),
    musicless: [{ start: 1, end: 2.5 }],
    waveform: { perSecond: 10, low: bytes(columns), mid: bytes(columns), high: bytes(columns) },
  };
}
const soundOf = async (): Promise<MixSound | null> => {
  const [first] = (await archive().read()).all;
  const kept = await archive().get(first!.id);
  return archive().sound(kept!);
};
const files = (): Promise<string[]> => readdir(join(folder, 'sounds')).catch(() => []);

describe('the sounds of mixes', () => {
  it('come back as they were kept, in another run', async () => {
    await archive().keep(mix(), { sound: sound(30) });
    expect(await soundOf()).toEqual(sound(30));
  });

  it('stay when a result has none, or one of a smaller part', async () => {
    await archive().keep(mix(), { sound: sound(30) });
    await archive().keep(mix(), { sound: null });
    await archive().keep(mix({ window: { start: 0, end: 10 } }), { sound: sound(10, 2) });
    expect((await soundOf())?.end).toBe(30);
  });

  it('make way for a longer one, and leave no file behind', async () => {
    await archive().keep(mix(), { sound: sound(10) });
    await archive().keep(mix(), { sound: sound(30, 2) });
    expect(await soundOf()).toEqual(sound(30, 2));
    expect(await files()).toHaveLength(1);
    const [first] = (await archive().read()).all;
    await archive().remove([first!.id]);
    expect(await files()).toEqual([]);
  });

  it('are nothing where the file is cut short or gone, and the mix stays', async () => {
    await archive().keep(mix(), { sound: sound(30) });
    const [name] = await files();
    await truncate(join(folder, 'sounds', name!), 200);
    expect(await soundOf()).toBeNull();
    await rm(join(folder, 'sounds', name!));
    expect(await soundOf()).toBeNull();
    expect((await archive().read()).all).toHaveLength(1);
  });

  it('take no more than .75 MB an hour, were they ever so irregular', async () => {
    await archive().keep(mix(), { sound: sound(3600) });
    const [name] = await files();
    expect((await stat(join(folder, 'sounds', name!))).size).toBeLessThan(750_000);
  });
});
