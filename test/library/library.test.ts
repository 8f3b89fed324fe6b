import {
  copyFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LibraryError, WriteError } from '../../src/domain/errors.js';
import { firstSample as first, Shelf, sound, write } from './made-up.js';
import { inFolder } from './prints.js';

function music(folder: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => write(join(folder, 'music', `Artist - Track ${i}.wav`), sound(i + 1)));
}

describe('adding', () => {
  it('finds music in folders within folders, and answers with it', () =>
    inFolder(async (folder) => {
      const shelf = new Shelf(folder);
      const deep = write(join(folder, 'music/a/b/Deep - One.mp3'), sound(1));
      write(join(folder, 'music/cover.jpg'), 'no picture');
      write(join(folder, 'music/._Deep - One.mp3'), 'no sound');
      const odd = write(join(folder, 'odd.name'), sound(2));
      const report = await shelf.add(join(folder, 'music'), odd);
      expect(report).toMatchObject({ added: 2, failed: [], seconds: 60 });
      expect(await shelf.paths()).toEqual([deep, odd]);
      expect(await shelf.ask(first(1))).toEqual([`${deep}@0`]);
      const [track] = await (await shelf.open()).search('deep');
      expect(track).toMatchObject({ title: 'One', artists: ['Deep'], addedAt: '2026-01-01T00:00:00.000Z' });
    }));

  it('follows links, and comes out of a circle of them', () =>
    inFolder(async (folder) => {
      const shelf = new Shelf(folder);
      const [path] = music(folder, 1);
      symlinkSync(join(folder, 'music'), join(folder, 'music/again'));
      // To what the folder itself lies in, and so to everything beside it.
      symlinkSync(folder, join(folder, 'music/up'));
      write(join(folder, 'beside/Artist - Beside.wav'), sound(10));
      write(join(folder, 'elsewhere/Artist - Linked.wav'), sound(9));
      symlinkSync(join(folder, 'elsewhere'), join(folder, 'music/more'));
      expect(await shelf.add(join(folder, 'music'))).toMatchObject({ added: 2, copies: 0 });
      expect(await shelf.paths()).toEqual([path, join(folder, 'music/more/Artist - Linked.wav')]);
    }));

  it('knows every copy that it met, however many at once', () =>
    inFolder(async (folder) => {
      const shelf = new Shelf(folder);
      for (const name of ['a', 'b', 'c', 'd']) write(join(folder, 'music', `${name}.wav`), sound(1));
      expect(await shelf.add(join(folder, 'music'))).toMatchObject({ added: 1, copies: 3 });
      expect(await shelf.add(join(folder, 'music'))).toMatchObject({ added: 0, copies: 0, unchanged: 4 });
    }));

  it('skips what has not changed', () =>
    inFolder(async (folder) => {
      const shelf = new Shelf(folder);
      music(folder, 3);
      await shelf.add(join(folder, 'music'));
      shelf.openAudio = () => Promise.reject(new Error('nothing should be decoded'));
      expect(await shelf.add(join(folder, 'music'))).toMatchObject({ added: 0, unchanged: 3 });
    }));

  it('names what it cannot decode, and goes on', () =>
    inFolder(async (folder) => {
      const shelf = new Shelf(folder);
      const [good] = music(folder, 1);
      const bad = write(join(folder, 'music/bad.mp3'), 'no audio');
      const empty = write(join(folder, 'music/empty.mp3'), '');
      const report = await shelf.add(join(folder, 'music'), join(folder, 'nowhere'));
      expect(report.added).toBe(1);
      expect(report.failed).toEqual([
        { path: join(folder, 'nowhere'), reason: 'there is no such file or folder', named: true },
        { path: bad, reason: `"${bad}" is no audio file.`, named: false },
        { path: empty, reason: 'it is empty', named: false },
      ]);
      expect(await shelf.paths()).toEqual([good]);
    }));

  it('follows a file that was renamed, without decoding it again', () =>
    inFolder(async (folder) => {
      const shelf = new Shelf(folder);
      const [old] = music(folder, 2);
      await shelf.add(join(folder, 'music'));
      const id = (await (await shelf.open()).inFolder(old!))[0]!.id;
      const moved = join(folder, 'music/Somebody - Renamed.wav');
      renameSync(old!, moved);
      shelf.openAudio = () => Promise.reject(new Error('nothing should be decoded'));
      expect(await shelf.add(join(folder, 'music'))).toMatchObject({ added: 0, moved: 1, unchanged: 1 });
      expect((await (await shelf.open()).inFolder(moved))[0]).toMatchObject({ id, title: 'Renamed' });
      expect(await shelf.ask(first(1))).toEqual([`${moved}@0`]);
    }));

  it('keeps a copy once, under both paths, and falls back to it', () =>
    inFolder(async (folder) => {
      const shelf = new Shelf(folder);
      const [path] = music(folder, 1);
      await shelf.add(join(folder, 'music'));
      const copy = join(folder, 'music/Copy.wav');
      copyFileSync(path!, copy);
      expect(await shelf.add(join(folder, 'music'))).toMatchObject({ added: 0, copies: 1 });
      expect(await shelf.add(join(folder, 'music'))).toMatchObject({ copies: 0, unchanged: 2 });
      expect(await shelf.paths()).toEqual([path]);
      writeFileSync(path!, sound(5));
      expect(await shelf.add(join(folder, 'music'))).toMatchObject({ added: 1 });
      expect(await shelf.ask(first(1))).toEqual([`${copy}@0`]);
      expect(await shelf.ask(first(5))).toEqual([`${path}@0`]);
    }));

  it('tells two files apart that differ only where it does not look at first', () =>
    inFolder(async (folder) => {
      const shelf = new Shelf(folder);
      const long = sound(1, 400_000);
      const a = write(join(folder, 'music/a.raw'), long);
      const other = Buffer.from(long);
      other.writeInt16LE(12_345, 90_000);
      const b = write(join(folder, 'music/b.raw'), other);
      shelf.openAudio = async (path, signal, ahead) => {
        const { pcm, ...source } = await new Shelf(folder).openAudio(path, signal, ahead);
        return { ...source, pcm: () => firstOf(pcm({ rate: 10 })) };
      };
      expect(await shelf.add(a, b)).toMatchObject({ added: 2, copies: 0 });
      expect(await shelf.add(a, b)).toMatchObject({ added: 0, unchanged: 2 });
    }));

  it('puts a changed file in the place of what it was', () =>
    inFolder(async (folder) => {
      const shelf = new Shelf(folder);
      const [path] = music(folder, 1);
      await shelf.add(path!);
      writeFileSync(path!, sound(7));
      expect(await shelf.add(path!)).toMatchObject({ added: 1, replaced: 1 });
      expect(await shelf.paths()).toEqual([path]);
      expect(await shelf.ask(first(1))).toEqual([]);
      expect(await shelf.ask(first(7))).toEqual([`${path}@0`]);
    }));

  it('keeps up with two files that have changed places', () =>
    inFolder(async (folder) => {
      const shelf = new Shelf(folder);
      const [a, b] = music(folder, 2);
      await shelf.add(join(folder, 'music'));
      renameSync(a!, `${a}.aside`);
      renameSync(b!, a!);
      renameSync(`${a}.aside`, b!);
      utimesSync(a!, 1000, 1000);
      utimesSync(b!, 1001, 1001);
      expect(await shelf.add(join(folder, 'music'))).toMatchObject({ added: 0, moved: 2 });
      expect(await shelf.ask(first(1))).toEqual([`${b}@0`]);
      expect(await shelf.ask(first(2))).toEqual([`${a}@0`]);
    }));

  it('stops at once when told to, and keeps what is finished', () =>
    inFolder(async (folder) => {
      const shelf = new Shelf(folder);
      music(folder, 5);
      const controller = new AbortController();
      const library = await shelf.open();
      const adding = library.add([join(folder, 'music')], shelf.tools, {
        signal: controller.signal,
        emit: (event) => event.type === 'count' && event.done === 2 && controller.abort(),
      });
      await expect(adding).rejects.toThrow(/abort/i);
      expect(await shelf.paths()).toHaveLength(2);
      expect(await shelf.add(join(folder, 'music'))).toMatchObject({ added: 3, unchanged: 2 });
    }));

  it('stops with a sentence when the disk is full, and keeps what is finished', () =>
    inFolder(async (folder) => {
      const shelf = new Shelf(folder);
      music(folder, 5);
      let prints = 0;
      const { openAudio, workshop } = shelf.tools;
      const full: typeof workshop = {
        ...workshop,
        print: (decode, wanted) =>
          ++prints > 2
            ? Promise.reject(Object.assign(new Error('write'), { code: 'ENOSPC' }))
            : workshop.print(decode, wanted),
      };
      const adding = (await shelf.open()).add([join(folder, 'music')], { openAudio, workshop: full }, shelf.context);
      await expect(adding).rejects.toThrow(/the disk is full. Free some space/);
      await expect(adding).rejects.toBeInstanceOf(WriteError);
      expect(await shelf.paths()).toHaveLength(2);
    }));

  it('can be done twice at once: every track is there once', () =>
    inFolder(async (folder) => {
      const shelf = new Shelf(folder);
      const paths = music(folder, 40);
      const reports = await Promise.all([1, 2, 3].map(() => shelf.add(join(folder, 'music'))));
      expect(reports.reduce((sum, { added }) => sum + added, 0)).toBe(40);
      expect(await shelf.paths()).toEqual(paths.sort());
      for (const i of [0, 17, 39]) expect(await shelf.ask(first(i + 1))).toHaveLength(1);
      expect(await (await shelf.open()).verify(shelf.context)).toMatchObject({
        tracks: 40,
        unusable: [],
        nameless: [],
      });
    }));
});

