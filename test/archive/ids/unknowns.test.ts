import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Archive } from '../../../src/archive/archive.js';
import { partOff } from '../../../src/archive/ids/part-off.js';
import { playedSpeeds } from '../../../src/archive/ids/played-speed.js';
import { ArchiveUnknowns } from '../../../src/archive/ids/unknowns.js';
import type { Numbered } from '../../../src/domain/ports/archive.js';
import type { Entry } from '../../../src/domain/tracklist.js';
import { PeakList, unpackPeaks } from '../../../src/fingerprint/index.js';
import { heardMix, madeUpPeaks, mixOfPeaks, type Played, sourceOf } from '../../support/made-up-peaks.js';
import { tracklistOf, unknownEntry } from '../../support/tracklists.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unknowns-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const archive = (): Archive => new Archive(folder, Date.now);
const piece = (seed: number, seconds = 120): PeakList => madeUpPeaks(seed, seconds);
const [K, X, Y, Z] = [piece(1), piece(2), piece(3), piece(4)];
/** One over the other, each from a second on. */
function laid(...layers: readonly { peaks: Uint8Array; at: number }[]): PeakList {
  const mixed = new PeakList();
  for (const { peaks, at } of layers) {
    const { length, times, bands, levels } = unpackPeaks(peaks);
    for (let i = 0; i < length; i++) mixed.add(times[i]! + Math.round(at * 344.53125), bands[i]!, levels[i]!);
  }
  return mixed;
}

/** Numbers a mix and keeps it, as a run does. */
async function heard(name: string, parts: readonly Played[], start = 0): Promise<Numbered> {
  const home = archive();
  const { entries, sound } = heardMix(parts, start);
  const unknowns = new ArchiveUnknowns(home, () => Date.parse('2026-01-01T00:00:00Z'));
  const numbered = await unknowns.number(entries, sound, sourceOf(name), { signal: new AbortController().signal });
  const { numbering } = numbered;
  await home.keep(tracklistOf(numbered.entries, { source: sourceOf(name), ...(numbering && { numbering }) }), {
    sound,
  });
  return numbered;
}

const shown = (entries: readonly Entry[]): string[] =>
  entries.map((entry) => {
    const what = entry.kind === 'track' ? entry.track.title : `ID ${entry.number ?? '-'}`;
    return `${what} ${Math.round(entry.start / 10) * 10}-${Math.round(entry.end / 10) * 10}`;
  });
const kept = async (name: string): Promise<string[]> => {
  const { all } = await archive().read();
  return shown((await archive().get(all.find((mix) => mix.name === name)!.id))!.tracklist.entries);
};

