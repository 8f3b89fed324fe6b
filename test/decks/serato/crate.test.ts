import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { crate } from '../../../src/decks/serato/crate.js';
import { collection } from '../../../src/decks/serato/library.js';
import type { KnownFile } from '../../../src/domain/ports/export.js';
import { recorder } from '../../support/fakes.js';
import { hold } from '../../support/hostile-files.js';
import { crate as crateOf } from '../../support/serato.js';
import { tempFolder } from '../../support/temp.js';
import { trackEntry, tracklistOf, unknownEntry } from '../../support/tracklists.js';

const here: KnownFile = { bytes: 1, decks: {} };
const track = (file: string) => ({ title: 'T', artists: [], file });
const listOf = (...files: string[]) =>
  tracklistOf(files.map((file, i) => trackEntry(i * 60, i * 60 + 60, 'T', { track: track(file) })));

function written(list = listOf('/a/b.mp3'), files = new Map([['/a/b.mp3', here]]), baseName = 'mix') {
  const { files: made, warnings } = crate.export(list, { baseName, folder: '/lists', files });
  return {
    names: made.map(({ name }) => name),
    bytes: made.map(({ content }) => Buffer.from(content as Uint8Array)),
    warnings,
  };
}
const all = (...files: string[]) => new Map(files.map((file) => [file, here]));

/** The paths in a crate, read by our reader of a disk's `_Serato_` folder. */
async function readBack(bytes: Buffer): Promise<string[]> {
  const root = tempFolder();
  mkdirSync(join(root, '_Serato_', 'Subcrates'), { recursive: true });
  const path = join(root, '_Serato_', 'Subcrates', 'mix.crate');
  writeFileSync(path, bytes);
  const found: string[] = [];
  const context = recorder();
  for await (const { file, streamed } of collection(path, context))
    found.push(file?.slice(root.length) ?? `/${streamed}`);
  expect(context.events).toEqual([]);
  return found;
}

describe('a crate', () => {
  it('is what Serato is known to write, byte for byte', () => {
    const { names, bytes, warnings } = written();
    expect(names).toEqual(['mix.crate']);
    expect(warnings).toEqual([]);
    const text = Buffer.from('1.0/Serato ScratchLive Crate', 'latin1');
    const hex = [
      '7672736e00000038',
      [...text].map((letter) => `00${letter.toString(16).padStart(2, '0')}`).join(''),
      '6f74726b000000167074726b0000000e',
      '0061002f0062002e006d00700033',
    ];
    expect(bytes[0]!.toString('hex')).toBe(hex.join(''));
    expect(bytes[0]!.equals(crateOf('a/b.mp3'))).toBe(true);
  });

  it('holds the tracks that are there in their order, each once', async () => {
    const list = listOf('/b.mp3', '/a.mp3', '/b.mp3', '/gone.mp3');
    const { bytes, warnings } = written(
      { ...list, entries: [...list.entries, unknownEntry(300, 400)] },
      all('/a.mp3', '/b.mp3'),
    );
    expect(await readBack(bytes[0]!)).toEqual(['/b.mp3', '/a.mp3']);
    expect(warnings).toEqual(['The crate leaves out 1 of 4 named tracks, of which no file of yours is here.']);
    const empty = written(listOf('/gone.mp3'), all());
    expect(await readBack(empty.bytes[0]!)).toEqual([]);
    expect(empty.warnings).toEqual(['None of the tracks is a file of yours that is here, so the crate is empty.']);
  });

  it('begins its paths at the root of the disk, and has one for each disk', async () => {
    const files = ['/Users/ann/a.mp3', '/Volumes/My Stick/x/b.mp3', '/Users/ann/c.mp3', 'D:\\Music\\d.mp3'];
    const { names, bytes, warnings } = written(listOf(...files), all(...files));
    expect(names).toEqual(['mix.crate', 'mix (My Stick).crate', 'mix (D).crate']);
    expect(await Promise.all(bytes.map(readBack))).toEqual([
      ['/Users/ann/a.mp3', '/Users/ann/c.mp3'],
      ['/x/b.mp3'],
      ['/Music/d.mp3'],
    ]);
    expect(warnings).toEqual([
      'The tracks are on 3 disks, and each has a crate of its own: "mix.crate" for /, "mix (My Stick).crate" for /Volumes/My Stick/, "mix (D).crate" for D:\\.',
    ]);
  });

  it("keeps the disk's own spelling, and takes Serato's path only where that is elsewhere", async () => {
    const file = '/Users/ann/été.mp3'.normalize('NFD');
    const own = (path: string) => new Map([[file, { bytes: 1, decks: { serato: { file: path } } }]]);
    expect(await readBack(written(listOf(file), own(file.normalize('NFC'))).bytes[0]!)).toEqual([file]);
    expect(await readBack(written(listOf(file), own('C:\\Music\\e.mp3')).bytes[0]!)).toEqual(['/Music/e.mp3']);
  });

  it("isn't called what Serato would take for a crate inside of another", () => {
    expect(written(undefined, undefined, '100%% pure').names).toEqual(['100% pure.crate']);
  });

  it('reads back as what went in, whatever files are called', async () => {
    await hold(async (list, files) => {
      const { bytes } = written(list, all(...files));
      const said = [...files].filter((file) => !/[\0\ufffd]|\p{Surrogate}/u.test(file));
      expect(await readBack(bytes[0]!)).toEqual(said);
    });
  });
});
