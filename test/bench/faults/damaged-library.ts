import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { TracklistifyError } from '../../../src/domain/errors.js';
import { NAMELESS } from '../../../src/library/library-index.js';
import { firstSample, Shelf, sound, write } from '../../library/made-up.js';
import { answers } from '../../library/prints.js';
import type { Random } from '../random.js';
import { damage, filesIn } from './damage.js';

/** A sound library of made-up tracks, as files in memory, and what it must answer. */
export interface Sample {
  name: string;
  folder: string;
  files: ReadonlyMap<string, Buffer>;
  /** Where each track's file lies, by the number that its sound is made from. */
  live: ReadonlyMap<number, string>;
  removed: readonly number[];
}

/** Hours after everything was written: what a crash has left is old by then. */
const LATER = Date.UTC(2100, 0, 1);

export async function samples(folder: string): Promise<Sample[]> {
  return [
    await make(join(folder, 'two-parts'), async (add) => {
      for (const count of [8, 15, 16]) await add(count);
      return [];
    }),
    await make(join(folder, 'single'), async (add) => {
      await add(1);
      return [];
    }),
    await make(join(folder, 'changed'), async (add, shelf, paths) => {
      for (const count of [8, 15]) await add(count);
      await remove(shelf, paths[2]!, paths[11]!);
      const moved = paths[4]!.replace('.wav', ' moved.wav');
      renameSync(paths[4]!, moved);
      paths[4] = moved;
      const copy = paths[6]!.replace('.wav', ' copy.wav');
      copyFileSync(paths[6]!, copy);
      await shelf.add(moved, copy);
      await add(17);
      return [2, 11];
    }),
    // Parts that were merged or emptied still lie there for the list before.
    await make(join(folder, 'busy'), async (add, shelf, paths) => {
      for (const count of [2, 4, 9]) await add(count);
      await remove(shelf, paths[0]!);
      await add(10);
      await remove(shelf, paths[9]!);
      return [0, 9];
    }),
  ];
}

async function make(
  folder: string,
  work: (add: (count: number) => Promise<void>, shelf: Shelf, paths: string[]) => Promise<number[]>,
): Promise<Sample> {
  const shelf = new Shelf(folder);
  const paths: string[] = [];
  const add = async (count: number): Promise<void> => {
    const first = paths.length;
    while (paths.length < count) {
      const number = paths.length;
      paths.push(write(join(folder, 'music', `Artist ${number} - Track ${number}.wav`), sound(number + 1)));
    }
    await shelf.add(...paths.slice(first));
  };
  const removed = await work(add, shelf, paths);
  const files = new Map(filesIn(shelf.folder).map((path) => [relative(shelf.folder, path), readFileSync(path)]));
  const live = new Map([...paths.entries()].filter(([number]) => !removed.includes(number)));
  return { name: folder.slice(folder.lastIndexOf('/') + 1), folder, files, live, removed };
}

async function remove(shelf: Shelf, ...paths: string[]): Promise<void> {
  const library = await shelf.open();
  for (const path of paths) await library.remove((await library.inFolder(path)).map(({ id }) => id));
}

/** What went wrong with one damaged library, each as a sentence; empty when nothing did. */
export async function tryDamaged(sample: Sample, random: Random): Promise<{ done: string; wrong: string[] }> {
  restore(sample);
  const files = filesIn(join(sample.folder, 'library'));
  const times = random.next() < 0.7 ? 1 : 2 + Math.floor(random.next() * 2);
  const done = [sample.name];
  for (let n = 0; n < times; n++) done.push(damage(filesIn(join(sample.folder, 'library')), random));
  const wrong: string[] = [];
  const run = async (name: string, work: (shelf: Shelf) => Promise<string[]>): Promise<void> => {
    const shelf = new Shelf(sample.folder);
    try {
      const missed = await work(shelf);
      if (missed.length > 0 && shelf.warnings.length === 0) wrong.push(`${name}: without a word: ${missed.join(', ')}`);
    } catch (error) {
      if (!(error instanceof TracklistifyError)) wrong.push(`${name}: ${(error as Error).stack}`);
    }
  };
  await run('identify', (shelf) => identified(sample, shelf));
  await run('list', (shelf) => listed(sample, shelf));
  await run('verify', async (shelf) => {
    const found = await (await shelf.openAt(LATER)).verify(shelf.context);
    const sound = !found.lists && found.unusable.length + found.nameless.length + found.strays.length === 0;
    return sound ? listed(sample, shelf) : [];
  });
  await run('search', async (shelf) => {
    const library = await shelf.open();
    const found = (await library.search('track')).map(({ file }) => file.path);
    await library.stats();
    return missingFrom(found, sample.live);
  });
  const way = Math.floor(random.next() * WAYS.length);
  await run(WAYS[way]!.name, (shelf) => WAYS[way]!(sample, shelf, wrong, times));
  if (files.length !== sample.files.size) wrong.push('the sample was not whole');
  return { done: done.join('; '), wrong };
}

