import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { exportTracklist } from '../../src/app/export.js';
import { type MendRun, mend } from '../../src/app/mending.js';
import { Archive } from '../../src/archive/archive.js';
import type { Correction } from '../../src/domain/correction.js';
import { withCorrections } from '../../src/domain/corrections.js';
import { WriteError } from '../../src/domain/errors.js';
import type { Outputs } from '../../src/domain/ports/outputs.js';
import { parseTracklist } from '../../src/domain/schema.js';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { outputFolder } from '../../src/exporters/output-folder.js';
import { chooseFormats } from '../../src/exporters/registry.js';
import { Results } from '../../src/exporters/results.js';
import { keysOf } from '../../src/exporters/source-keys.js';
import { recorder } from '../support/fakes.js';
import { tempFolder } from '../support/temp.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const FORMATS = ['json', 'csv', 'txt'];
const SOURCE = { name: 'set.m4a', kind: 'file', location: '/a/set.m4a', id: 'aa11' };
let numbering: string;
const asFound = (): Tracklist =>
  tracklistOf([trackEntry(0, 100, 'One'), unknownEntry(100, 200, { number: 417 })], { source: SOURCE, numbering });
const said: Correction = {
  kind: 'name',
  start: 100,
  end: 200,
  was: 'ID - ID',
  track: { title: 'Sea', artists: ['Ann'] },
  number: 417,
};
const change = (tracklist: Tracklist): Tracklist =>
  tracklist.entries.some(({ track }) => track?.title === 'Sea')
    ? tracklist
    : { ...withCorrections(tracklist, [said]), corrections: [...(tracklist.corrections ?? []), said] };

let home: string;
let results: Results;
let archive: Archive;
let mix: string;
beforeEach(async () => {
  home = tempFolder();
  results = new Results(join(home, 'results'));
  archive = new Archive(join(home, 'archive'), () => Date.parse('2026-01-01T00:00:00Z'));
  numbering = await archive.ids.makeNumbering();
  await archive.keep(asFound());
  mix = (await archive.read()).all[0]!.id;
});

const exportersOf = (formats: readonly string[]) =>
  Promise.all(chooseFormats(formats).map(async ({ name, load }) => ({ name, exporter: await load() })));
/** As a run writes them. */
async function write(folder: string, tracklist = asFound(), formats = FORMATS): Promise<void> {
  const outputs = outputFolder(join(home, folder), { results });
  const run = { tracklist, name: SOURCE.name, source: keysOf(SOURCE), outputs, exporters: await exportersOf(formats) };
  expect((await exportTracklist(run, recorder())).failure).toBeNull();
}
async function mended(over: (outputs: Outputs) => Outputs = (outputs) => outputs) {
  const run: MendRun = {
    archive,
    mix,
    exporters: await exportersOf([...FORMATS, 'cue']),
    placesOf: async () =>
      (await results.everywhere()).map(({ path }) => ({
        outputs: over(outputFolder(join(path, '..'), { results })),
        name: path.slice(path.lastIndexOf('/') + 1),
        source: keysOf(SOURCE),
      })),
  };
  const { written, staying, gone } = (await mend(run, change))!;
  const short = (path: string): string => path.slice(home.length + 1);
  return {
    written: written.map(short),
    staying: staying.map(({ file, why }) => [short(file), why === 'changed' ? why : why.message]),
    gone: gone.map(short),
  };
}
const text = (file: string): Promise<string> => readFile(join(home, file), 'utf8');
const document = async (file: string): Promise<string[]> =>
  parseTracklist(await text(file), 'it').entries.map(({ track }) => track?.title ?? 'ID');

