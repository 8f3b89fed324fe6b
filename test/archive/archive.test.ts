import { appendFile, mkdir, mkdtemp, open, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Archive } from '../../src/archive/archive.js';
import { sumOf } from '../../src/archive/kept.js';
import type { Correction } from '../../src/domain/correction.js';
import { withCorrections } from '../../src/domain/corrections.js';
import { edited } from '../../src/domain/editing.js';
import { LibraryError } from '../../src/domain/errors.js';
import type { SourceInfo, Tracklist } from '../../src/domain/tracklist.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

let folder: string;
let now = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'archive-'));
  now = Date.parse('2026-01-01T00:00:00Z');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const archive = (): Archive => new Archive(folder, () => (now += 1000));
const mixOf = (name: string, source: Partial<SourceInfo> = {}, more: Partial<Tracklist> = {}): Tracklist =>
  tracklistOf([trackEntry(0, 100, `${name} one`), unknownEntry(100, 200), trackEntry(200, 300, `${name} two`)], {
    source: { name, kind: 'file', location: `/mixes/${name}.mp3`, id: `sound of ${name}`, ...source },
    ...more,
  });
const named: Correction = { kind: 'name', start: 100, end: 200, was: 'ID - ID', track: { title: 'Mine', artists: [] } };
const names = async (): Promise<string[]> => (await archive().read()).all.map(({ name }) => name).sort();

