import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readableManifests } from '../../src/library/store/manifest.js';
import { Store } from '../../src/library/store/store.js';
import { firstSample as first, Shelf, sound, write } from './made-up.js';
import { inFolder } from './prints.js';

const HOURS_LATER = Date.UTC(2100, 0, 1);

/** A library of 15 tracks in one part and a 16th in another, made once; each test damages a copy of its own. */
let base: string;
let paths: string[];
beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'tracklistify-healing-'));
  paths = Array.from({ length: 16 }, (_, i) => write(join(base, `music/Artist - T${i}.wav`), sound(i + 1)));
  const shelf = new Shelf(base);
  for (const count of [8, 15]) await shelf.add(...paths.slice(0, count));
  await shelf.add(paths[15]!);
  expect(await shelf.printsFiles()).toHaveLength(2);
  paths.sort();
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

function shelfOf16(folder: string): Shelf {
  cpSync(join(base, 'library'), join(folder, 'library'), { recursive: true });
  return new Shelf(folder);
}

const smallest = async (shelf: Shelf): Promise<string> =>
  (await shelf.printsFiles()).sort((a, b) => readFileSync(a).length - readFileSync(b).length)[0]!;

const manifests = (shelf: Shelf): string[] =>
  [shelf.folder, join(shelf.folder, 'segments')]
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((path) => basename(path).startsWith('manifest'));

const newest = (shelf: Shelf): string =>
  manifests(shelf)
    .filter((path) => /-\d+$/.test(path))
    .sort()
    .at(-1)!;

function flip(path: string, at: number, bit = 4): void {
  const bytes = readFileSync(path);
  bytes[at]! ^= 1 << bit;
  writeFileSync(path, bytes);
}

async function answersAll(shelf: Shelf, paths: readonly string[]): Promise<void> {
  expect(await shelf.paths()).toEqual(paths);
  for (let i = 0; i < 16; i++) {
    const path = paths.find((one) => one.endsWith(`T${i}.wav`));
    expect(await shelf.ask(first(i + 1))).toEqual(path ? [`${path}@0`] : []);
  }
}