describe('a tracklist that is mended', () => {
  it('is changed in the archive, where it can be undone, and in all of its files wherever they lie', async () => {
    await write('here');
    await write('there', asFound(), ['csv']);
    expect(await mended()).toEqual({
      written: ['here/set.json', 'here/set.csv', 'here/set.txt', 'there/set.csv'],
      staying: [],
      gone: [],
    });
    expect(await document('here/set.json')).toEqual(['One', 'Sea']);
    for (const file of ['here/set.csv', 'here/set.txt', 'there/set.csv']) expect(await text(file)).toContain('Ann');
    // No other format, and nothing else beside them.
    expect([await readdir(join(home, 'here')), await readdir(join(home, 'there'))]).toEqual([
      ['set.csv', 'set.json', 'set.txt'],
      ['set.csv'],
    ]);
    const last = await archive.lastChange(SOURCE);
    expect(last?.change.entries).toMatchObject([{ before: asFound().entries[1], after: { track: { title: 'Sea' } } }]);
    expect(await mended()).toEqual({ written: [], staying: [], gone: [] });
  });

  it('keeps what each document has that others have not', async () => {
    await write('here');
    await write('there', tracklistOf([unknownEntry(100, 201)], { source: SOURCE, createdAt: '2025-01-01T00:00:00Z' }));
    await mended();
    expect(await document('there/set.json')).toEqual(['Sea']);
  });

  it('leaves as it is what somebody has changed, and says so; it makes nothing that was taken away', async () => {
    await write('here');
    await writeFile(join(home, 'here/set.csv'), 'mine');
    await rm(join(home, 'here/set.txt'));
    await write('away');
    await rm(join(home, 'away'), { recursive: true });
    expect(await mended()).toEqual({ written: ['here/set.json'], staying: [['here/set.csv', 'changed']], gone: [] });
    expect([await text('here/set.csv'), await readdir(join(home, 'here'))]).toEqual(['mine', ['set.csv', 'set.json']]);
    await rm(join(home, 'here'), { recursive: true });
    expect(await mended()).toEqual({ written: [], staying: [], gone: ['here/set', 'away/set'] });
  });

  it('leaves a document alone that was changed by hand, from which the next run still takes what was changed', async () => {
    await write('here');
    const byHand = (await text('here/set.json')).replace('"One"', '"Uno"');
    await writeFile(join(home, 'here/set.json'), byHand);
    expect(await mended()).toMatchObject({
      written: ['here/set.csv', 'here/set.txt'],
      staying: [['here/set.json', 'changed']],
    });
    expect(await text('here/set.json')).toBe(byHand);
    await write('here', asFound());
    expect(await document('here/set.json')).toEqual(['Uno', 'ID']);
  });

  it('goes by a newer file beside one that was changed', async () => {
    await write('here');
    await writeFile(join(home, 'here/set.csv'), 'mine');
    await write('here');
    expect(await mended()).toMatchObject({ written: expect.arrayContaining(['here/set-2.csv']), staying: [] });
    expect([await text('here/set.csv'), await text('here/set-2.csv')]).toEqual([
      'mine',
      expect.stringContaining('Sea'),
    ]);
  });

  it("touches nothing where the name has become another mix's", async () => {
    await write('here');
    const other = { ...SOURCE, id: 'bb22', location: '/b' };
    await rm(join(home, 'here'), { recursive: true });
    const outputs = outputFolder(join(home, 'here'), { results });
    const tracklist = { ...asFound(), source: other };
    const run = { tracklist, name: 'set', source: keysOf(other), outputs, exporters: await exportersOf(FORMATS) };
    await exportTracklist(run, recorder());
    const files = await Promise.all(FORMATS.map((ending) => text(`here/set.${ending}`)));
    await mended();
    expect(await Promise.all(FORMATS.map((ending) => text(`here/set.${ending}`)))).toEqual(files);
  });

  it('goes on, wherever it was killed', async () => {
    for (let writes = 0; writes <= FORMATS.length; writes++) {
      await archive.change(mix, asFound);
      const folder = `killed ${writes}`;
      await write(folder);
      let left = writes;
      const killed = mended((outputs) => ({
        ...outputs,
        write: (...args) => {
          if (left-- === 0) throw new Error('killed');
          return outputs.write(...args);
        },
      }));
      if (writes < FORMATS.length) await expect(killed).rejects.toThrow('killed');
      else await killed;
      expect((await mended()).written).toHaveLength(FORMATS.length - writes);
      expect(await document(`${folder}/set.json`)).toEqual(['One', 'Sea']);
      for (const ending of ['csv', 'txt']) expect(await text(`${folder}/set.${ending}`)).toContain('Sea');
    }
  });

  it('writes what can be written, and tells what can’t', async () => {
    await write('here');
    const refusing = (outputs: Outputs): Outputs => ({
      ...outputs,
      write: async (file, ...more) => {
        if (file.name.endsWith('.csv')) throw new WriteError('read-only');
        return outputs.write(file, ...more);
      },
    });
    expect(await mended(refusing)).toEqual({
      written: ['here/set.json', 'here/set.txt'],
      staying: [['here/set.csv', 'read-only']],
      gone: [],
    });
    expect(await mended()).toMatchObject({ written: ['here/set.csv'], staying: [] });
  });

  it('changes nothing of a mix that is not kept', async () => {
    mix = '000000000000';
    await expect(mended()).rejects.toThrow();
    expect(await archive.change(mix, change)).toBeNull();
  });
});

describe('where results were written', () => {
  it('is noted once for each place and source, whatever is written there later', async () => {
    await write('here');
    await write('here');
    await write('there');
    await mkdir(join(home, 'empty'));
    const lines = (await text('results/places')).split('\n').filter(Boolean);
    expect(lines).toHaveLength(2);
    await writeFile(join(home, 'results/places'), `${lines[0]!.slice(0, 40)}\n${lines[1]}\n`);
    expect(await results.everywhere()).toEqual([{ path: join(home, 'there/set'), sources: keysOf(SOURCE) }]);
  });
});

describe('what the first version has noted of its results', () => {
  it('is known still', async () => {
    await write('here');
    const [file] = (await readdir(join(home, 'results'))).filter((name) => name.endsWith('.gz'));
    const noted = gunzipSync(await readFile(join(home, 'results', file!))).toString();
    await writeFile(join(home, 'results', file!), gzipSync(noted.replace('tracklistify/2', 'tracklistify/1')));
    expect((await results.get(join(home, 'here/set')))?.tracklists).toMatchObject([{ schema: 'tracklistify/2' }]);
  });
});

describe('what was found', () => {
  it("can't be undone; what its owner changed before it can, and nothing else goes with that", async () => {
    await archive.change(mix, change);
    const found = (tracklist: Tracklist): Tracklist => ({ ...tracklist, entries: tracklist.entries.slice(1) });
    await archive.change(mix, found, { by: 'finding' });
    await (await archive.lastChange(SOURCE))?.undone();
    expect((await archive.get(mix))?.tracklist.entries).toEqual(asFound().entries.slice(1));
    expect(await archive.lastChange(SOURCE)).toBeNull();
  });
});