async function* firstOf(pcm: AsyncIterable<Int16Array>): AsyncGenerator<Int16Array> {
  for await (const chunk of pcm) {
    yield chunk;
    return;
  }
}

describe('the index', () => {
  it('gives the same answers whatever order tracks came in, and none for a removed one', () =>
    fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], { minLength: 1 }),
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.nat(11), { maxLength: 5 }),
        (order, batch, removed) =>
          inFolder(async (folder) => {
            const shelf = new Shelf(folder);
            const paths = music(folder, 12);
            for (let at = 0; at < order.length; at += batch)
              await shelf.add(...order.slice(at, at + batch).map((i) => paths[i]!));
            const library = await shelf.open();
            for (const i of removed) {
              const [track] = await library.inFolder(paths[i]!);
              if (track) await library.remove([track.id]);
            }
            for (const i of paths.keys()) {
              const there = order.includes(i) && !removed.includes(i);
              expect(await shelf.ask(first(i + 1))).toEqual(there ? [`${paths[i]}@0`] : []);
            }
            expect(shelf.warnings).toEqual([]);
          }),
      ),
      { numRuns: 12 },
    ));

  it('stays as it was opened while the library changes', () =>
    inFolder(async (folder) => {
      const shelf = new Shelf(folder);
      const paths = music(folder, 30);
      await shelf.add(...paths.slice(0, 10));
      const index = await (await shelf.open()).index();
      await shelf.add(...paths);
      expect(index.prints.trackCount).toBe(10);
      for (let track = 0; track < 10; track++) expect(paths).toContain(index.track(track)?.file);
      expect(index.prints.peaksOf(3)[0]).toBe(300 & 0xff);
      index.close();
    }));

  it('is kept in few files, and without what was removed', () =>
    inFolder(async (folder) => {
      const shelf = new Shelf(folder);
      const paths = music(folder, 30);
      await shelf.add(...paths);
      expect((await shelf.printsFiles()).length).toBeLessThanOrEqual(3);
      const library = await shelf.open();
      for (const path of paths.slice(0, 20)) await library.remove((await library.inFolder(path)).map(({ id }) => id));
      expect(await library.stats()).toMatchObject({ tracks: 10 });
      await shelf.add(...paths.slice(20));
      expect(await (await shelf.open()).stats()).toMatchObject({ tracks: 10, removed: 0, postings: 3000, segments: 1 });
      expect(await shelf.ask(first(30))).toEqual([`${paths[29]}@0`]);
    }));
});

