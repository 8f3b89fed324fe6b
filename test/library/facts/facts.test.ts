import { mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { DeckTrack } from '../../../src/domain/ports/deck.js';
import { seal } from '../../../src/files/sealed.js';
import { Facts } from '../../../src/library/facts/facts.js';
import { tempFolder } from '../../support/temp.js';

let library: string;
let said: string[];
beforeEach(() => {
  library = tempFolder();
  said = [];
});
const open = () => new Facts(library, (message) => said.push(message));
const about = { program: 'traktor', title: 'Traktor', from: '/nml/collection.nml', at: '2026-01-01T00:00:00.000Z' };
const folder = () => join(library, 'facts');
const table = () => join(folder(), readdirSync(folder()).find((name) => name.endsWith('.facts'))!);

async function keep(tracks: Record<string, Partial<DeckTrack>>, more: Partial<typeof about> = {}): Promise<void> {
  const keeping = await open().begin({ ...about, ...more });
  for (const [path, track] of Object.entries(tracks)) keeping.put(path, { file: path, ...track });
  await keeping.keep();
}

describe('what a collection says', () => {
  it('is found by the file’s path, among as many as there are', async () => {
    const tracks = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`/m/${i}.mp3`, { title: `T${i}` }]));
    await keep(tracks);
    const facts = open();
    for (const i of [0, 999, 1999]) expect(facts.of([`/m/${i}.mp3`])['traktor']?.title).toBe(`T${i}`);
    expect(facts.of(['/m/2000.mp3'])).toEqual({});
    expect([...facts.programsOf(['/m/7.mp3'])]).toEqual(['Traktor']);
    expect(said).toEqual([]);
  });

  it('is known at once to whoever keeps it, also in the place of what was known before', async () => {
    const facts = open();
    expect(facts.isEmpty).toBe(true);
    for (const title of ['Old', 'New']) {
      const keeping = await facts.begin(about);
      keeping.put('/m/a.mp3', { file: null, title });
      await keeping.keep();
      expect(facts.isEmpty).toBe(false);
      expect(facts.of(['/m/a.mp3'])['traktor']?.title).toBe(title);
    }
  });

  it('is found under another spelling of accents, and not of capitals where they tell files apart', async () => {
    await keep({ ['/m/Cafe\u0301.mp3']: { key: 'Am' }, '/m/a.mp3': { key: 'Bm' }, '/m/A.mp3': { key: 'Cm' } });
    const facts = open();
    expect(facts.of(['/m/Caf\u00e9.mp3'])['traktor']?.key).toBe('Am');
    expect(facts.of(['/m/A.mp3'])['traktor']?.key).toBe('Cm');
    expect(facts.of(['/m/a.mp3'])['traktor']?.key).toBe('Bm');
    if (process.platform === 'linux') expect(facts.of(['/M/A.mp3'])).toEqual({});
  });

  it('is put together where a file is named twice, in one collection or in several', async () => {
    const keeping = await open().begin(about);
    keeping.put('/m/a.mp3', { file: null, title: 'Old', bpm: 120, crates: ['One'] });
    keeping.put('/m/a.mp3', { file: null, title: 'New', crates: ['Two'] });
    await keeping.keep();
    await keep({ '/m/a.mp3': { title: 'Newest', crates: ['Three'] } }, { from: '/2', at: '2026-02-01T00:00:00.000Z' });
    await keep({ '/m/a.mp3': { title: 'Other' } }, { program: 'mixxx', title: 'Mixxx' });
    const told = open().of(['/m/a.mp3']);
    expect(told).toMatchObject({ traktor: { title: 'Newest', bpm: 120 }, mixxx: { title: 'Other' } });
    expect([...told['traktor']!.crates!].sort()).toEqual(['One', 'Three', 'Two']);
  });

  it('keeps all that exporters need, and nothing that is no value', async () => {
    const track = {
      grid: [{ start: 0.1, bpm: 124, beat: 1 }],
      cues: [{ kind: 'loop' as const, name: 'in', start: 1, end: 2, hot: 0, colour: '#ff0000' }],
      volume: { name: 'C:', id: '1a2b' },
      duration: 300.5,
    };
    const bad = {
      title: 'A\u001b[31m\nB',
      bpm: Number.NaN,
      releaseDate: 'soon',
      artists: ['', ' '],
      comment: 'x'.repeat(5000),
    };
    await keep({ '/m/a.mp3': track, '/m/b.mp3': { ...bad, cues: [{ kind: 'cue', start: Number.NaN }] } });
    const facts = open();
    expect(facts.of(['/m/a.mp3'])['traktor']).toEqual({ file: '/m/a.mp3', ...track });
    expect(facts.of(['/m/b.mp3'])['traktor']).toEqual({
      file: '/m/b.mp3',
      title: 'A [31m B',
      comment: 'x'.repeat(1000),
    });
  });
});

