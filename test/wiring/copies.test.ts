import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { changeTracklist } from '../../src/app/change.js';
import { exportTracklist } from '../../src/app/export.js';
import type { Archive } from '../../src/archive/archive.js';
import type { Settings } from '../../src/config/schema.js';
import { parseTracklist } from '../../src/domain/schema.js';
import type { Entry, Tracklist } from '../../src/domain/tracklist.js';
import { keysOf } from '../../src/exporters/source-keys.js';
import { makeKeeping, openArchive } from '../../src/wiring/archive.js';
import { openToChange } from '../../src/wiring/change.js';
import { makeMend } from '../../src/wiring/mending.js';
import { schemaOf } from '../../src/wiring/registry.js';
import { loadExporters, makeOutputs } from '../../src/wiring/results.js';
import type { World } from '../../src/wiring/world.js';
import { Random } from '../bench/random.js';
import { recorder } from '../support/fakes.js';
import { tempFolder } from '../support/temp.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';
import { worldIn } from '../support/world.js';

/** One mix, and another encoding of it: what is heard in that begins and ends a little elsewhere each time. */
class TwoCopies {
  readonly #world: World;
  readonly #home: string;
  readonly #settings: Settings;
  readonly #archive: Archive;
  #runs = 0;

  private constructor(home: string, world: World, settings: Settings, archive: Archive) {
    this.#home = home;
    this.#world = world;
    this.#settings = settings;
    this.#archive = archive;
  }