describe('a library whose lists of contents are damaged', () => {
  it.each([
    ['has a flipped bit', (path: string) => flip(path, 60)],
    ['is gone', (path: string) => rmSync(path)],
    ['is empty', (path: string) => truncateSync(path, 0)],
  ])('loses nothing when the newest %s, says so, and is mended by adding', (_, damage) =>
    inFolder(async (folder) => {
      const shelf = shelfOf16(folder);
      damage(newest(shelf));
      await answersAll(shelf, paths);
      expect(shelf.warnings[0]).toMatch(/damaged; its copy is used, and nothing is lost/);
      expect(await shelf.add(join(base, 'music'))).toMatchObject({ added: 0, unchanged: 16 });
      shelf.warnings.length = 0;
      await answersAll(shelf, paths);
      expect(shelf.warnings).toEqual([]);
    }),
  );

  it('misses the newest one when its copy is gone as well, and loses nothing', () =>
    inFolder(async (folder) => {
      const shelf = shelfOf16(folder);
      const number = basename(newest(shelf));
      for (const path of manifests(shelf)) if (basename(path).startsWith(number)) rmSync(path);
      await answersAll(shelf, paths);
      expect(shelf.warnings[0]).toMatch(/its copy is used/);
    }));

  it.each([
    ['are gone', (path: string) => rmSync(path)],
    ['are garbage', (path: string) => writeFileSync(path, 'garbage')],
  ])('is made anew from its parts when all %s: every track once, removed ones stay removed', (_, damage) =>
    inFolder(async (folder) => {
      const shelf = shelfOf16(folder);
      const library = await shelf.open();
      for (const i of [3, 4]) await library.remove([(await library.inFolder(paths[i]!))[0]!.id]);
      const left = paths.filter((_path, i) => i !== 3 && i !== 4);
      for (const path of manifests(shelf)) damage(path);
      await answersAll(shelf, left);
      expect(shelf.warnings[0]).toMatch(/list of contents in .* is damaged. It was made anew from the tracks/);
      const found = await (await shelf.open()).verify(shelf.context);
      expect(found).toMatchObject({ tracks: 14, unusable: [], nameless: [], lists: true });
      const repaired = await (await shelf.open()).repair(found, shelf.tools, shelf.context);
      expect(repaired).toMatchObject({ lost: 0, added: 0 });
      shelf.warnings.length = 0;
      await answersAll(shelf, left);
      expect(shelf.warnings).toEqual([]);
    }),
  );

  it('does not take back a removed track when a merge has left it behind', () =>
    inFolder(async (folder) => {
      const paths = Array.from({ length: 9 }, (_, i) => write(join(folder, `music/A - T${i}.wav`), sound(i + 1)));
      const shelf = new Shelf(folder);
      await shelf.add(...paths.slice(0, 8));
      const library = await shelf.open();
      for (const path of paths.slice(0, 3)) await library.remove([(await library.inFolder(path))[0]!.id]);
      // Merges, and takes in what was removed.
      await shelf.add(paths[8]!);
      expect(await (await shelf.open()).stats()).toMatchObject({ tracks: 6, removed: 0 });
      for (const path of manifests(shelf)) rmSync(path);
      expect(await shelf.paths()).toEqual(paths.slice(3));
    }));

  it('always has the files that the last two of them name', () =>
    inFolder(async (folder) => {
      const shelf = new Shelf(folder);
      for (let i = 0; i < 20; i++) {
        await shelf.add(write(join(folder, `music/A - T${i}.wav`), sound(i + 1)));
        const library = await shelf.open();
        if (i % 5 === 4) await library.remove([(await library.list())[0]!.id]);
        for (const { segments, changes } of (await readableManifests(shelf.folder)).slice(0, 2)) {
          const files = segments.flatMap(({ name }) => [`${name}.prints`, `${name}.tracks`]);
          for (const file of changes ? [...files, `${changes}.changes`] : files)
            expect(existsSync(join(shelf.folder, 'segments', file)), file).toBe(true);
        }
      }
    }));

  it('keeps a part that was on its way in while they were made anew', () =>
    inFolder(async (folder) => {
      const shelf = shelfOf16(folder);
      const store = await Store.open(shelf.folder, () => {});
      const segment = await store.newSegment();
      const path = write(join(folder, 'late.wav'), sound(40));
      const record = {
        id: 'ab'.repeat(10),
        file: { path, size: 1, mtime: 1 },
        addedAt: '',
        title: 'Late',
        artists: [],
      };
      const { pcm } = await shelf.openAudio(path, shelf.context.signal, 10);
      const finish = () => ({ folder: shelf.folder, segment, record });
      const { signal } = shelf.context;
      await shelf.tools.workshop.print(() => pcm({ rate: 10 }), { listen: false, finish, signal });
      for (const manifest of manifests(shelf)) rmSync(manifest);
      // Another process finds it; then the one that made it hears that somebody else was first, and would delete it.
      await (await Store.open(shelf.folder, () => {})).commit((state) => state);
      await store.discard(segment);
      expect(await shelf.paths()).toContain(path);
      expect(await shelf.ask(first(40))).toEqual([`${path}@0`]);
    }));

  it('keeps removed tracks removed when the list of changes is damaged', () =>
    inFolder(async (folder) => {
      const shelf = shelfOf16(folder);
      const library = await shelf.open();
      await library.remove([(await library.inFolder(paths[2]!))[0]!.id]);
      const changes = readdirSync(join(shelf.folder, 'segments')).find((name) => name.endsWith('.changes'))!;
      flip(join(shelf.folder, 'segments', changes), 40);
      await answersAll(
        shelf,
        paths.filter((_path, i) => i !== 2),
      );
      expect(shelf.warnings[0]).toMatch(/its copy is used/);
      await shelf.add(...paths.slice(3));
      shelf.warnings.length = 0;
      expect(await shelf.paths()).toHaveLength(15);
      expect(shelf.warnings).toEqual([]);
    }));
});

