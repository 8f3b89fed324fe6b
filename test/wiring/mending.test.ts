import { readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { changeTracklist } from '../../src/app/change.js';
import { exportTracklist } from '../../src/app/export.js';
import type { Archive } from '../../src/archive/archive.js';
import type { Settings } from '../../src/config/schema.js';
import { saying } from '../../src/domain/editing.js';
import { ChangedMeanwhileError } from '../../src/domain/errors.js';
import { parseTracklist } from '../../src/domain/schema.js';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { keysOf } from '../../src/exporters/source-keys.js';
import { archiveKey, makeKeeping, openArchive } from '../../src/wiring/archive.js';
import { openToChange } from '../../src/wiring/change.js';
import { makeMend } from '../../src/wiring/mending.js';
import { schemaOf } from '../../src/wiring/registry.js';
import { loadExporters, makeOutputs } from '../../src/wiring/results.js';
import type { World } from '../../src/wiring/world.js';
import { recorder } from '../support/fakes.js';
import { tempFolder } from '../support/temp.js';
import { tracklistOf, unknownEntry } from '../support/tracklists.js';
import { worldIn } from '../support/world.js';

let home: string;
let world: World;
let settings: Settings;
let archive: Archive;
let mix: string;
beforeEach(async () => {
  home = tempFolder();
  world = worldIn(home);
  settings = (await schemaOf(world)).parse({});
  archive = await openArchive(world, settings);
  await archive.keep(found());
  mix = (await archive.read()).all[0]!.id;
});

const found = (): Tracklist =>
  tracklistOf([unknownEntry(0, 100)], {
    source: { name: 'set.m4a', kind: 'file', location: join(home, 'mixes/set.m4a'), id: 'aa' },
  });
async function write(folder: string, source: readonly string[]): Promise<void> {
  const outputs = await makeOutputs(world, folder, () => {});
  const run = { tracklist: found(), name: 'set.m4a', source, outputs, exporters: await loadExporters(settings.output) };
  await exportTracklist(run, recorder());
}
const titled =
  (title: string) =>
  (tracklist: Tracklist): Tracklist => {
    if (tracklist.source.title?.includes(title)) return tracklist;
    return { ...tracklist, source: { ...tracklist.source, title: `${tracklist.source.title ?? ''}${title}` } };
  };
const written = async (title: string): Promise<string[]> => {
  const mended = await (await makeMend(world, settings, archive))(mix, titled(title));
  return mended!.written.map((file) => relative(home, file)).filter((file) => file.endsWith('.json'));
};

it('finds the files of a mix wherever they were written, also those of the archive, and no others', async () => {
  await write('a/b', keysOf(found().source));
  await write('backup', [archiveKey(mix)]);
  await write('others', ['others']);
  expect(await written('A')).toEqual(['a/b/set.json', 'backup/set.json']);
});

it('finds those of the same mix under another name or bit rate as well, but none of a part, which tells other times', async () => {
  const as = { id: mix, lies: { start: 0.1, end: 100 } };
  for (const [id, lies] of Object.entries({ bb: { start: 0.1, end: 100 }, cc: { start: 30, end: 70 } })) {
    const source = { ...found().source, name: `${id}.m4a`, location: join(home, `${id}.m4a`), id };
    await archive.keep(tracklistOf([unknownEntry(0, lies.end - lies.start)], { source }), { as: { ...as, lies } });
    await write(id, keysOf(source));
  }
  await write('a', keysOf(found().source));
  expect((await written('A')).sort()).toEqual(['a/set.json', 'bb/set.json']);
});

it('finds those beside the mix and in the usual folder that an earlier version wrote, which noted no places', async () => {
  for (const folder of ['mixes', '.', 'elsewhere']) await write(folder, keysOf(found().source));
  await rm(join(home, 'data/tracklistify/results/places'));
  expect(await written('A')).toEqual(['mixes/set.json', 'set.json']);
});

it('lets what several want at once all come to be', async () => {
  await write('.', keysOf(found().source));
  await Promise.all(['A', 'B', 'C', 'D'].map(written));
  const { source } = parseTracklist(await readFile(join(home, 'set.json'), 'utf8'), 'it');
  expect([...source.title!].sort().join('')).toBe('ABCD');
  expect((await archive.get(mix))?.tracklist.source.title).toBe(source.title);
});

it('loses nothing of what is edited in a document at the same time', async () => {
  await write('.', keysOf(found().source));
  const book = await makeKeeping(world, settings);
  const edit = async (time: number): Promise<void> => {
    const { run } = await openToChange(world, settings, 'set.json', () => {});
    try {
      await changeTracklist(run, book, { verb: 'add', words: [String(time), `Ann - At ${time}`] }, recorder());
    } catch (error) {
      if (!(error instanceof ChangedMeanwhileError)) throw error;
      await edit(time);
    }
  };
  const mend = await makeMend(world, settings, archive);
  const name = (time: number) =>
    mend(mix, (tracklist) => {
      const isSaid = tracklist.corrections?.some((one) => one.kind === 'added' && one.start === time);
      const track = { title: `At ${time}`, artists: ['Bob'] };
      return isSaid ? tracklist : saying(tracklist, [{ kind: 'added', start: time, end: 100, track }]);
    });
  const times = [10, 20, 30, 40, 50];
  for (const time of times) await Promise.all([edit(time), name(time + 5)]);
  const document = parseTracklist(await readFile(join(home, 'set.json'), 'utf8'), 'it');
  const all = ['ID', ...times.flatMap((time) => [`At ${time}`, `At ${time + 5}`])];
  for (const { entries } of [document, (await archive.get(mix))!.tracklist])
    expect(entries.map(({ track }) => track?.title ?? 'ID')).toEqual(all);
});