describe('the archive', () => {
  it('keeps each mix once, and finds it by its sound wherever it lies', async () => {
    await archive().keep(mixOf('a'));
    await archive().keep(mixOf('a', { location: '/elsewhere/b.mp3', name: 'b' }));
    await archive().keep(mixOf('c'));
    const { all: mixes } = await archive().read();
    expect(mixes.map(({ name, places }) => [name, places.length]).sort()).toEqual([
      ['b', 2],
      ['c', 1],
    ]);
    expect(mixes.find(({ name }) => name === 'b')!.played.map(({ title }) => title)).toEqual(['a one', '', 'a two']);
    expect((await archive().get(mixes[0]!.id))?.tracklist.entries).toHaveLength(3);
  });

  it('takes another sound in the same place for another mix, and a place for the mix where the sound is unknown', async () => {
    await archive().keep(mixOf('weekly', { id: 'monday' }, { corrections: [named] }));
    await archive().keep(mixOf('weekly', { id: 'tuesday' }));
    expect((await archive().read()).all).toHaveLength(2);
    expect(await archive().corrections({ id: 'monday', location: '/mixes/weekly.mp3' })).toEqual([named]);
    expect(await archive().corrections({ id: 'tuesday', location: '/mixes/weekly.mp3' })).toEqual([]);
    expect(await archive().corrections({ id: 'wednesday', location: '/mixes/weekly.mp3' })).toEqual([]);
    await archive().keep(
      tracklistOf([], { source: { name: 's', kind: 'file', location: '/s' }, corrections: [named] }),
    );
    expect(await archive().corrections({ id: 'now known', location: '/s' })).toEqual([named]);
  });

  it('takes words as they are where it is about removing, and forgives a typing error elsewhere', async () => {
    for (const name of ['mix4 pier', 'mix3 pier', 'mix40 pier']) await archive().keep(mixOf(name));
    const mixes = await archive().read();
    const found = (text: string, exact: boolean) =>
      mixes
        .select({ text, path: '/nowhere', exact })
        .map(({ name }) => name)
        .sort();
    expect(found('mix4', true)).toEqual(['mix4 pier']);
    expect(found('PIER mix4', true)).toEqual(['mix4 pier']);
    expect(found('mix5', true)).toEqual([]);
    expect(found('', true)).toEqual([]);
    expect(found('mix4', false)).toEqual(['mix3 pier', 'mix4 pier', 'mix40 pier']);
  });

  it('keeps what nothing tells from others each time', async () => {
    for (let i = 0; i < 2; i++)
      await archive().keep(tracklistOf([], { source: { name: '-', kind: 'pipe', location: '' } }));
    expect(await names()).toEqual(['-', '-']);
  });

  it('keeps the better of two results, and what was said of either', async () => {
    await archive().keep(mixOf('a'));
    const part = mixOf('a', {}, { entries: [trackEntry(0, 100, 'a one')], complete: false, corrections: [named] });
    await archive().keep(part);
    const [mix] = (await archive().read()).all;
    const kept = (await archive().get(mix!.id))!.tracklist;
    expect(kept.complete).toBe(true);
    expect(kept.entries.map(({ track }) => track?.title)).toEqual(['a one', 'Mine', 'a two']);
    expect(kept.corrections).toEqual([named]);
    await archive().keep(mixOf('a'));
    expect(await archive().corrections({ id: 'sound of a', location: '' })).toEqual([]);
  });

  it('knows what was changed last, and takes that back alone, whatever has been found since', async () => {
    const before = mixOf('a');
    const after = withCorrections(before, [named]);
    await archive().keep(before);
    await archive().keep(after, { before });
    await archive().keep(after);
    const found = trackEntry(300, 400, 'found since');
    await archive().keep({ ...after, entries: [...after.entries, found] });
    const last = await archive().lastChange(before.source);
    expect(last?.change).toMatchObject({ entries: [{ before: before.entries[1] }], said: [named], unsaid: [] });
    await last?.undone();
    const [mix] = (await archive().read()).all;
    const { entries, corrections } = (await archive().get(mix!.id))!.tracklist;
    expect([entries, corrections]).toEqual([[...before.entries, found], undefined]);
    expect(await archive().lastChange(before.source)).toBeNull();
  });

  it('has nothing to undo that was taken back already', async () => {
    const before = mixOf('a');
    await archive().keep(before);
    await archive().keep(withCorrections(before, [named]), { before });
    await archive().keep(before, { known: [named] });
    expect(await archive().lastChange(before.source)).toBeNull();
  });

  it('takes in what was written before, and loses nothing that was said since', async () => {
    const later: Correction = { ...named, track: { title: 'Other', artists: [] }, was: 'Mine' };
    await archive().keep(mixOf('a', {}, { corrections: [named, later] }));
    await archive().take(mixOf('a', {}, { corrections: [named] }));
    expect(await archive().corrections({ id: 'sound of a', location: '' })).toEqual([named, later]);
    await archive().take(mixOf('a'));
    const [mix] = (await archive().read()).all;
    const kept = (await archive().get(mix!.id))!.tracklist;
    expect(kept.corrections).toEqual([named, later]);
    expect(kept.entries[1]!.track?.title).toBe('Other');
    await archive().take(mixOf('new', {}, { corrections: [named] }));
    expect(await archive().corrections({ id: 'sound of new', location: '' })).toEqual([named]);
  });

  it('keeps what was said while a run that didn’t know of it was at work, and drops what that run has taken back', async () => {
    const later: Correction = { ...named, start: 0, end: 100, was: 'Somebody - a one' };
    await archive().keep(mixOf('a', {}, { corrections: [named] }));
    const known = await archive().corrections({ id: 'sound of a', location: '' });
    await archive().keep(mixOf('a', {}, { corrections: [named, later] }), { before: mixOf('a'), known });
    await archive().keep(mixOf('a'), { known });
    expect(await archive().corrections({ id: 'sound of a', location: '' })).toEqual([later]);
    // The same of two documents of one mix: neither takes back what the other says.
    await archive().keep(mixOf('a', {}, { corrections: [named] }), { before: mixOf('a'), known: [] });
    const both = await archive().corrections({ id: 'sound of a', location: '' });
    expect(both).toEqual([named, later]);
  });

  it('loses none of what many keep at once, of one mix or of several', async () => {
    const said = (i: number): Correction => ({ ...named, start: i * 10, end: i * 10 + 5 });
    await archive().keep(mixOf('a'));
    await Promise.all(
      Array.from({ length: 24 }, (_, i) =>
        archive().keep(i % 2 ? mixOf(`mix ${i}`) : mixOf('a', {}, { corrections: [said(i)] })),
      ),
    );
    expect(await names()).toEqual(['a', ...Array.from({ length: 12 }, (_, i) => `mix ${2 * i + 1}`)].sort());
    const files = await readdir(join(folder, 'mixes'));
    // Of each the latest state and at most the one before it, and nothing else.
    expect(files.every((name) => /^[0-9a-f]{12}\.\d+\.gz$/.test(name))).toBe(true);
    expect(files.length).toBeLessThanOrEqual(14);
  });

  it('removes what is to be removed, for good', async () => {
    await archive().keep(mixOf('a'));
    await archive().keep(mixOf('a'));
    await archive().keep(mixOf('b'));
    const gone = (await archive().read()).all.find(({ name }) => name === 'a')!;
    await archive().remove([gone.id, 'nobody']);
    expect(await names()).toEqual(['b']);
    expect(await archive().get(gone.id)).toBeNull();
    expect(await readdir(join(folder, 'mixes'))).toHaveLength(1);
    expect(await readFile(join(folder, 'catalogue'), 'utf8')).not.toContain(gone.id);
  });
});

