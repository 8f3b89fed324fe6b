import { mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rawPath } from '../../src/files/raw-path.js';
import { meantBy, placeOf } from '../../src/library/limited.js';
import { firstSample, Shelf, sound } from './made-up.js';
import { inFolder } from './prints.js';

/** `music/Sét`, written in Latin-1. */
const latinFolder = (folder: string): Buffer => latin(join(folder, 'music'), 'S\xe9t');
const latin = (folder: string | Buffer, name: string): Buffer =>
  Buffer.concat([Buffer.from(folder), Buffer.from(`/${name}`, 'latin1')]);

// Other systems take no such names.
describe.runIf(process.platform === 'linux')('music whose name is no UTF-8', () => {
  it('is added, known the next time, found, checked and removed like any other', () =>
    inFolder(async (folder) => {
      const shelf = new Shelf(folder);
      const music = join(folder, 'music');
      mkdirSync(latinFolder(folder), { recursive: true });
      const file = latin(latinFolder(folder), 'Beno\xeet - Caf\xe9.wav');
      writeFileSync(file, sound(1));
      writeFileSync(latin(latinFolder(folder), 'Plain.wav'), sound(2));
      const path = join(music, 'S\ufffdt', 'Beno\ufffdt - Caf\ufffd.wav');
      const plain = join(music, 'S\ufffdt', 'Plain.wav');

      expect(await shelf.add(music)).toMatchObject({ added: 2, failed: [] });
      expect(await shelf.paths()).toEqual([path, plain]);
      expect(await shelf.ask(firstSample(1))).toEqual([`${path}@0`]);
      expect(await shelf.add(music)).toMatchObject({ added: 0, moved: 0, unchanged: 2, failed: [] });
      // As a shell hands its name over.
      expect(await shelf.add(path)).toMatchObject({ added: 0, unchanged: 1, failed: [] });

      const library = await shelf.open();
      expect(await library.verify(shelf.context)).toMatchObject({ missing: [], tracks: 2 });
      expect((await library.select(folder, path)).tracks).toHaveLength(1);
      expect((await library.select(folder, 'music/S\ufffdt')).tracks).toHaveLength(2);

      writeFileSync(latin(music, 'c\xf4py.wav'), sound(1));
      expect(await shelf.add(music)).toMatchObject({ added: 0, moved: 0, copies: 1, unchanged: 2 });
      unlinkSync(latin(music, 'c\xf4py.wav'));
      renameSync(file, latin(music, '\xe9.wav'));
      expect(await shelf.add(music)).toMatchObject({ added: 0, moved: 1, unchanged: 1 });
      unlinkSync(latin(music, '\xe9.wav'));
      const { missing } = await library.verify(shelf.context);
      expect(missing.map((record) => record.file.path)).toEqual([join(music, '\ufffd.wav')]);
      expect(await library.remove(missing.map(({ id }) => id))).toBe(1);
      expect(await shelf.paths()).toEqual([plain]);
    }));

  it('is told apart from what reads the same: one of the two is in the library, the other one is named', () =>
    inFolder(async (folder) => {
      const shelf = new Shelf(folder);
      const music = join(folder, 'music');
      mkdirSync(music);
      for (const [i, name] of ['caf\xe9.wav', 'caf\xe8.wav', '\xe9.txt', '\xe8.txt'].entries())
        writeFileSync(latin(music, name), sound(i + 1));
      const path = join(music, 'caf\ufffd.wav');
      const failed = [{ path, reason: expect.stringContaining('rename one of the two'), named: false }];
      expect(await shelf.add(music)).toMatchObject({ added: 1, failed });
      expect(await shelf.ask(firstSample(2))).toEqual([`${path}@0`]);
      expect(await shelf.add(music)).toMatchObject({ added: 0, unchanged: 1, failed });
      // A name that really is this text is the one that is meant by it.
      writeFileSync(path, sound(7));
      expect(readFileSync(await rawPath(path))).toEqual(sound(7));
      expect(await shelf.add(music)).toMatchObject({ added: 1, replaced: 1, failed: [failed[0], failed[0]] });
      expect(await shelf.ask(firstSample(7))).toEqual([`${path}@0`]);
    }));

  it('may be left out by a pattern, and be what a run is limited to', () =>
    inFolder(async (folder) => {
      const shelf = new Shelf(folder);
      const named = join(folder, 'music', 'S\ufffdt');
      mkdirSync(latinFolder(folder), { recursive: true });
      writeFileSync(latin(latinFolder(folder), 'One.wav'), sound(1));
      writeFileSync(latin(latinFolder(folder), 'Two.wav'), sound(2));
      writeFileSync(latin(latinFolder(folder), 'Caf\xe9.m3u8'), 'One.wav\n');
      const library = await shelf.open();
      await library.add([named], shelf.tools, shelf.context, { excluded: ['two*'] });
      expect(await shelf.paths()).toEqual([join(named, 'One.wav')]);

      expect(await placeOf('music/S\ufffdt', folder)).toBe(named);
      expect(await meantBy('S\ufffdt', named)).toEqual([named]);
      expect(await meantBy('list', join(named, 'Caf\ufffd.m3u8'))).toEqual([join(named, 'One.wav')]);
    }));
});