describe('unknowns', () => {
  it('have the same number in every mix, however fast they are played, and are counted', async () => {
    const first = await heard('a', [
      { peaks: K, to: 60, name: 'K' },
      { peaks: X, to: 100 },
      { peaks: K, to: 60, name: 'K' },
      { peaks: Y, to: 100 },
    ]);
    expect(shown(first.entries)).toEqual(['K 0-60', 'ID 1 60-160', 'K 160-220', 'ID 2 220-320']);
    expect(first.seen).toEqual([
      { number: 1, mixes: 1 },
      { number: 2, mixes: 1 },
    ]);
    const second = await heard('b', [
      { peaks: Y, from: 20, to: 120, speed: 1.06 },
      { peaks: K, to: 60, name: 'K' },
      { peaks: Z, to: 80 },
    ]);
    expect(shown(second.entries)).toEqual(['ID 2 0-90', 'K 90-150', 'ID 3 150-230']);
    expect(second.seen).toEqual([
      { number: 2, mixes: 2 },
      { number: 3, mixes: 1 },
    ]);
    // The same mix again is no other mix.
    expect((await heard('b', [{ peaks: Y, from: 20, to: 120, speed: 1.06 }])).seen).toEqual([{ number: 2, mixes: 2 }]);
  });

  it('have none where they are too short to be told from what their neighbours leave', async () => {
    const { entries } = await heard('a', [
      { peaks: X, to: 38 },
      { peaks: K, to: 60, name: 'K' },
    ]);
    expect(shown(entries)).toEqual(['ID - 0-40', 'K 40-100']);
    expect(await archive().ids.list()).toEqual([]);
  });

  it('have one number where one comes twice in a mix, of which the beginning wasn’t heard', async () => {
    const { entries } = await heard(
      'a',
      [
        { peaks: X, to: 100 },
        { peaks: K, to: 60, name: 'K' },
        { peaks: X, from: 10, to: 90, speed: 1.03 },
      ],
      1000,
    );
    expect(shown(entries)).toEqual(['ID 1 1000-1100', 'K 1100-1160', 'ID 1 1160-1240']);
    expect((await archive().ids.get(1))?.from).toMatchObject({ start: 1006, end: 1094 });
  });

  it('are told apart where two mixes share only one of two, in both mixes', async () => {
    await heard('a', [
      { peaks: X, to: 80 },
      { peaks: Y, to: 90 },
      { peaks: K, to: 60, name: 'K' },
    ]);
    expect(await kept('a')).toEqual(['ID 1 0-170', 'K 170-230']);
    const { entries } = await heard('b', [
      { peaks: K, to: 60, name: 'K' },
      { peaks: Y, to: 90 },
      { peaks: Z, to: 100 },
    ]);
    expect(shown(entries)).toEqual(['K 0-60', 'ID 1 60-140', 'ID 3 140-250']);
    expect(await kept('a')).toEqual(['ID 2 0-80', 'ID 1 80-170', 'K 170-230']);
    const third = await heard('c', [
      { peaks: Z, to: 100 },
      { peaks: K, to: 60, name: 'K' },
      { peaks: X, to: 80 },
    ]);
    expect(shown(third.entries)).toEqual(['ID 3 0-100', 'K 100-160', 'ID 2 160-240']);
  });

  it('are told apart where one goes on in loops that were faded in while the other was still played', async () => {
    const loop = Array.from({ length: 7 }, () => ({ peaks: Y, to: 15 }));
    const faded = laid({ ...mixOfPeaks([{ peaks: X, to: 100 }]), at: 0 }, { ...mixOfPeaks(loop), at: 75 });
    await heard('a', [{ peaks: faded, to: 180 }]);
    await heard('b', [
      { peaks: X, to: 100, speed: 1.12 },
      { peaks: K, to: 60, name: 'K' },
    ]);
    expect(await kept('a')).toEqual(['ID 1 0-100', 'ID 2 100-180']);
  });

  it('stay one where the only other mix plays too little of it to be an ID by itself', async () => {
    await heard('a', [
      { peaks: X, to: 80 },
      { peaks: Y, to: 26 },
      { peaks: Z, to: 80 },
    ]);
    await heard('b', [
      { peaks: piece(5), to: 80 },
      { peaks: Y, to: 26 },
      { peaks: piece(6), to: 80 },
    ]);
    expect(await kept('a')).toEqual(['ID 1 0-190']);
  });

  it('aren’t given one number beside what is known and played so shortly that it reaches to the end of the stretch', async () => {
    await heard('a', [{ peaks: X, to: 100 }]);
    const parts = [
      { peaks: K, to: 60, name: 'K' },
      { peaks: Y, to: 100 },
      { peaks: X, from: 20, to: 44 },
      { peaks: K, to: 60, name: 'K' },
    ];
    expect(shown((await heard('b', parts)).entries)).toEqual(['K 0-60', 'ID 2 60-160', 'ID 1 160-180', 'K 180-240']);
    const { entries } = await heard('c', [
      { peaks: Y, to: 100, speed: 1.04 },
      { peaks: Z, to: 60 },
    ]);
    expect(shown(entries)).toEqual(['ID 2 0-90', 'ID 3 90-160']);
    expect((await archive().ids.get(2))?.print.seconds).toBeLessThan(95);
  });

  it('stay one where what another mix hasn’t heard of them repeats what it has', async () => {
    const loops = mixOfPeaks([
      { peaks: X, to: 60 },
      { peaks: X, from: 10, to: 60 },
      { peaks: X, from: 20, to: 60 },
    ]);
    const long = { peaks: unpackPeaks(loops.peaks), to: loops.seconds };
    await heard('a', [long]);
    expect(shown((await heard('b', [{ ...long, to: 70, speed: 1.02 }])).entries)).toEqual(['ID 1 0-70']);
    expect(await kept('a')).toEqual(['ID 1 0-150']);
    expect(await archive().ids.list()).toHaveLength(1);
  });

  it('become what they were named, and no number where they are to be forgotten', async () => {
    const parts = [
      { peaks: X, to: 100 },
      { peaks: K, to: 60, name: 'K' },
      { peaks: Y, to: 100 },
    ];
    await heard('a', parts);
    await archive().ids.change(1, (id) => ({ ...id, name: { title: 'It', artists: ['They'] } }));
    await archive().ids.change(2, (id) => ({ ...id, forgotten: true }));
    const { entries, seen } = await heard('b', parts);
    expect(shown(entries)).toEqual(['It 0-100', 'K 100-160', 'ID - 160-260']);
    expect(seen).toEqual([]);
    const [entry] = entries;
    expect(entry).toMatchObject({ kind: 'track', track: { artists: ['They'] }, speed: null, transition: null });
    expect(entry!.evidence).toEqual([expect.objectContaining({ identifier: 'archive', score: entry!.confidence })]);
    expect(entry!.confidence).toBeGreaterThan(0.9);
    expect(await archive().ids.list()).toHaveLength(2);
  });

  it('are found out where a mix names what others didn’t know', async () => {
    await heard('a', [{ peaks: X, to: 100 }]);
    const parts = [
      { peaks: X, to: 100, name: 'It', speed: 1.04 },
      { peaks: K, to: 60, name: 'K' },
    ];
    const { found } = await heard('b', parts);
    expect(found).toEqual([{ number: 1, mixes: 1, track: expect.objectContaining({ title: 'It' }) }]);
    await archive().ids.change(1, (id) => ({ ...id, name: { title: 'It', artists: [] } }));
    expect((await heard('c', parts)).found).toEqual([]);
  });

  it('are kept by the longest stretch that surely is them', async () => {
    await heard('a', [{ peaks: X, to: 60 }]);
    const before = (await archive().ids.get(1))!;
    await heard('b', [
      { peaks: X, to: 60 },
      { peaks: K, to: 60, name: 'K' },
    ]);
    expect(await archive().ids.get(1)).toEqual(before);
    const loops = mixOfPeaks([
      { peaks: X, to: 60 },
      { peaks: X, from: 10, to: 60 },
    ]);
    await heard('c', [{ peaks: unpackPeaks(loops.peaks), to: loops.seconds }]);
    const { print, from } = (await archive().ids.get(1))!;
    expect(print.seconds).toBeGreaterThan(90);
    expect(from).toMatchObject({ mix: await archive().idOf(sourceOf('c')) });
  });

  it('that turn out to be one are one from then on, in the mixes before as well', async () => {
    await heard('a', [{ peaks: X, to: 100 }]);
    const first = (await archive().ids.get(1))!;
    await archive().ids.add({ ...first, from: { mix: 'other', start: 0, end: 100 } });
    const numbering = await archive().ids.makeNumbering();
    await archive().keep(tracklistOf([unknownEntry(0, 100, { number: 2 })], { source: sourceOf('other'), numbering }));
    const { entries } = await heard('b', [{ peaks: X, to: 100, speed: 0.96 }]);
    expect(shown(entries)).toEqual(['ID 1 0-100']);
    expect((await archive().ids.get(2))?.into).toBe(1);
    expect(await kept('other')).toEqual(['ID 1 0-100']);
  });

  it('that a person has parted stay two, however often they are heard again', async () => {
    const mixes = { a: [{ peaks: X, to: 100 }], b: [{ peaks: X, to: 100, speed: 1.03 }] };
    for (const [name, parts] of Object.entries(mixes)) await heard(name, parts);
    const { all } = await archive().read();
    const at = async (name: string) => {
      const mix = (await archive().get(all.find((one) => one.name === name)!.id))!;
      return { mix, entry: mix.tracklist.entries[0]! };
    };
    const { mix } = await at('b');
    expect(await partOff(archive(), 1, await at('b'), await at('a'), '2026-01-01T00:00:00Z')).toBe(2);
    await archive().change(
      mix.id,
      (now) => ({ ...now, entries: now.entries.map((entry) => ({ ...entry, number: 2 })) }),
      { by: 'finding' },
    );
    for (const [name, parts] of Object.entries(mixes)) await heard(name, parts);
    expect([await kept('a'), await kept('b')]).toEqual([['ID 1 0-100'], ['ID 2 0-100']]);
    expect((await archive().ids.list()).map(({ into }) => into)).toEqual([undefined, undefined]);
  });

  it('tell how fast they are played beside the stretch that is kept of them, as far as their mixes are kept', async () => {
    await heard('a', [{ peaks: X, to: 100 }], 500);
    await heard('b', [
      { peaks: K, to: 60, name: 'K' },
      { peaks: X, to: 100, speed: 1.05 },
      { peaks: Y, to: 60 },
    ]);
    const { all } = await archive().read();
    const at = (name: string, start: number, end: number) => ({
      mix: all.find((mix) => mix.name === name)!.id,
      span: { start, end },
    });
    const { signal } = new AbortController();
    const places = [at('b', 60, 155), at('a', 500, 600), at('b', 155, 215), { ...at('a', 0, 90), mix: 'gone' }];
    const speeds = await playedSpeeds(archive(), 1, places, signal);
    expect(speeds.map((speed) => speed && Number(speed.toFixed(3)))).toEqual([1.05, 1, null, null]);
    await archive().ids.change(1, (id) => ({ ...id, print: { ...id.print, engine: '0' } }));
    expect(await playedSpeeds(archive(), 1, places.slice(0, 1), signal)).toEqual([null]);
  });

  it('that are played at once are two', async () => {
    for (const [name, peaks] of [
      ['a', X],
      ['b', Y],
    ] as const)
      await heard(name, [{ peaks, to: 100 }]);
    const mixed = new PeakList();
    for (const peaks of [X, Y]) {
      for (let i = 0; i < peaks.length; i++) mixed.add(peaks.times[i]!, peaks.bands[i]!, peaks.levels[i]!);
    }
    await heard('c', [{ peaks: mixed, to: 100 }]);
    expect((await archive().ids.list()).map(({ into }) => into)).toEqual([undefined, undefined]);
  });
});