describe('a library whose lists of tracks are damaged', () => {
  it.each([
    ['has a flipped bit', (path: string) => flip(path, 30)],
    ['is cut off', (path: string) => truncateSync(path, 50)],
    ['is empty', (path: string) => truncateSync(path, 0)],
    ['is gone', (path: string) => rmSync(path)],
  ])('says so when a list %s, and gets the name back when the file is added', (_, damage) =>
    inFolder(async (folder) => {
      const shelf = shelfOf16(folder);
      damage((await smallest(shelf)).replace('.prints', '.tracks'));
      expect(await shelf.paths()).toHaveLength(15);
      expect(shelf.warnings.join()).toMatch(/some tracks have lost their names.*'tracklistify library add'/);
      await shelf.add(join(base, 'music'));
      shelf.warnings.length = 0;
      await answersAll(shelf, paths);
      expect(shelf.warnings).toEqual([]);
      expect(await (await shelf.open()).verify(shelf.context)).toMatchObject({
        tracks: 16,
        unusable: [],
        nameless: [],
      });
    }),
  );

  it('says so when it identifies, and does not let the track without a name stand before its like', () =>
    inFolder(async (folder) => {
      const shelf = shelfOf16(folder);
      flip((await smallest(shelf)).replace('.prints', '.tracks'), 30);
      const library = await shelf.open();
      const index = await library.index();
      const position = index.prints.baseOf(index.prints.trackCount - 1);
      expect(index.prints.peaksOf(index.prints.trackCount - 1)).toEqual(new Uint8Array(0));
      expect(index.prints.trackAt(position)).toBe(-1);
      expect(shelf.warnings.join()).toMatch(/some tracks have lost their names/);
      index.close();
      await shelf.add(paths.find((path) => path.endsWith('T15.wav'))!);
      await answersAll(shelf, paths);
    }));

  it('names every other track rightly when one line has become two', () =>
    inFolder(async (folder) => {
      const shelf = shelfOf16(folder);
      const large = (await shelf.printsFiles()).sort((a, b) => readFileSync(b).length - readFileSync(a).length)[0]!;
      const list = large.replace('.prints', '.tracks');
      const bytes = readFileSync(list);
      bytes[60] = 10;
      writeFileSync(list, bytes);
      expect(await shelf.paths()).toHaveLength(15);
      await shelf.add(join(base, 'music'));
      await answersAll(shelf, paths);
    }));
});

