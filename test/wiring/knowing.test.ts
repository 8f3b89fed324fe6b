import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { editTracklist } from '../../src/app/edit.js';
import { exportTracklist } from '../../src/app/export.js';
import { mend } from '../../src/app/mending.js';
import type { Settings } from '../../src/config/schema.js';
import { ValidationError } from '../../src/domain/errors.js';
import type { Exporter } from '../../src/domain/ports/export.js';
import type { Tracklist } from '../../src/domain/tracklist.js';
import { knowingOf } from '../../src/wiring/knowing.js';
import { schemaOf } from '../../src/wiring/registry.js';
import { loadExporters, makeOutputs } from '../../src/wiring/results.js';
import type { World } from '../../src/wiring/world.js';
import { recorder } from '../support/fakes.js';
import { tempFolder } from '../support/temp.js';
import { trackEntry, tracklistOf } from '../support/tracklists.js';
import { worldIn } from '../support/world.js';

let home: string;
let world: World;
let settings: Settings;
beforeEach(async () => {
  home = tempFolder();
  world = worldIn(home);
  settings = (await schemaOf(world)).parse({});
  await writeFile(join(home, 'sea.mp3'), 'four');
});

const naming = (...files: string[]): Tracklist =>
  tracklistOf(
    files.map((file, i) => trackEntry(i * 100, i * 100 + 100, 'Sea', { track: { title: 'Sea', artists: [], file } })),
    { source: { name: 'set', kind: 'file', location: join(home, 'set.mp3'), id: 'aa' } },
  );

/** One line a file, and nothing at all where there is none: as the formats of DJ programs. */
const asking: Exporter = {
  asksFiles: true,
  export(_, { baseName, files }) {
    if (!files?.size) throw new ValidationError('no file');
    const content = [...files].map(([path, { bytes }]) => `${path.slice(home.length)} ${bytes}`).join('\n');
    return { files: [{ name: `${baseName}.deck`, content }], warnings: [] };
  },
};

it('knows of the files that are there: no folder, pipe or share is one', async () => {
  await mkdir(join(home, 'folder.mp3'));
  execFileSync('mkfifo', [join(home, 'pipe.mp3')]);
  const named = ['sea.mp3', 'gone.mp3', 'folder.mp3', 'pipe.mp3'].map((name) => join(home, name));
  const files = await knowingOf(world, settings).files(naming(...named, `/${join(home, 'sea.mp3')}`, 'sea.mp3'));
  expect([...files]).toEqual([[join(home, 'sea.mp3'), { bytes: 4, decks: {} }]]);
});

it('tells the formats that ask, when they are written, changed and mended', async () => {
  const outputs = await makeOutputs(world, home, () => {});
  const tracklist = naming(join(home, 'sea.mp3'));
  const exporters = [...(await loadExporters(settings.output, ['json'])), { name: 'deck', exporter: asking }];
  const run = { name: 'set', source: ['aa'], outputs, exporters, ...knowingOf(world, settings) };
  const text = () => readFile(join(home, 'set.deck'), 'utf8');
  expect((await exportTracklist({ ...run, tracklist }, recorder())).failure).toBeNull();
  expect(await text()).toBe('/sea.mp3 4');

  await writeFile(join(home, 'sea.mp3'), 'longer');
  const titled = (title: string) => (of: Tracklist) => ({ ...of, source: { ...of.source, title } });
  const edited = { ...run, tracklist, from: join(home, 'set.json') };
  await editTracklist(edited, titled('Sea'), recorder());
  expect(await text()).toBe('/sea.mp3 6');

  await writeFile(join(home, 'sea.mp3'), 'longer still');
  const archive = {
    change: async (_: string, change: (of: Tracklist) => Tracklist) => ({
      before: tracklist,
      after: change(tracklist),
    }),
  };
  await mend({ ...run, archive, mix: '1', placesOf: async () => [run] }, titled('Sky'));
  expect(await text()).toBe('/sea.mp3 12');
});