  static async make(): Promise<TwoCopies> {
    const home = tempFolder();
    const world = worldIn(home);
    const settings = (await schemaOf(world)).parse({});
    const archive = await openArchive(world, settings);
    const copies = new TwoCopies(home, world, settings, archive);
    await copies.identify('a');
    const [mix] = (await archive.read()).all;
    const as = { id: mix!.id, lies: { start: 0.05, end: 400 } };
    await archive.keep(copies.#heard('b'), { as });
    await copies.identify('b');
    return copies;
  }

  #heard(name: string): Tracklist {
    const source = {
      name: `${name}.mp3`,
      kind: 'file',
      location: join(this.#home, `${name}.mp3`),
      id: `sound ${name}`,
    };
    const by = (name === 'b' ? 0.05 : 0) + (this.#runs++ % 3) * 0.04;
    const alternatives = [
      { track: { title: 'Other', artists: ['Bob'] }, confidence: 0.7, evidence: [] },
      { track: { title: 'Doubtful', artists: ['Cy'] }, confidence: 0.3, evidence: [] },
    ];
    const entries = [
      trackEntry(0, 100 + by, 'One', { alternatives }),
      unknownEntry(100 + by, 200 + by),
      trackEntry(200 + by, 300 + by, 'Three', { recordingConfidence: 0.5 }),
      trackEntry(300 + by, 400, 'Four'),
    ];
    return tracklistOf(entries, { source, createdAt: new Date(this.#runs * 1000).toISOString() });
  }

  async identify(name: string): Promise<void> {
    const keeping = await makeKeeping(this.#world, this.#settings);
    const tracklist = this.#heard(name);
    const kept = await keeping.corrections(tracklist.source, () => {});
    const result = await exportTracklist(
      {
        tracklist,
        name: tracklist.source.name,
        source: keysOf(tracklist.source),
        outputs: await makeOutputs(this.#world, this.#home, () => {}),
        exporters: await loadExporters(this.#settings.output, ['json', 'csv']),
        kept,
      },
      recorder(),
    );
    await keeping.keep(result.tracklist, () => {});
  }

  async edit(name: string, verb: string, ...words: string[]) {
    const { run } = await openToChange(this.#world, this.#settings, `${name}.json`, () => {});
    return changeTracklist(run, await makeKeeping(this.#world, this.#settings), { verb, words }, recorder());
  }

  /** Finds a name for what is unknown, as "retry" does; `between` is what happens before the files say so. */
  async find(title: string, between: () => Promise<void>): Promise<void> {
    const [mix] = (await this.#archive.read()).all;
    const mend = await makeMend(this.#world, this.#settings, {
      folder: this.#archive.folder,
      get: (id) => this.#archive.get(id),
      change: async (...asked) => {
        const changed = await this.#archive.change(...asked);
        await between();
        return changed;
      },
    });
    const found = (tracklist: Tracklist): Tracklist => {
      const entries = tracklist.entries.map((one) => (one.track ? one : trackEntry(one.start, one.end, title)));
      return tracklist.entries.every(({ track }) => track) ? tracklist : { ...tracklist, entries };
    };
    await mend(mix!.id, found, { by: 'finding' });
  }

  path = (file: string): string => join(this.#home, file);
  text = (file: string): Promise<string> => readFile(this.path(file), 'utf8');

  async read(name: string): Promise<string> {
    return shown(parseTracklist(await this.text(`${name}.json`), 'it'));
  }

  async kept(): Promise<string> {
    const [mix] = (await this.#archive.read()).all;
    return shown((await this.#archive.get(mix!.id))!.tracklist);
  }
}

/** As people see it: to the second, and who said so. */
function shown({ source, entries, corrections }: Tracklist): string {
  const line = ({ start, end, track, corrected }: Entry): string =>
    `${Math.round(start)}-${Math.round(end)} ${track?.title ?? 'ID'}${corrected ? '*' : ''}`;
  return [source.title ?? '', ...entries.map(line), `${corrections?.length ?? 0} said`].join('\n');
}

it('changes and undoes what is said of a mix in the files of its copies as well', async () => {
  const copies = await TwoCopies.make();
  const before = await copies.read('a');
  const { elsewhere } = await copies.edit('a', 'set', '2', 'Ann - Sea');
  expect(elsewhere).toEqual({ written: [copies.path('b.json'), copies.path('b.csv')], staying: [], gone: [] });
  expect(await copies.text('b.csv')).toContain('Sea');
  expect(await copies.read('b')).toBe(await copies.read('a'));
  await copies.edit('b', 'undo');
  expect([await copies.read('a'), await copies.read('b'), await copies.kept()]).toEqual([before, before, before]);
  expect(await copies.text('a.csv')).not.toContain('Sea');
});

it('keeps what is found while somebody changes the mix: one of the two waits', async () => {
  const copies = await TwoCopies.make();
  let editing: Promise<unknown> = Promise.resolve();
  await copies.find('Found', async () => {
    let over = false;
    editing = copies.edit('a', 'set', '1', 'Ann - Sea').finally(() => {
      over = true;
    });
    editing.catch(() => {});
    // Long enough for it to be done, if it didn't wait.
    for (let step = 0; step < 300 && !over; step++) await copies.text('a.json');
  });
  await expect(editing).rejects.toThrow('a.json was changed meanwhile, so it stays as it is. Say it again.');
  await copies.edit('a', 'set', '1', 'Ann - Sea');
  for (const list of [await copies.read('a'), await copies.read('b'), await copies.kept()]) {
    expect(list).toMatch(/ Sea\*\n100-200 Found\n/);
  }
});

it('does so where no turn can be taken', async () => {
  const copies = await TwoCopies.make();
  await writeFile(copies.path('data/tracklistify/archive/mending'), 'in the way');
  const { elsewhere } = await copies.edit('a', 'set', '2', 'Ann - Sea');
  expect(elsewhere.written).toEqual([copies.path('b.json'), copies.path('b.csv')]);
});

it('leaves a file of a copy that somebody has changed, and says so', async () => {
  const copies = await TwoCopies.make();
  await writeFile(copies.path('b.csv'), 'mine');
  const { elsewhere } = await copies.edit('a', 'set', '2', 'Ann - Sea');
  expect(elsewhere.written).toEqual([copies.path('b.json')]);
  expect(elsewhere.staying).toMatchObject([{ file: copies.path('b.csv'), why: 'changed' }]);
  expect(await copies.text('b.csv')).toBe('mine');
});

it.each([1, 39])('undoes each change wherever it was made, until none is left (seed %i)', async (seed) => {
  const random = new Random(seed);
  const copies = await TwoCopies.make();
  const states = [await copies.read('a')];
  const log: string[] = [];
  for (let step = 0; step < 14; step++) {
    const name = random.next() < 0.5 ? 'a' : 'b';
    const what = random.next();
    const undoes = what < 0.35 && states.length > 1;
    if (what > 0.85) await copies.identify(name);
    else if (undoes) {
      states.pop();
      await copies.edit(name, 'undo');
    } else {
      const [verb, ...words] = anEdit(random, step, await copies.read(name));
      const { tracklist, before } = await copies.edit(name, verb, ...words);
      if (tracklist !== before) states.push(await copies.read(name));
      log.push(`${name} ${verb} ${words.join(' ')}`);
    }
    if (undoes) log.push(`${name} undo`);
    if (what > 0.85) log.push(`${name} again`);
    const now = states.at(-1);
    expect({ a: await copies.read('a'), b: await copies.read('b'), kept: await copies.kept() }, log.join('\n')).toEqual(
      {
        a: now,
        b: now,
        kept: now,
      },
    );
  }
});

function anEdit(random: Random, step: number, now: string): [string, ...string[]] {
  const entries = now.split('\n').slice(1, -1);
  const one = 1 + Math.floor(random.next() * entries.length);
  const [, start = '0', end = '0', title = ''] = /^(\d+)-(\d+) (.*?)\*?$/.exec(entries[one - 1] ?? '') ?? [];
  const middle = String(Math.round((Number(start) + Number(end)) / 2));
  const edits: Array<[string, ...string[]]> = [
    ['set', String(one), `Ann - Song ${step}`],
    ['title', `Night ${step}`],
    ['add', String(Math.floor(random.next() * 39) * 10 + 5), `Ann - Added ${step}`],
    ...(Number(end) - Number(start) > 20
      ? ([
          ['move', String(one), middle],
          ['split', String(one), middle, `Ann - Half ${step}`],
        ] as Array<[string, ...string[]]>)
      : []),
    ...(title === 'ID'
      ? []
      : ([
          ['accept', String(one)],
          ['reject', String(one)],
        ] as Array<[string, ...string[]]>)),
    ...(entries.length > 2 ? ([['delete', String(one)]] as Array<[string, ...string[]]>) : []),
  ];
  return edits[Math.floor(random.next() * edits.length)]!;
}