describe('the list', () => {
  it('is by artist and title, as people sort, with those without an artist last', () =>
    inFolder(async (folder) => {
      const shelf = new Shelf(folder);
      const names = ['Zoë - B', 'Nobody', 'Abe - Track 10', 'abe - Track 9', 'Zoe - A'];
      for (const [i, name] of names.entries()) write(join(folder, `music/${name}.wav`), sound(i + 1));
      await shelf.add(join(folder, 'music'));
      const titles = (await (await shelf.open()).list()).map(({ artists, title }) => [...artists, title].join(' - '));
      expect(titles).toEqual(['abe - Track 9', 'Abe - Track 10', 'Zoe - A', 'Zoë - B', 'Nobody']);
    }));
});

describe('a mirror of a folder', () => {
  it('lets go of what has gone from it, and of nothing when the folder is empty', () =>
    inFolder(async (folder) => {
      const shelf = new Shelf(folder);
      const paths = music(folder, 3);
      const mirror = async () => (await shelf.open()).mirror([join(folder, 'music')], shelf.tools, shelf.context);
      await mirror();
      renameSync(paths[0]!, join(folder, 'music/Renamed.wav'));
      rmSync(paths[1]!);
      expect(await mirror()).toMatchObject({ added: 0, moved: 1, unchanged: 1 });
      expect(await shelf.paths()).toEqual([paths[2]!, join(folder, 'music/Renamed.wav')]);
      expect(await shelf.ask(first(2))).toEqual([]);
      rmSync(join(folder, 'music'), { recursive: true });
      await mirror();
      expect(await shelf.paths()).toHaveLength(2);
    }));
});

