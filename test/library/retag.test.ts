import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { localTagReader, type TagReader } from '../../src/library/tags/reader.js';
import { Shelf, sound, write } from './made-up.js';
import { inFolder } from './prints.js';

let version = 1;
vi.mock('../../src/library/scan/tags.js', async (original) => ({
  ...(await original<object>()),
  get TAGS_VERSION() {
    return version;
  },
}));

/** What files say, and which were asked. */
function saying(common: Record<string, unknown>, more: Record<string, unknown> = {}) {
  const asked: string[] = [];
  const tags: TagReader = {
    read: async (path) => {
      asked.push(path);
      return { common, cut: false, steps: { bytes: 0, reads: 0, values: 0 }, ...more };
    },
    close: localTagReader.close,
  };
  return { asked, tags };
}

it('reads the tags of a library anew once when more is read of them, and decodes nothing for it', () =>
  inFolder(async (folder) => {
    const shelf = new Shelf(folder);
    const music = join(folder, 'music');
    const paths = [1, 2].map((seed) => write(join(music, `Artist - Track ${seed}.wav`), sound(seed)));
    await shelf.add(music);
    const add = async (tags: TagReader) => (await shelf.open()).add([music], { ...shelf.tools, tags }, shelf.context);
    version = 2;
    shelf.openAudio = () => Promise.reject(new Error('nothing should be decoded'));

    const more = saying({ title: 'T', artists: ['A'], bpm: 124 });
    expect(await add(more.tags)).toMatchObject({ added: 0, retagged: 2, unchanged: 0, failed: [] });
    expect(more.asked.sort()).toEqual(paths);
    expect((await (await shelf.open()).list())[0]).toMatchObject({ title: 'T', bpm: 124, tagsRead: 2 });

    const again = saying({});
    expect(await add(again.tags)).toMatchObject({ retagged: 0, unchanged: 2 });
    expect(again.asked).toEqual([]);

    // The version after that finds the same: nobody is told of new tags.
    version = 3;
    expect(await add(more.tags)).toMatchObject({ retagged: 0, unchanged: 2 });
  }));

it('leaves out what has tags beyond any limit, by name and with what to do, and says where a text was cut', () =>
  inFolder(async (folder) => {
    const shelf = new Shelf(folder);
    const path = write(join(folder, 'music', 'Artist - One.wav'), sound(1));
    const add = async (tags: TagReader) => (await shelf.open()).add([path], { ...shelf.tools, tags }, shelf.context);
    const { added, failed } = await add(saying({}, { beyond: 'values' }).tags);
    expect([added, failed]).toEqual([
      0,
      [
        {
          path,
          reason:
            "its tags can't be read, since they hold more values than any real ones. Take them off with a tag editor to add its sound",
          named: true,
        },
      ],
    ]);
    const report = await add(saying({ title: 'T' }, { cut: true }).tags);
    expect(report).toMatchObject({
      added: 1,
      badTags: [{ path, reason: 'a text in its tags is cut to 1,000 characters' }],
    });
  }));