function restore({ folder, files }: Sample): void {
  const library = join(folder, 'library');
  rmSync(library, { recursive: true, force: true });
  for (const [path, content] of files) {
    mkdirSync(dirname(join(library, path)), { recursive: true });
    writeFileSync(join(library, path), content);
  }
}

/** What identifying gets wrong: tracks that aren't found, removed ones that are, names that are somebody else's. */
async function identified({ live, removed }: Sample, shelf: Shelf): Promise<string[]> {
  const index = await (await shelf.open()).index();
  try {
    return [...live.keys(), ...removed].flatMap((number) => {
      const found = answers(index.prints, [firstSample(number + 1)]).flatMap(([, position]) => {
        const track = index.prints.trackAt(position);
        // As the matcher does: a candidate's peaks are asked for before anything is made of it.
        if (track < 0 || index.prints.peaksOf(track).length === 0) return [];
        return [`${index.track(track)?.file}@${position - index.prints.baseOf(track)}`];
      });
      const expected = live.has(number) ? [`${live.get(number)}@0`] : [];
      return String(found) === String(expected) ? [] : [`${number} is "${found}"`];
    });
  } finally {
    index.close();
  }
}

async function listed({ live }: Sample, shelf: Shelf): Promise<string[]> {
  return missingFrom(await shelf.paths(), live);
}

function missingFrom(paths: readonly string[], live: Sample['live']): string[] {
  const expected = [...live.values()].sort();
  return [
    ...expected.filter((path) => !paths.includes(path)).map((path) => `${path} isn't listed`),
    ...paths.filter((path) => !expected.includes(path)).map((path) => `${path} is listed`),
  ];
}

/** After adding, all is found and nothing is said any more. */
async function added(sample: Sample, shelf: Shelf, wrong: string[], times: number): Promise<string[]> {
  await shelf.add(...sample.live.values());
  const after = new Shelf(sample.folder);
  const missing = (await identified({ ...sample, removed: [] }, after)).concat(await listed({ ...sample }, after));
  const lost = missing.filter((one) => !one.endsWith(' is listed'));
  if (lost.length > 0) wrong.push(`not mended by adding: ${lost.join(', ')} (${after.warnings.join(' ')})`);
  if (after.warnings.length === 0) return [];
  // Where neither a track's name nor its prints are left, only repairing may give it up: that takes two faults.
  if (times === 1 || !after.warnings.every((warning) => warning.includes('verify --repair') || warning === NAMELESS))
    wrong.push(`still said after adding: ${after.warnings.join(' ')}`);
  return repaired(sample, after, wrong);
}

/** Taking one track out takes no other out without a word. */
async function lessened(sample: Sample, shelf: Shelf): Promise<string[]> {
  const library = await shelf.open();
  const [number, path] = [...sample.live][0]!;
  await library.remove((await library.inFolder(path)).map(({ id }) => id));
  const live = new Map([...sample.live].filter(([other]) => other !== number));
  const after = new Shelf(sample.folder);
  const missing = (await identified({ ...sample, live, removed: [] }, after)).concat(
    await listed({ ...sample, live }, after),
  );
  // What was said when it was taken out, or is still said, explains it.
  return after.warnings.length > 0 ? [] : missing;
}

/** After repairing, all is there, or it was said that it isn't; and no part that read well has gone. */
async function repaired(sample: Sample, shelf: Shelf, wrong: string[]): Promise<string[]> {
  const library = await shelf.openAt(LATER);
  const report = await library.repair(await library.verify(shelf.context), shelf.tools, shelf.context);
  const after = new Shelf(sample.folder);
  const missing = (await identified({ ...sample, removed: [] }, after)).concat(await listed(sample, after));
  const lost = missing.filter((one) => !one.endsWith(' is listed'));
  if (after.warnings.length > 0) wrong.push(`still said after repairing: ${after.warnings.join(' ')}`);
  if (lost.length > 0 && report.lost + report.waiting + report.failed.length === 0)
    wrong.push(`lost by repairing without a word: ${lost.join(', ')} (${after.warnings.join(' ')})`);
  if (report.lost > 0 && !report.takenOut) wrong.push('lost by repairing, and moved nowhere');
  return [];
}

/** What is done with a damaged library after it was asked. */
const WAYS = [added, repaired, lessened];

/** A folder on a disk in memory where there is one: thousands of libraries are written durably. */
export const quickFolder = (): string =>
  mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'tracklistify-faults-'));
