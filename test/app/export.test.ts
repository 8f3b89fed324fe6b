import { expect, it } from 'vitest';
import { exportTracklist } from '../../src/app/export.js';
import { ValidationError, WriteError } from '../../src/domain/errors.js';
import { safeBaseName } from '../../src/domain/file-name.js';
import type { Exporter, Outputs } from '../../src/domain/ports.js';
import { eventsOf, recorder } from '../support/fakes.js';
import { tracklistOf } from '../support/tracklists.js';

/** A folder in memory, with names reserved as on disk. */
function memory(refused: string[] = []): Outputs & { files: Map<string, string> } {
  const files = new Map<string, string>();
  const owners = new Map<string, string>();
  return {
    files,
    folder: '/out',
    prepare: async () => {},
    baseName: safeBaseName,
    reserve(names, owner) {
      if (names.some((name) => (owners.get(name) ?? owner) !== owner)) return false;
      for (const name of names) owners.set(name, owner);
      return true;
    },
    async write({ name, content }) {
      if (refused.includes(name)) throw new WriteError(`no ${name}`);
      files.set(name, String(content));
      return `/out/${name}`;
    },
  };
}

const writer = (extension: string, ...more: string[]): Exporter => ({
  export: (tracklist, { baseName }) => ({
    files: [extension, ...more].map((e) => ({ name: `${baseName}.${e}`, content: tracklist.source.name })),
    warnings: more.map((e) => `also ${e}`),
  }),
});
const refuser: Exporter = {
  export() {
    throw new ValidationError('too short');
  },
};
const run = (outputs: Outputs, name: string, owner: string, exporters: Record<string, Exporter>) => ({
  tracklist: tracklistOf([], { source: { name: owner, kind: 'file', location: owner } }),
  name,
  owner,
  outputs,
  exporters: Object.entries(exporters).map(([format, exporter]) => ({ name: format, exporter })),
});

it('writes every format and tells what it wrote', async () => {
  const outputs = memory();
  const context = recorder();
  const result = await exportTracklist(
    run(outputs, 'a/b', 'x', { txt: writer('txt'), cue: writer('cue', '2.cue') }),
    context,
  );
  expect(result).toEqual({ files: ['/out/a_b.txt', '/out/a_b.cue', '/out/a_b.2.cue'], failure: null });
  expect(eventsOf(context, 'written').map((e) => e.format)).toEqual(['txt', 'cue', 'cue']);
  expect(eventsOf(context, 'warning').map((e) => e.message)).toEqual(['also 2.cue']);
});

it('writes the others when one format or one file is refused', async () => {
  const outputs = memory(['mix.csv']);
  const exporters = { youtube: refuser, csv: writer('csv'), txt: writer('txt') };
  const { files, failure } = await exportTracklist(run(outputs, 'mix', 'x', exporters), recorder());
  expect(files).toEqual(['/out/mix.txt']);
  expect(failure).toBeInstanceOf(ValidationError);
  const { failure: second } = await exportTracklist(run(outputs, 'mix', 'x', { csv: writer('csv') }), recorder());
  expect(second).toBeInstanceOf(WriteError);
});

it('gives the second source of one name a name of its own, and the same source its own again', async () => {
  const outputs = memory();
  const write = (owner: string, exporters = { txt: writer('txt') }) =>
    exportTracklist(run(outputs, 'mix', owner, exporters), recorder());
  await write('/a/mix');
  await write('/b/mix');
  await write('/a/mix');
  expect([...outputs.files]).toEqual([
    ['mix.txt', '/a/mix'],
    ['mix-2.txt', '/b/mix'],
  ]);
});

it('lets no file of one source stand on that of another', async () => {
  const outputs = memory();
  await exportTracklist(run(outputs, 'mix', 'a', { cue: writer('part1.cue', 'part2.cue') }), recorder());
  await exportTracklist(run(outputs, 'mix.part1', 'b', { cue: writer('cue') }), recorder());
  expect([...outputs.files.keys()]).toEqual(['mix.part1.cue', 'mix.part2.cue', 'mix.part1-2.cue']);
});
