import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { AudioSource } from '../../src/domain/ports/source.js';
import { reprint, TrackPrinter } from '../../src/fingerprint/index.js';
import { Library } from '../../src/library/library.js';
import { indexOf, limitedIndexes, meantBy, noteUse, sweepLimited } from '../../src/library/limited.js';
import { ownEngine } from '../../src/library/workshop/own-engine.js';
import { piece } from '../support/synth.js';
import { tempFolder } from '../support/temp.js';
import { answers } from './prints.js';
import { localWorkshop } from './workshop/local-workshop.js';

const DAY = 24 * 3600 * 1000;
const context = { signal: new AbortController().signal, emit: () => {} };

describe('what a run is limited to', () => {
  it('is a folder, a file, or the files that a playlist lists', async () => {
    const folder = tempFolder();
    const list = join(folder, 'list.m3u8');
    const lines = [
      '\ufeff#EXTM3U',
      '#EXTINF:1,a comment',
      'sub/a b.mp3',
      '  /music/é.flac  ',
      pathToFileURL('/music/c%.mp3').href,
      'https://example.com/stream.mp3',
      'sub/a b.mp3',
      '',
    ];
    writeFileSync(list, lines.join('\r\n'));
    expect(await meantBy('list', list)).toEqual([join(folder, 'sub/a b.mp3'), '/music/é.flac', '/music/c%.mp3']);
    writeFileSync(join(folder, 'old.M3U'), Buffer.from('/music/\xe9.mp3', 'latin1'));
    expect(await meantBy('old', join(folder, 'old.M3U'))).toEqual(['/music/é.mp3']);
    expect(await meantBy('.', folder)).toEqual([folder]);
    writeFileSync(join(folder, 'a.mp3'), '');
    expect(await meantBy('a', join(folder, 'a.mp3'))).toEqual([join(folder, 'a.mp3')]);
    writeFileSync(list, '#EXTM3U\nhttp://example.com/');
    await expect(meantBy('list', list)).rejects.toThrow('The playlist "list" lists no files (--library).');
    await expect(meantBy('x', join(folder, 'x'))).rejects.toThrow('no folder, file or playlist "x"');
  });
});

describe('the indexes of what runs were limited to', () => {
  it('are known by what they are of, and one of an earlier version by its place', async () => {
    const base = tempFolder();
    const music = tempFolder();
    await noteUse(indexOf(base, music), music, 5 * DAY);
    mkdirSync(join(base, '0'.repeat(16)));
    expect(await limitedIndexes(base)).toEqual(
      [
        { index: join(base, '0'.repeat(16)), of: null, present: true, usedAt: 0 },
        { index: indexOf(base, music), of: music, present: true, usedAt: 5 * DAY },
      ].sort((a, b) => ((a.of ?? a.index) < (b.of ?? b.index) ? -1 : 1)),
    );
    expect(await limitedIndexes(join(base, 'nowhere'))).toEqual([]);
  });

  it('are swept a month after the last use when what they are of has gone, but not while its disk may come back', async () => {
    const base = tempFolder();
    const disk = join(tempFolder(), 'usb');
    const [kept, gone] = [join(disk, 'kept'), join(disk, 'gone')];
    for (const place of [kept, gone]) {
      mkdirSync(place, { recursive: true });
      await noteUse(indexOf(base, place), place, 0);
    }
    expect(await sweepLimited(base, 99 * DAY)).toEqual([]);
    renameSync(disk, `${disk} unmounted`);
    expect(await sweepLimited(base, 99 * DAY)).toEqual([]);
    renameSync(`${disk} unmounted`, disk);
    rmSync(gone, { recursive: true });
    expect(await sweepLimited(base, 29 * DAY)).toEqual([]);
    expect(readdirSync(base)).toHaveLength(2);
    expect(await sweepLimited(base, 30 * DAY)).toEqual([gone]);
    expect((await limitedIndexes(base)).map(({ of }) => of)).toEqual([kept]);
  });
});

describe('a sound that another library has', () => {
  const sound = piece(71, 40);

  it('has all of its print in its peaks', () => {
    const printer = new TrackPrinter();
    printer.push(sound);
    const print = printer.finish();
    expect(reprint(print)).toEqual(print);
  });

  it("is taken over without hearing it, with its file's own tags and a person's word", async () => {
    const folder = tempFolder();
    const engine = ownEngine();
    const file = join(folder, 'Ann - Amber.wav');
    writeFileSync(file, Buffer.from(sound.buffer));
    let heard = 0;
    const openAudio = async (path: string): Promise<AudioSource> => ({
      info: { name: basename(path), kind: 'file', location: path },
      duration: null,
      seekable: true,
      async *pcm() {
        heard++;
        yield sound;
      },
      close: async () => {},
    });
    const open = (name: string) =>
      Library.open({ folder: join(folder, name), engine, onWarning: () => {}, now: () => 0 });
    const tools = { openAudio, workshop: localWorkshop(engine) };
    const own = await open('own');
    expect(await own.add([file], tools, context)).toMatchObject({ added: 1, borrowed: 0 });
    await own.mark(
      (await own.list()).map(({ id }) => id),
      'track',
    );
    const other = await open('other');
    const lenders = async () => [await open('own')];
    expect(await other.mirror([file], { ...tools, lenders }, context)).toMatchObject({
      added: 1,
      borrowed: 1,
      seconds: 0,
    });
    expect(heard).toBe(1);
    const [[before], [after]] = [await own.list(), await other.list()];
    expect(after).toEqual(before);
    const [a, b] = [await own.index(), await other.index()];
    const keys = [...reprint({ length: a.prints.lengthOf(0), seconds: 40, peaks: a.prints.peaksOf(0) }).keys];
    expect(answers(b.prints, keys)).toEqual(answers(a.prints, keys));
    expect(answers(b.prints, keys).length).toBeGreaterThan(1000);
    a.close();
    b.close();
    // Other sound at the same place is heard.
    writeFileSync(file, Buffer.from(sound.slice(1).buffer));
    expect(await other.mirror([file], { ...tools, lenders }, context)).toMatchObject({ added: 1, borrowed: 0 });
    expect(heard).toBe(2);
  });
});