describe('a damaged library', () => {
  async function withDamage(shelf: Shelf, folder: string): Promise<string[]> {
    const paths = music(folder, 20);
    await shelf.add(...paths.slice(0, 16));
    // A second segment, small enough against the first not to be merged with it.
    await shelf.add(...paths.slice(16, 17));
    expect(await shelf.printsFiles()).toHaveLength(2);
    return paths;
  }
  const smallest = async (shelf: Shelf): Promise<string> =>
    (await shelf.printsFiles()).sort((a, b) => readFileSync(a).length - readFileSync(b).length)[0]!;

  it.each([
    ['cut off', (path: string) => truncateSync(path, 100)],
    ['missing', (path: string) => rmSync(path)],
    ['overwritten', (path: string) => writeFileSync(path, Buffer.alloc(5000, 7))],
  ])('still answers when a part of it is %s, says so, and is repaired', (_, damage) =>
    inFolder(async (folder) => {
      const shelf = new Shelf(folder);
      const paths = await withDamage(shelf, folder);
      damage(await smallest(shelf));
      expect(await shelf.ask(first(1))).toEqual([`${paths[0]}@0`]);
      expect(await shelf.ask(first(17))).toEqual([]);
      expect(shelf.warnings[0]).toMatch(/^\d tracks? of the library in .* damaged.*verify --repair/);
      const library = await shelf.open();
      const found = await library.verify(shelf.context);
      expect(found.affected.map(({ file }) => file.path)).toContain(paths[16]);
      const repaired = await library.repair(found, shelf.tools, shelf.context);
      expect(repaired).toMatchObject({ added: found.affected.length, nameless: 0, waiting: 0 });
      expect(await (await shelf.open()).verify(shelf.context)).toMatchObject({
        tracks: 17,
        unusable: [],
        affected: [],
      });
      expect(await shelf.ask(first(17))).toEqual([`${paths[16]}@0`]);
    }),
  );

  it('loses only the names whose lines are damaged, and finds them again by adding', () =>
    inFolder(async (folder) => {
      const shelf = new Shelf(folder);
      const paths = await withDamage(shelf, folder);
      const list = (await smallest(shelf)).replace('.prints', '.tracks');
      writeFileSync(list, readFileSync(list, 'utf8').replace('Artist', 'Artisd'));
      expect(await shelf.paths()).toHaveLength(16);
      const library = await shelf.open();
      const found = await library.verify(shelf.context);
      expect(found.nameless).toHaveLength(1);
      expect(await library.repair(found, shelf.tools, shelf.context)).toMatchObject({ nameless: 1 });
      expect(await shelf.add(...paths.slice(0, 17))).toMatchObject({ added: 1, unchanged: 16 });
      expect(await (await shelf.open()).verify(shelf.context)).toMatchObject({ tracks: 17, nameless: [] });
    }));

  it('never crashes or hangs, whatever any of its files has become', () =>
    inFolder(async (folder) => {
      const shelf = new Shelf(folder);
      await withDamage(shelf, folder);
      await (await shelf.open()).remove([(await (await shelf.open()).list())[3]!.id]);
      const files = readdirSync(shelf.folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
      const whole = files.map((file) => readFileSync(file));
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.nat(), fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 20 }), fc.boolean()), {
            minLength: 1,
            maxLength: 4,
          }),
          async (wounds) => {
            files.forEach((file, i) => {
              writeFileSync(file, whole[i]!);
            });
            for (const [which, at, bytes, cut] of wounds) {
              const file = files[which % files.length]!;
              const content = readFileSync(file);
              if (cut) truncateSync(file, at % (content.length + 1));
              else if (content.length > 0) {
                content.set(bytes.subarray(0, content.length - (at % content.length)), at % content.length);
                writeFileSync(file, content);
              }
            }
            try {
              const answers = await shelf.ask(...Array.from({ length: 20 }, (_, i) => first(i + 1)));
              expect(answers.length).toBeLessThanOrEqual(17);
              const library = await shelf.open();
              await library.list();
              await library.verify(shelf.context);
            } catch (error) {
              expect(error).toBeInstanceOf(LibraryError);
            }
          },
        ),
        { numRuns: 60 },
      );
    }));
});

