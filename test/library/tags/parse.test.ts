import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TAG_LIMITS } from '../../../src/library/tags/limits.js';
import { type ParsedTags, parseTags } from '../../../src/library/tags/parse.js';
import {
  apeWith,
  flacWith,
  id3Frame,
  mkaWith,
  mp3With,
  mp4Text,
  mp4With,
  nestedAtoms,
  oggWith,
  wavWith,
} from '../../support/hostile-tags.js';
import { tempFolder } from '../../support/temp.js';

function read(name: string, content: Buffer, limits = TAG_LIMITS): Promise<ParsedTags> {
  const path = join(tempFolder(), name);
  writeFileSync(path, content);
  return parseTags(path, limits);
}

const many = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const artists = (count: number): string[] => many(count, (i) => `artist ${i}`);

it.each([
  ['a.flac', flacWith],
  ['a.ogg', oggWith],
])('reads comments of %s that are no UTF-8 as what Windows writes', async (name, made) => {
  const bytes = made(['TITLE=Caf## (Dub) – ü', 'ARTIST=Bj#rk', 'ARTIST=Ann']);
  for (let at = bytes.indexOf('#'); at >= 0; at = bytes.indexOf('#', at)) bytes[at] = 0xe9;
  const { common } = await read(name, bytes);
  expect(common.artists ?? [common.artist]).toEqual(['Bjérk', 'Ann']);
  expect(common.title).toMatch(/^Caféé \(Dub\) /);
  expect(JSON.stringify(common)).not.toContain('\ufffd');
});

/** The same few tags, in every format that has some. */
const FORMATS: ReadonlyArray<readonly [name: string, file: string, withArtists: (names: string[]) => Buffer]> = [
  ['ID3 frames', 'a.mp3', (names) => mp3With([id3Frame('TIT2', 'T'), ...names.map((name) => id3Frame('TPE1', name))])],
  ['one ID3 frame', 'b.mp3', (names) => mp3With([id3Frame('TIT2', 'T'), id3Frame('TPE1', names.join('\0'))])],
  ['FLAC', 'c.flac', (names) => flacWith(['TITLE=T', ...names.map((name) => `ARTIST=${name}`)])],
  ['Ogg', 'd.ogg', (names) => oggWith(['TITLE=T', ...names.map((name) => `ARTIST=${name}`)])],
  ['APE', 'e.mp3', (names) => apeWith([['Title', 'T'], ...names.map((name) => ['Artist', name] as const)])],
  ['MP4', 'f.m4a', (names) => mp4With([mp4Text('\xa9nam', 'T'), ...names.map((name) => mp4Text('\xa9ART', name))])],
  ['WAV', 'g.wav', (names) => wavWith([['INAM', 'T'], ...names.map((name) => ['IART', name] as const)])],
  ['Matroska', 'h.mka', (names) => mkaWith([['TITLE', 'T'], ...names.map((name) => ['ARTIST', name] as const)])],
];

describe.each(FORMATS)('tags of %s', (_, file, withArtists) => {
  it('are read', async () => {
    const { common, cut, beyond } = await read(file, withArtists(['A']));
    expect(common).toMatchObject({ title: 'T', artists: ['A'] });
    expect([cut, beyond]).toEqual([false, undefined]);
  });

  it('are given up where they hold too much, and no more is taken in for ten times as much', async () => {
    const limits = { ...TAG_LIMITS, values: 50, reads: 2_000 };
    const some = await read(file, withArtists(artists(300)), limits);
    const more = await read(file, withArtists(artists(3_000)), limits);
    for (const { common, beyond } of [some, more]) {
      expect(common).toEqual({});
      expect(beyond).toMatch(/^(values|reads)$/);
    }
    // What is counted is what was taken in before the end.
    expect(more.steps.reads).toBeLessThanOrEqual(limits.reads + 1);
    // These two are taken apart before they are counted; what was begun with goes by, and nothing is kept of it.
    const atOnce = file === 'b.mp3' || file === 'c.flac';
    expect(more.steps.values).toBeLessThanOrEqual(atOnce ? 3_002 : limits.values + 1);
  });
});

