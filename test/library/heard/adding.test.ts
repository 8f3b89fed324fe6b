import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HEARD } from '../../../src/domain/ports/features.js';
import { tempFolder } from '../../support/temp.js';
import { heardNothing, Shelf, sound, write } from '../made-up.js';

describe('adding', () => {
  it('listens to what is new, once, and to nothing unless it is to', async () => {
    const folder = tempFolder();
    const shelf = new Shelf(folder);
    const [old, fresh] = ['Old', 'New'].map((name, i) => write(join(folder, 'm', `${name}.wav`), sound(i + 1)));
    await shelf.add(old!);
    const wanted: (boolean | undefined)[] = [];
    const { openAudio } = shelf;
    shelf.openAudio = (path, signal, ahead, full) => {
      wanted.push(full);
      return openAudio(path, signal, ahead, full);
    };
    const add = async (...paths: string[]) =>
      (await shelf.open()).add(paths, { ...shelf.tools, listens: true }, shelf.context);
    await add(join(folder, 'm'));
    const library = await shelf.open();
    const idOf = async (path: string) => (await library.inFolder(path))[0]!.id;
    const [oldId, newId] = [await idOf(old!), await idOf(fresh!)];
    expect(library.heard.of(oldId)).toBeNull();
    expect(library.heard.of(newId)).toEqual({ ...heardNothing, seconds: 30, energy: 1 + (620 % 9), vocals: 0.441 });
    const features = await library.heard.features();
    expect([oldId, newId].map((id) => features.columns.flags[features.indexOf(id)])).toEqual([0, HEARD]);
    features.close();
    await library.remove([newId]);
    await add(fresh!);
    expect(wanted).toEqual([true, false]);
  });
});