describe('a library whose prints are damaged', () => {
  /** Bytes of a page of postings, which opening doesn't look at. */
  const inPages = async (shelf: Shelf): Promise<string> => {
    const path = await smallest(shelf);
    flip(path, 4096 + 20);
    return path;
  };

  it('makes them anew when their files are added', () =>
    inFolder(async (folder) => {
      const shelf = shelfOf16(folder);
      await inPages(shelf);
      expect(await shelf.ask(first(16))).toEqual([]);
      expect(shelf.warnings[0]).toMatch(/damaged \(page 0 of 1/);
      expect(await shelf.add(join(base, 'music'))).toMatchObject({ added: 1, unchanged: 15 });
      await answersAll(shelf, paths);
    }));

  it('sees it when it adds, though nothing has been identified since', () =>
    inFolder(async (folder) => {
      const shelf = shelfOf16(folder);
      await inPages(shelf);
      expect(await shelf.add(join(base, 'music'))).toMatchObject({ added: 1, unchanged: 15 });
      expect(shelf.warnings[0]).toMatch(/page 0 of 1 is damaged.*fingerprinted again when their files are added/);
      await answersAll(shelf, paths);
    }));

  it.each(['.prints', '.tracks'])('sees that two files %s have changed places', (kind) =>
    inFolder(async (folder) => {
      const shelf = new Shelf(folder);
      const paths = [1, 2].map((i) => write(join(folder, `music/A - T${i}.wav`), sound(i)));
      await shelf.add(paths[0]!);
      const [a] = (await shelf.printsFiles()).map((path) => path.replace('.prints', kind));
      const keep = readFileSync(a!);
      await shelf.add(paths[1]!);
      // The file of another part of the same size.
      const [b] = (await shelf.printsFiles()).map((path) => path.replace('.prints', kind));
      writeFileSync(b!, keep);
      await shelf.ask(first(1)).catch((error: Error) => shelf.warnings.push(error.message));
      await shelf.paths();
      expect(shelf.warnings.join()).toMatch(/damaged/);
    }),
  );
});

describe('repairing', () => {
  it('takes parts in that no list names, and deletes nothing that reads well', () =>
    inFolder(async (folder) => {
      const shelf = shelfOf16(folder);
      // The newest list and its copy are gone: the one before knows nothing of the 16th track.
      const number = basename(newest(shelf));
      for (const path of manifests(shelf)) if (/\.last$/.test(path) || basename(path).startsWith(number)) rmSync(path);
      expect(await shelf.paths()).toHaveLength(15);
      const found = await (await shelf.openAt(HOURS_LATER)).verify(shelf.context);
      expect(found.strays.map(({ found: part }) => part.entry.tracks)).toEqual([1]);
      const repaired = await (await shelf.openAt(HOURS_LATER)).repair(found, shelf.tools, shelf.context);
      expect(repaired).toMatchObject({ adopted: 1, lost: 0 });
      await answersAll(shelf, paths);
    }));

  it('moves what it takes out to a folder that it names, and says what is lost', () =>
    inFolder(async (folder) => {
      const shelf = shelfOf16(folder);
      const list = (await smallest(shelf)).replace('.prints', '.tracks');
      // Not even the file's path can be made out any more.
      flip(list, readFileSync(list, 'utf8').indexOf('"path"') + 2);
      const found = await (await shelf.open()).verify(shelf.context);
      const repaired = await (await shelf.open()).repair(found, shelf.tools, shelf.context);
      const part = basename(list, '.tracks');
      const aside = join(shelf.folder, 'lost-and-found', '2026-01-01');
      expect(repaired).toMatchObject({ lost: 1, nameless: 1, takenOut: { folder: aside, parts: [part] } });
      expect(readdirSync(aside).sort()).toEqual([`${part}.prints`, `${part}.tracks`]);
    }));

  it('finds the file of a damaged line by what is left of it', () =>
    inFolder(async (folder) => {
      const shelf = shelfOf16(folder);
      const list = (await smallest(shelf)).replace('.prints', '.tracks');
      flip(list, readFileSync(list, 'utf8').indexOf('"title"') + 3);
      const found = await (await shelf.open()).verify(shelf.context);
      expect(found.nameless).toHaveLength(1);
      expect(await (await shelf.open()).repair(found, shelf.tools, shelf.context)).toMatchObject({ added: 1, lost: 0 });
      await answersAll(shelf, paths);
    }));

  it('moves a part that is there twice, and says nothing is lost', () =>
    inFolder(async (folder) => {
      const shelf = shelfOf16(folder);
      const part = await smallest(shelf);
      const twin = join(shelf.folder, 'segments', '00000000000000aa');
      for (const kind of ['.prints', '.tracks']) copyFileSync(part.replace('.prints', kind), `${twin}${kind}`);
      flip(await smallest(shelf), 4096 + 20);
      const library = await shelf.openAt(HOURS_LATER);
      const repaired = await library.repair(await library.verify(shelf.context), shelf.tools, shelf.context);
      expect(repaired).toMatchObject({ added: 1, lost: 0 });
      await answersAll(shelf, paths);
    }));
});