describe('tags', () => {
  it('of fields that we keep nothing of count too: ffmpeg has more trouble with them than we', async () => {
    const frames = many(300, (i) => id3Frame('TXXX', `key ${i}\0value`));
    expect((await read('x.mp3', mp3With(frames))).beyond).toBeUndefined();
    expect((await read('x.mp3', mp3With(frames), { ...TAG_LIMITS, all: 200 })).beyond).toBe('values');
  });

  it('are read up to a number of bytes, pictures among them', async () => {
    const picture = id3Frame(
      'APIC',
      Buffer.concat([Buffer.from('\0image/png\0\x03\0', 'latin1'), Buffer.alloc(200_000)]),
    );
    const content = mp3With([id3Frame('TIT2', 'T'), picture]);
    expect((await read('p.mp3', content)).common.title).toBe('T');
    expect(await read('p.mp3', content, { ...TAG_LIMITS, bytes: 100_000 })).toMatchObject({
      common: {},
      beyond: 'bytes',
    });
  });

  it('in boxes in boxes are left after so many', async () => {
    const { beyond, steps } = await read('n.m4a', nestedAtoms(3_000), { ...TAG_LIMITS, reads: 500 });
    expect([beyond, steps.reads]).toEqual(['reads', 501]);
  });

  it('are cut to a length that somebody may read, not through a character', async () => {
    const frames = [id3Frame('TIT2', `${'t'.repeat(999)}🎧${'t'.repeat(5_000)}`), id3Frame('TPE1', 'a'.repeat(5_000))];
    const { common, cut } = await read('l.mp3', mp3With(frames));
    expect([common.title, common.artists]).toEqual(['t'.repeat(999), ['a'.repeat(1_000)]]);
    expect(cut).toBe(true);
  });

  it('are as many of a field as anybody shows', async () => {
    const { common, beyond } = await read('g.flac', flacWith(many(200, (i) => `GENRE=genre ${i}`)));
    expect([common.genre?.length, beyond]).toEqual([TAG_LIMITS.perField, undefined]);
  });

  it('keep the hundredths of a tempo, and the key under any of its names', async () => {
    const flac = flacWith(['BPM=127.98', 'INITIALKEY=8A']);
    expect((await read('b.flac', flac)).common).toMatchObject({ bpm: 127.98, key: '8A' });
    const mp3 = mp3With([id3Frame('TBPM', '128'), id3Frame('TKEY', 'F#m')]);
    expect((await read('b.mp3', mp3)).common).toMatchObject({ bpm: 128, key: 'F#m' });
  });

  it('are found where the name says another format than the bytes', async () => {
    expect((await read('really-flac.mp3', flacWith(['TITLE=T', 'ARTIST=A']))).common.title).toBe('T');
    expect((await read('really-m4a.flac', mp4With([mp4Text('\xa9nam', 'T')]))).common.title).toBe('T');
  });

  it('are no matter where there is only noise, however long', async () => {
    const limits = { ...TAG_LIMITS, bytes: 20_000 };
    expect(await read('noise.mp3', Buffer.alloc(100_000, 0x55), limits)).toMatchObject({ common: {} });
    expect(await read('noise.mp3', Buffer.alloc(100_000, 0x55), limits)).not.toHaveProperty('beyond');
  });

  it('that are said to be more than there is room for are none', async () => {
    const lying = flacWith(['TITLE=T']);
    lying.writeUInt32LE(20_000_000, lying.indexOf('test') + 4);
    expect((await read('lying.flac', lying)).common).toEqual({});
    lying.writeUInt32LE(1, lying.indexOf('test') + 4);
    expect((await read('honest.flac', lying)).common.title).toBe('T');
  });

  it('that are none are no error', async () => {
    expect(await read('noise.mp3', Buffer.from('nothing here'))).toMatchObject({ common: {}, cut: false });
    expect(await read('cut.mp3', mp3With([id3Frame('TIT2', 'T')]).subarray(0, 14))).toMatchObject({ common: {} });
  });
});
