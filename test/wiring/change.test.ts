import { appendFile, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { changeTracklist } from '../../src/app/change.js';
import { exportTracklist } from '../../src/app/export.js';
import type { Settings } from '../../src/config/schema.js';
import { ChangedMeanwhileError } from '../../src/domain/errors.js';
import { parseTracklist } from '../../src/domain/schema.js';
import { makeKeeping } from '../../src/wiring/archive.js';
import { openToChange } from '../../src/wiring/change.js';
import { schemaOf } from '../../src/wiring/registry.js';
import { loadExporters } from '../../src/wiring/results.js';
import type { World } from '../../src/wiring/world.js';
import { recorder } from '../support/fakes.js';
import { tempFolder } from '../support/temp.js';
import { tracklistOf, unknownEntry } from '../support/tracklists.js';
import { worldIn } from '../support/world.js';

let home: string;
let world: World;
let settings: Settings;
beforeEach(async () => {
  home = tempFolder();
  world = worldIn(home);
  settings = (await schemaOf(world)).parse({});
  const tracklist = tracklistOf([unknownEntry(0, 100), unknownEntry(100, 200)]);
  await writeFile(join(home, 'mix.json'), JSON.stringify(tracklist));
});

const open = async () => (await openToChange(world, settings, 'mix.json', () => {})).run;
const titles = async () =>
  parseTracklist(await readFile(join(home, 'mix.json'), 'utf8'), 'it').entries.map(({ track }) => track?.title ?? 'ID');

it('writes over nobody’s change: whoever read the document before it is told so', async () => {
  const book = await makeKeeping(world, settings);
  const [first, second] = [await open(), await open()];
  await changeTracklist(first, book, { verb: 'set', words: ['1', 'A - One'] }, recorder());
  const late = changeTracklist(second, book, { verb: 'set', words: ['2', 'A - Two'] }, recorder());
  await expect(late).rejects.toThrow(ChangedMeanwhileError);
  await expect(late).rejects.toThrow('mix.json was changed meanwhile');
  expect(await titles()).toEqual(['One', 'ID']);
  await changeTracklist(await open(), book, { verb: 'set', words: ['2', 'A - Two'] }, recorder());
  expect(await titles()).toEqual(['One', 'Two']);
});

it('of several at once, lets each that goes through stand, and undoing takes back the last', async () => {
  const book = await makeKeeping(world, settings);
  const runs = await Promise.all([open(), open(), open()]);
  const done = await Promise.allSettled(
    runs.map((run, i) => changeTracklist(run, book, { verb: 'set', words: ['1', `A - ${i}`] }, recorder())),
  );
  const [through, ...more] = done.flatMap((one, i) => (one.status === 'fulfilled' ? [String(i)] : []));
  expect([await titles(), more]).toEqual([[through, 'ID'], []]);
  await changeTracklist(await open(), book, { verb: 'undo', words: [] }, recorder());
  expect(await titles()).toEqual(['ID', 'ID']);
});

it('changes a document where nothing can be remembered', async () => {
  await mkdir(join(home, 'data'));
  await writeFile(join(home, 'data/tracklistify'), 'a file in the way');
  const heard = recorder();
  await changeTracklist(
    await open(),
    await makeKeeping(world, settings),
    { verb: 'set', words: ['1', 'A - One'] },
    heard,
  );
  expect(await titles()).toEqual(['One', 'ID']);
});

it('writes a numbered file anew where what has the plain name was changed', async () => {
  const { run } = await openToChange(world, settings, 'mix.json', () => {});
  const exporters = await loadExporters(settings.output, ['json', 'srt']);
  const write = () => exportTracklist({ ...run, exporters }, recorder());
  await write();
  await writeFile(join(home, 'mix.srt'), 'mine');
  await write();
  const set = { verb: 'set', words: ['1', 'A - One'] };
  const heard = recorder();
  const { files, staying } = await changeTracklist(await open(), await makeKeeping(world, settings), set, heard);
  expect(heard.events.filter(({ type }) => type === 'warning')).toEqual([]);
  expect(files).toEqual([join(home, 'mix.json'), join(home, 'mix-2.srt')]);
  expect(await readFile(join(home, 'mix-2.srt'), 'utf8')).toContain('A - One');
  expect([staying, await readFile(join(home, 'mix.srt'), 'utf8')]).toEqual([[], 'mine']);
});

it('knows in a copied folder what is as it was written, and leaves the rest', async () => {
  const exporters = await loadExporters(settings.output, ['json', 'csv', 'txt']);
  const { files } = await exportTracklist({ ...(await open()), exporters }, recorder());
  await mkdir(join(home, 'copy'));
  for (const file of files) await copyFile(file, join(home, 'copy', basename(file)));
  await appendFile(join(home, 'copy/mix.txt'), 'mine');
  const { run } = await openToChange(world, settings, 'copy/mix.json', () => {});
  const set = { verb: 'set', words: ['1', 'A - One'] };
  const changed = await changeTracklist(run, await makeKeeping(world, settings), set, recorder());
  expect(changed.files.map((file) => basename(file))).toEqual(['mix.json', 'mix.csv']);
  expect(await readFile(join(home, 'copy/mix.csv'), 'utf8')).toContain('One');
  expect(await readFile(join(home, 'copy/mix.txt'), 'utf8')).toMatch(/mine$/);
});
