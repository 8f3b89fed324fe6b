import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { exportTracklist } from '../../src/app/export.js';
import { nameId } from '../../src/app/ids.js';
import type { Archive } from '../../src/archive/archive.js';
import type { Settings } from '../../src/config/schema.js';
import { edited } from '../../src/domain/editing.js';
import { parseTracklist } from '../../src/domain/schema.js';
import type { Entry, Tracklist } from '../../src/domain/tracklist.js';
import { undoneOf } from '../../src/domain/undo.js';
import { keysOf } from '../../src/exporters/source-keys.js';
import { openArchive } from '../../src/wiring/archive.js';
import { makeMend } from '../../src/wiring/mending.js';
import { schemaOf } from '../../src/wiring/registry.js';
import { loadExporters, makeOutputs } from '../../src/wiring/results.js';
import { makeUnknowns } from '../../src/wiring/unknowns.js';
import type { World } from '../../src/wiring/world.js';
import { recorder } from '../support/fakes.js';
import { heardMix, madeUpPeaks, type Played, sourceOf } from '../support/made-up-peaks.js';
import { tempFolder } from '../support/temp.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';
import { worldIn } from '../support/world.js';

const [K, X, Y, Z] = [1, 2, 3, 4].map((seed) => ({ peaks: madeUpPeaks(seed, 120), to: 90 })) as [
  Played,
  Played,
  Played,
  Played,
];
const known: Played = { ...K, to: 60, name: 'K' };

let home: string;
let world: World;
let settings: Settings;
let archive: Archive;
let warnings: string[];
beforeEach(async () => {
  home = tempFolder();
  world = worldIn(home);
  settings = (await schemaOf(world)).parse({ output: { formats: ['json', 'csv'] } });
  archive = await openArchive(world, settings);
  warnings = [];
});

/** Numbers a mix, writes its files and keeps it, as a run does. */
async function identified(name: string, parts: readonly Played[]): Promise<void> {
  const { entries, sound } = heardMix(parts);
  const emit: Parameters<typeof makeUnknowns>[3] = (event) => event.type === 'warning' && warnings.push(event.message);
  const unknowns = await makeUnknowns(world, settings, archive, emit);
  const { signal } = world;
  const { entries: numbered, numbering } = await unknowns.number(entries, sound, sourceOf(name), { signal });
  const tracklist = tracklistOf(numbered, { source: sourceOf(name), ...(numbering && { numbering }) });
  await write(tracklist);
  await archive.keep(tracklist, { sound });
}
async function write(tracklist: Tracklist): Promise<void> {
  const { source } = tracklist;
  const outputs = await makeOutputs(world, home, () => {});
  const exporters = await loadExporters(settings.output);
  await exportTracklist({ tracklist, name: source.name, source: keysOf(source), outputs, exporters }, recorder());
}

const shown = (entries: readonly Entry[]): string[] =>
  entries.map((entry) => {
    const what = entry.kind === 'track' ? entry.track.title : `ID ${entry.number ?? '-'}`;
    return `${what} ${Math.round(entry.start / 10) * 10}-${Math.round(entry.end / 10) * 10}`;
  });
const text = (file: string): Promise<string> => readFile(join(home, file), 'utf8');
const inFile = async (name: string): Promise<string[]> =>
  shown(parseTracklist(await text(`${name}.json`), name).entries);
const mixOf = async (name: string): Promise<string> => (await archive.read()).all.find((mix) => mix.name === name)!.id;
const inArchive = async (name: string): Promise<string[]> =>
  shown((await archive.get(await mixOf(name)))!.tracklist.entries);
const change = async (name: string, verb: string, ...words: string[]): Promise<void> => {
  await archive.change(await mixOf(name), (tracklist) => edited(tracklist, verb, words));
  await write((await archive.get(await mixOf(name)))!.tracklist);
};