describe('a table', () => {
  it('is replaced as a whole: whoever has the old one open finds the new one', async () => {
    await keep({ '/m/a.mp3': { title: 'Old' }, '/m/b.mp3': {} });
    const before = open();
    expect(before.of(['/m/a.mp3'])['traktor']?.title).toBe('Old');
    const keeping = await open().begin(about);
    keeping.put('/m/a.mp3', { file: null, title: 'New' });
    // As whoever is killed here.
    expect(open().of(['/m/a.mp3'])['traktor']?.title).toBe('Old');
    await keeping.keep();
    expect(before.of(['/m/a.mp3'])['traktor']?.title).toBe('New');
    expect(before.of(['/m/b.mp3'])).toEqual({});
    expect(readdirSync(folder())).toHaveLength(1);
  });

  it('is forgotten alone, and named with its tracks', async () => {
    await keep({ '/m/a.mp3': { title: 'A' } });
    const other = { ...about, from: '/2', at: '2026-02-01T00:00:00.000Z' };
    await keep({ '/m/a.mp3': { title: 'B' }, '/m/b.mp3': {} }, other);
    const facts = open();
    expect(facts.list()).toEqual([
      { about: other, tracks: 2 },
      { about, tracks: 1 },
    ]);
    await facts.forget(other);
    expect(facts.list()).toEqual([{ about, tracks: 1 }]);
    expect(facts.of(['/m/a.mp3'])['traktor']?.title).toBe('A');
  });

  it('is as it was where the work is dropped, and what the dead have left is swept', async () => {
    await keep({ '/m/a.mp3': { title: 'Old' } });
    const keeping = await open().begin(about);
    keeping.put('/m/a.mp3', { file: null, title: 'New' });
    await keeping.drop();
    expect(open().of(['/m/a.mp3'])['traktor']?.title).toBe('Old');
    const [own] = readdirSync(folder());
    const left = (await import('../../../src/files/temporary.js')).temporaryIn(folder(), 2 ** 30);
    writeFileSync(left, 'left by a process that is dead');
    await keep({ '/m/a.mp3': { title: 'New' } });
    expect(readdirSync(folder())).toEqual([own]);
  });

  it('that is damaged anywhere says nothing that it was not told, and that it is damaged', async () => {
    await keep({ '/m/a.mp3': { title: 'A' }, '/m/b.mp3': { title: 'B' } });
    const whole = readFileSync(table());
    for (let at = 0; at < whole.length; at += 3) {
      said = [];
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 1;
      writeFileSync(table(), bytes);
      const facts = open();
      const titles = ['a', 'b'].map((name) => facts.of([`/m/${name}.mp3`])['traktor']?.title);
      expect(titles.every((title, i) => title === undefined || title === 'AB'[i])).toBe(true);
      if (titles.includes(undefined)) expect(said.join()).toContain('library add --from');
      expect(titles.includes(undefined)).toBe(facts.check().length > 0);
    }
    for (let length = 0; length < whole.length; length += 29) {
      said = [];
      writeFileSync(table(), whole);
      truncateSync(table(), length);
      expect(open().of(['/m/a.mp3'])).toEqual({});
      expect(said).toHaveLength(1);
    }
    await keep({ '/m/a.mp3': { title: 'Anew' } });
    expect(open().of(['/m/a.mp3'])['traktor']?.title).toBe('Anew');
    expect(open().check()).toEqual([]);
  });

  it('of a newer version is left alone, and a folder or a strange file in its place is passed over', async () => {
    mkdirSync(folder());
    writeFileSync(join(folder(), '0123456789abcdef.facts'), seal({ format: 2 }));
    mkdirSync(join(folder(), '1123456789abcdef.facts'));
    writeFileSync(join(folder(), 'notes.txt'), 'mine');
    expect(open().of(['/m/a.mp3'])).toEqual({});
    expect(said.join()).toContain('a newer version of Tracklistify wrote it');
    expect(said).toHaveLength(2);
  });

  it('takes less on the disk than the collection does', async () => {
    const tracks = Object.fromEntries(
      Array.from({ length: 500 }, (_, i) => [`/m/${i}.mp3`, { title: `T${i}`, bpm: 124 }]),
    );
    await keep(tracks);
    expect(statSync(table()).size).toBeLessThan(500 * 150);
  });
});