describe('an archive that the first version has made', () => {
  /** As its files were: no sound, no copies, nothing to undo, and tracklists of the first schema. */
  async function firstVersion(name: string, corrections: Correction[]): Promise<string> {
    const content = sumOf(`sound of ${name}`);
    const { tool: _, ...tracklist } = mixOf(name, {}, { tool: { name: 'tracklistify', version: '0.1.0' } });
    const mix = {
      format: 1,
      id: content.slice(0, 12),
      content,
      places: [sumOf(`/mixes/${name}.mp3`)],
      firstKept: '2025-01-01T00:00:00.000Z',
      lastKept: '2025-01-02T00:00:00.000Z',
      tracklist: { ...withCorrections(tracklist as Tracklist, corrections), schema: 'tracklistify/1' },
    };
    await mkdir(join(folder, 'mixes'), { recursive: true });
    await writeFile(join(folder, 'mixes', `${mix.id}.3.gz`), gzipSync(JSON.stringify(mix)));
    return mix.id;
  }

  it('is read as it is, with what was said, and goes on in the form of today', async () => {
    const id = await firstVersion('a', [named]);
    await firstVersion('b', []);
    expect(await names()).toEqual(['a', 'b']);
    expect(await archive().verify(AbortSignal.timeout(60_000))).toMatchObject({ mixes: 2, damaged: [], older: [] });
    expect(await archive().corrections({ id: 'sound of a', location: '/elsewhere' })).toEqual([named]);
    expect((await archive().read()).search('mine')).toHaveLength(1);
    expect(await archive().lastChange({ id: 'sound of a', location: '' })).toBeNull();

    // The next run of it: the same mix, and what was said of it stays said.
    await archive().keep(mixOf('a', { location: '/elsewhere/a.mp3' }), { known: [] });
    const again = (await archive().get(id))!;
    expect(again).toMatchObject({ firstKept: '2025-01-01T00:00:00.000Z', tracklist: { schema: 'tracklistify/2' } });
    expect(again.tracklist.entries.map(({ track }) => track?.title)).toEqual(['a one', 'Mine', 'a two']);
    const file = (await readdir(join(folder, 'mixes'))).find((one) => one === `${id}.4.gz`);
    expect(JSON.parse(gunzipSync(await readFile(join(folder, 'mixes', file!))).toString())).toMatchObject({
      format: 2,
    });
    await archive().change(id, (now) => edited(now, 'title', ['Night']));
    expect((await archive().lastChange({ id: 'sound of a', location: '' }))?.change.heading.after).toEqual({
      title: 'Night',
    });
  });
});