describe('a library of another engine', () => {
  it('says so, and is made anew by repair', () =>
    inFolder(async (folder) => {
      const paths = music(folder, 3);
      await new Shelf(folder, '1').add(...paths);
      const shelf = new Shelf(folder, '2');
      await expect(shelf.ask(first(1))).rejects.toThrow(
        /^3 tracks of the library in .* were fingerprinted by engine version 1, and this is version 2\. Run 'tracklistify library verify --repair'/,
      );
      const library = await shelf.open();
      expect(await library.stats()).toMatchObject({ tracks: 3, outdated: 3 });
      await library.repair(await library.verify(shelf.context), shelf.tools, shelf.context);
      expect(await library.stats()).toMatchObject({ tracks: 3, outdated: 0 });
      expect(await shelf.ask(first(2))).toEqual([`${paths[1]}@0`]);
    }));
});

describe('verifying', () => {
  it('names files that have gone, and keeps their tracks', () =>
    inFolder(async (folder) => {
      const shelf = new Shelf(folder);
      const paths = music(folder, 3);
      await shelf.add(...paths);
      rmSync(paths[1]!);
      await shelf.add(join(folder, 'music'));
      const found = await (await shelf.open()).verify(shelf.context);
      expect(found.missing.map(({ file }) => file.path)).toEqual([paths[1]]);
      expect(await shelf.ask(first(2))).toEqual([`${paths[1]}@0`]);
    }));
});
