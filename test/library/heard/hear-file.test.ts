import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeHearFile } from '../../../src/library/heard/hear-file.js';
import { tempFolder } from '../../support/temp.js';
import { Shelf, sound, write } from '../made-up.js';

const { signal } = new AbortController();

async function shelfWith(again = false) {
  const folder = tempFolder();
  const shelf = new Shelf(folder);
  const opened: string[] = [];
  const { openAudio } = shelf;
  shelf.openAudio = (path, ...rest) => {
    opened.push(path);
    return openAudio(path, ...rest);
  };
  const hearing = async () => makeHearFile({ library: await shelf.open(), tools: shelf.tools, rate: 10, again });
  return { folder, shelf, opened, hearing };
}

describe('a file that is listened to', () => {
  it('needn’t be in the library, and is listened to once, whatever it is called by then', async () => {
    const { folder, opened, hearing, shelf } = await shelfWith();
    const [a, b] = ['Artist - One', 'Other - Two'].map((name) => write(join(folder, `${name}.wav`), sound(7)));
    const first = await (await hearing())(a!, signal);
    expect(first).toMatchObject({ kept: false, track: { title: 'One', artists: ['Artist'] }, heard: { seconds: 30 } });
    const again = await (await hearing())(b!, signal);
    expect(again).toMatchObject({ kept: true, track: { title: 'Two' }, heard: first.heard });
    expect(opened).toEqual([a]);
    expect(await (await shelf.open()).list()).toEqual([]);
  });

  it('is listened to again where that is wanted', async () => {
    const { folder, opened, hearing } = await shelfWith(true);
    const file = write(join(folder, 'a.wav'), sound(7));
    for (const _ of [1, 2]) expect((await (await hearing())(file, signal)).kept).toBe(false);
    expect(opened).toEqual([file, file]);
  });

  it('has what its name and DJ programs say of it beside it', async () => {
    const { folder, hearing, shelf } = await shelfWith();
    const file = write(join(folder, 'm', 'a.wav'), sound(7));
    await shelf.from([{ file, bpm: 128.04, key: 'Am' }], { paths: [join(folder, 'm')] });
    expect((await (await hearing())(file, signal)).told).toEqual([{ by: 'traktor', bpm: 128.04, key: 'Am' }]);
  });

  it.each([
    ['nothing', null, /nothing.wav.*there is no such file/],
    ['empty', '', /empty.wav" is empty/],
    ['text', 'no sound', /text.wav" is no audio file/],
  ])('is refused by a sentence: %s', async (name, content, message) => {
    const { folder, hearing } = await shelfWith();
    const file = join(folder, `${name}.wav`);
    if (content !== null) write(file, content);
    await expect((await hearing())(file, signal)).rejects.toThrow(message);
  });
});