describe('an unknown that turns out to be two', () => {
  beforeEach(() => identified('a', [X, Y, known]));

  it('is two in the files of the other mix, whose last change can be undone still', async () => {
    await change('a', 'set', '2', 'Ann - Sea');
    expect(await inFile('a')).toEqual(['ID 1 0-180', 'Sea 180-240']);
    await identified('b', [known, Y, Z]);
    expect([await inFile('a'), await inArchive('a')]).toEqual([
      ['ID 2 0-90', 'ID 1 90-180', 'Sea 180-240'],
      ['ID 2 0-90', 'ID 1 90-180', 'Sea 180-240'],
    ]);
    expect((await text('a.csv')).split('\n').filter(Boolean)).toHaveLength(1 + 3);
    const last = await archive.lastChange(sourceOf('a'));
    const now = parseTracklist(await text('a.json'), 'it');
    expect(shown(undoneOf(now, last!.change).entries)).toEqual(['ID 2 0-90', 'ID 1 90-180', 'K 180-240']);
    expect(warnings).toEqual([]);
  });

  it('stays as it is in a file that was changed by hand, which is said; naming one of the two names its part alone', async () => {
    const byHand = (await text('a.json')).replace('"duration"', '"duration" ');
    await writeFile(join(home, 'a.json'), byHand);
    await identified('b', [known, Y, Z]);
    expect([await text('a.json'), await inArchive('a')]).toEqual([byHand, ['ID 2 0-90', 'ID 1 90-180', 'K 180-240']]);
    expect(warnings).toEqual([expect.stringMatching(/a\.json was changed by hand, so it stays/)]);
    // As it was written before, it is taken for what it says.
    await writeFile(join(home, 'a.json'), byHand.replace('"duration" ', '"duration"'));
    await name(1, 'Sea');
    expect(await inFile('a')).toEqual(['ID 2 0-90', 'Sea 90-180', 'K 180-240']);
    expect((await text('a.csv')).match(/Sea/g)).toHaveLength(1);
  });

  it('keeps the ends that a person has given it, and is the one that is heard longest there', async () => {
    await change('a', 'move', '1', '0:05');
    await identified('b', [known, Y, Z]);
    expect([await inFile('a'), await inArchive('a')]).toEqual([
      ['ID 1 10-180', 'K 180-240'],
      ['ID 1 10-180', 'K 180-240'],
    ]);
    const { corrections } = (await archive.get(await mixOf('a')))!.tracklist;
    expect(corrections).toMatchObject([{ kind: 'times', to: { start: 5, end: 180 } }]);
  });
});

it('names an unknown that turns out to be one with a name, in the files of every mix that has it', async () => {
  await identified('a', [X]);
  const first = (await archive.ids.get(1))!;
  await archive.ids.add({ ...first, from: { mix: 'other', start: 0, end: 90 } });
  const numbering = await archive.ids.makeNumbering();
  const other = tracklistOf([unknownEntry(0, 90, { number: 2 })], { source: sourceOf('other'), numbering });
  await write(other);
  await archive.keep(other);
  await name(1, 'Sea');
  await identified('b', [{ ...X, speed: 0.96 }]);
  expect([await inFile('other'), await inArchive('other')]).toEqual([['Sea 0-90'], ['Sea 0-90']]);
});

it('names an unknown in the files of a run over a part of its mix, and in those of a recording of a part', async () => {
  await identified('a', [known, { ...X, to: 120 }, { ...K, to: 80, name: 'L' }]);
  const whole = (await archive.get(await mixOf('a')))!.tracklist;
  expect(shown(whole.entries)).toEqual(['K 0-60', 'ID 1 60-180', 'L 180-260']);
  // As a run with --start and --end leaves it, beside the whole; and the same hour cut out as a file.
  await write(
    tracklistOf([unknownEntry(100, 180), trackEntry(180, 220, 'L')], {
      source: sourceOf('a'),
      duration: 260,
      window: { start: 100, end: 220 },
    }),
  );
  const cut = tracklistOf([unknownEntry(0, 80), trackEntry(80, 120, 'L'), unknownEntry(120, 130)], {
    source: sourceOf('cut'),
  });
  const as = { id: await mixOf('a'), lies: { start: 100.25, end: 230.25 } };
  await archive.keep(cut, { as });
  await write(cut);
  await name(1, 'Sea');
  expect(await inFile('a')).toEqual(['K 0-60', 'Sea 60-180', 'L 180-260']);
  expect(await inFile('a.partial')).toEqual(['Sea 100-180', 'L 180-220']);
  expect(await inFile('cut')).toEqual(['Sea 0-80', 'L 80-120', 'ID - 120-130']);
  const { entries, corrections, numbering } = parseTracklist(await text('cut.json'), 'it');
  expect(entries[0]).toMatchObject({ start: 0, end: 80, number: 1 });
  expect(entries.slice(1)).toEqual(cut.entries.slice(1));
  expect([corrections, numbering]).toEqual([
    [expect.objectContaining({ kind: 'name', start: 0, end: 80, number: 1 })],
    whole.numbering,
  ]);
  await name(1, 'Sky');
  expect([await inFile('cut'), (await text('cut.csv')).match(/Sky/g)?.length]).toEqual([
    ['Sky 0-80', 'L 80-120', 'ID - 120-130'],
    1,
  ]);
});

async function name(number: number, title: string): Promise<void> {
  const [ids, { all: mixes }, mend] = [
    await archive.ids.list(),
    await archive.read(),
    await makeMend(world, settings, archive),
  ];
  const run = { book: archive.ids, ids, mixes, mend, signal: world.signal };
  for await (const _ of nameId(run, number, { title, artists: ['Ann'] }));
}