describe('an archive that was damaged', () => {
  const catalogue = (): string => join(folder, 'catalogue');
  const files = async (): Promise<string[]> =>
    (await readdir(join(folder, 'mixes'))).sort().map((name) => join(folder, 'mixes', name));

  it('makes its list anew, whatever has become of it', async () => {
    for (const name of ['a', 'b', 'c']) await archive().keep(mixOf(name));
    const whole = await readFile(catalogue());
    for (const spoil of [
      () => rm(catalogue()),
      () => truncate(catalogue(), whole.length - 20),
      () => truncate(catalogue(), 30),
      () => writeFile(catalogue(), whole.toString().replaceAll('"name":"a"', '"name":"x"')),
      () => appendFile(catalogue(), `torn ${'x'.repeat(1000)}`),
    ]) {
      await spoil();
      expect(await names()).toEqual(['a', 'b', 'c']);
      await archive().keep(mixOf('c'));
      expect(await names()).toEqual(['a', 'b', 'c']);
    }
  });

  it('reads of its list only what is new, while others write, cut and replace it', async () => {
    for (const name of ['a', 'b']) await archive().keep(mixOf(name));
    const reader = archive();
    const seen = async (): Promise<string[]> => (await reader.read()).all.map(({ name }) => name).sort();
    expect(await seen()).toEqual(['a', 'b']);
    // What was read of it is spoiled in its place: whoever has read it doesn't look there again, and anybody else makes it anew.
    const spoiled = await readFile(catalogue());
    const file = await open(catalogue(), 'r+');
    await file.write(Buffer.alloc(40, 'x'), 0, 40, 0);
    await file.close();
    expect(await seen()).toEqual(['a', 'b']);
    expect((await readFile(catalogue())).length).toBe(spoiled.length);
    expect(await names()).toEqual(['a', 'b']);
    expect((await readFile(catalogue())).length).toBeGreaterThan(spoiled.length);

    await archive().keep(mixOf('c'));
    const all = await Promise.all([seen(), seen(), archive().keep(mixOf('d')), seen()]);
    expect([all[0], all[1]].every((one) => one!.includes('c'))).toBe(true);
    expect(await seen()).toEqual(['a', 'b', 'c', 'd']);
    await archive().keep(mixOf('a', { name: 'a2' }));
    expect(await seen()).toEqual(['a2', 'b', 'c', 'd']);
    for (const change of [
      () => truncate(catalogue(), 100),
      () => appendFile(catalogue(), 'torn'),
      () => rm(catalogue()),
      async () => archive().remove([(await archive().read()).all.find(({ name }) => name === 'd')!.id]),
    ]) {
      await change();
      expect(await seen()).toEqual(await names());
    }
    expect(await seen()).toEqual(['a2', 'b', 'c']);
  });

  it('writes its list anew when most of it is outdated', async () => {
    for (let i = 0; i < 90; i++) await archive().keep(mixOf('a'));
    await archive().read();
    expect((await readFile(catalogue(), 'utf8')).split('\n').filter(Boolean).length).toBeLessThan(70);
  });

  it('goes back to the state before where the latest is damaged, and names what is gone', async () => {
    await archive().keep(mixOf('a', {}, { corrections: [named] }));
    await archive().keep(mixOf('a', {}, { corrections: [named] }));
    const [first, second] = await files();
    await truncate(second!, 40);
    expect(await archive().corrections({ id: 'sound of a', location: '' })).toEqual([named]);
    expect(await archive().verify(AbortSignal.timeout(60_000))).toMatchObject({
      damaged: [],
      older: [expect.any(String)],
    });
    await writeFile(first!, 'nothing');
    const { all: mixes, damaged } = await archive().read();
    expect(mixes).toEqual([]);
    expect((await archive().verify(AbortSignal.timeout(60_000))).damaged).toEqual(damaged);
    // Identified again, it is whole again.
    await archive().keep(mixOf('a'));
    expect(await names()).toEqual(['a']);
  });

  it('is left alone when a later version has written it, and when it is no folder', async () => {
    await archive().keep(mixOf('a'));
    const [file] = await files();
    const mix = JSON.parse(gunzipSync(await readFile(file!)).toString());
    await writeFile(file!, gzipSync(JSON.stringify({ ...mix, format: 9 })));
    await rm(catalogue());
    await expect(archive().read()).rejects.toThrow('a later version');
    await rm(folder, { recursive: true });
    await writeFile(folder, '');
    await expect(archive().keep(mixOf('a'))).rejects.toThrow(LibraryError);
  });
});
