import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serato } from '../../../src/decks/serato/deck.js';
import { cuesIn, gridIn } from '../../../src/decks/serato/markers.js';
import { markersOf } from '../../../src/decks/serato/tags.js';
import { Facts } from '../../../src/library/facts/facts.js';
import { bringIn } from '../../../src/library/from/bring-in.js';
import { FileFinder } from '../../../src/library/from/find-files.js';
import { PathMaps } from '../../../src/library/from/path-maps.js';
import { recorder } from '../../support/fakes.js';
import { database, row } from '../../support/serato.js';
import { tempFolder } from '../../support/temp.js';

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const f32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatBE(value);
  return bytes;
};
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const part = (name: string, body: Buffer): Buffer => Buffer.concat([Buffer.from(`${name}\0`), u32(body.length), body]);

/** As Serato writes them: Base64 in lines of 72, unfilled, and zeros up to 470 bytes. */
function markers2(...parts: Buffer[]): Buffer {
  const inner = Buffer.concat([hex('0101'), ...parts, hex('00')]);
  const text = inner
    .toString('base64')
    .replaceAll('=', '')
    .replace(/.{72}(?=.)/g, '$&\n');
  return Buffer.concat([hex('0101'), Buffer.from(text), Buffer.alloc(Math.max(0, 468 - text.length))]);
}
/** The one that is known byte for byte: a red cue "In" at 31.093 s, its last letter dropped. */
const KNOWN = Buffer.concat([
  hex('0101'),
  Buffer.from('AQFDT0xPUgAAAAAEAP///0NVRQAAAAAPAAAAAHl1AMwAAAAASW4AQlBNTE9DSwAAAAABAA'),
  Buffer.alloc(400),
]);
const IN = { kind: 'cue', name: 'In', start: 31.093, hot: 0, colour: '#cc0000' };
const GRID = Buffer.concat([hex('0100'), u32(2), f32(0.5), u32(32), f32(16.5), f32(124), hex('00')]);

const geob = (name: string, data: Buffer, encoding = 0): Buffer => {
  const text =
    encoding === 1 ? Buffer.concat([hex('fffe'), Buffer.from(`${name}\0`, 'utf16le')]) : Buffer.from(`${name}\0`);
  const body = Buffer.concat([
    Buffer.from([encoding]),
    Buffer.from('application/octet-stream\0'),
    Buffer.alloc(encoding === 1 ? 2 : 1),
    text,
    data,
  ]);
  return body;
};
const safe = (size: number): Buffer =>
  Buffer.from([(size >> 21) & 127, (size >> 14) & 127, (size >> 7) & 127, size & 127]);
function id3(version: 3 | 4, frames: Array<[string, Buffer]>, flags = 0): Buffer {
  const bodies = frames.map(([name, body]) =>
    Buffer.concat([Buffer.from(name), version === 4 ? safe(body.length) : u32(body.length), Buffer.alloc(2), body]),
  );
  const all = Buffer.concat([...bodies, Buffer.alloc(100)]);
  return Buffer.concat([Buffer.from('ID3'), Buffer.from([version, 0, flags]), safe(all.length), all]);
}
/** As Serato has them where a tag is text. */
const inText = (what: string, data: Buffer): string =>
  Buffer.concat([Buffer.from('application/octet-stream\0\0'), Buffer.from(`${what}\0`), data])
    .toString('base64')
    .replaceAll('=', '')
    .replace(/.{72}/g, '$&\n');
function comments(markers: string, grid: string): Buffer {
  const comment = (name: string, what: string, data: Buffer): Buffer => {
    const line = Buffer.from(`${name}=${inText(what, data)}`);
    return Buffer.concat([u32(line.length).swap32(), line]);
  };
  return Buffer.concat([
    ...[u32(3).swap32(), Buffer.from('xyz'), u32(2).swap32()],
    ...[comment(markers, 'Serato Markers2', KNOWN), comment(grid, 'Serato BeatGrid', GRID)],
  ]);
}
function file(bytes: Buffer): string {
  const path = join(tempFolder(), 'a.mp3');
  writeFileSync(path, bytes);
  return path;
}

describe("Serato's markers", () => {
  it('are read as Serato writes them', () => {
    expect(cuesIn(KNOWN)).toEqual([IN]);
    const cue = (index: number, ms: number, name: string): Buffer =>
      part(
        'CUE',
        Buffer.concat([hex('00'), Buffer.from([index]), u32(ms), hex('00 00 88 cc 00 00'), Buffer.from(`${name}\0`)]),
      );
    const loop = part(
      'LOOP',
      Buffer.concat([hex('00 01'), u32(4000), u32(8000), hex('ffffffff 00 27aae1 00 00'), Buffer.from('Loop\0')]),
    );
    const whole = markers2(
      part('COLOR', hex('00ffffff')),
      cue(3, 9000, ''),
      cue(0, 100, 'été ☃'),
      loop,
      part('BPMLOCK', hex('00')),
    );
    expect(cuesIn(whole)).toEqual([
      { kind: 'cue', name: 'été ☃', start: 0.1, hot: 0, colour: '#0088cc' },
      { kind: 'loop', name: 'Loop', start: 4, end: 8 },
      { kind: 'cue', start: 9, hot: 3, colour: '#0088cc' },
    ]);
    expect(gridIn(GRID)).toEqual([
      { start: 0.5, bpm: 120 },
      { start: 16.5, bpm: 124 },
    ]);
    expect(cuesIn(Buffer.alloc(0))).toEqual([]);
    expect(gridIn(Buffer.alloc(3))).toEqual([]);
    expect(gridIn(Buffer.concat([hex('0100'), u32(0xffffffff)]))).toEqual([]);
  });

  it.each([
    [
      'an ID3 tag of version 3',
      id3(3, [
        ['APIC', Buffer.alloc(200_000)],
        ['GEOB', geob('Serato Markers2', KNOWN)],
        ['GEOB', geob('Serato BeatGrid', GRID)],
      ]),
    ],
    [
      'one of version 4',
      id3(4, [
        ['TIT2', Buffer.alloc(300)],
        ['GEOB', geob('Serato Markers2', KNOWN)],
        ['GEOB', geob('Serato BeatGrid', GRID)],
      ]),
    ],
    [
      'one that another program has written again',
      id3(4, [
        ['GEOB', geob('Serato Markers2', KNOWN, 1)],
        ['GEOB', geob('Serato BeatGrid', GRID, 3)],
      ]),
    ],
    [
      'AIFF',
      (() => {
        const tag = id3(3, [
          ['GEOB', geob('Serato Markers2', KNOWN)],
          ['GEOB', geob('Serato BeatGrid', GRID)],
        ]);
        return Buffer.concat([
          Buffer.from('FORM\0\0\0\0AIFFSSND'),
          u32(5),
          Buffer.alloc(6),
          Buffer.from('ID3 '),
          u32(tag.length),
          tag,
        ]);
      })(),
    ],
    [
      'FLAC',
      (() => {
        const block = comments('SERATO_MARKERS_V2', 'serato_beatgrid');
        const head = u32(block.length);
        head[0] = 0x84;
        return Buffer.concat([Buffer.from('fLaC'), Buffer.from([0, 0, 0, 34]), Buffer.alloc(34), head, block]);
      })(),
    ],
    [
      'Ogg',
      (() => {
        const page = (...lengths: number[]) =>
          Buffer.concat([Buffer.from('OggS'), Buffer.alloc(22), Buffer.from([lengths.length, ...lengths])]);
        const packet = Buffer.concat([Buffer.from('\x03vorbis'), comments('serato_markers2', 'serato_beatgrid')]);
        // It goes on in the next page.
        const rest = packet.length - 510;
        const pieces = [...Array.from({ length: Math.floor(rest / 255) }, () => 255), rest % 255];
        return Buffer.concat([
          ...[page(30), Buffer.alloc(30), page(255, 255), packet.subarray(0, 510)],
          ...[page(...pieces, 4), packet.subarray(510), Buffer.alloc(4)],
        ]);
      })(),
    ],
    [
      'M4A, behind its sound',
      (() => {
        const box = (kind: string, ...inside: Buffer[]): Buffer => {
          const all = Buffer.concat(inside);
          return Buffer.concat([u32(8 + all.length), Buffer.from(kind), all]);
        };
        const own = (name: string, what: string, data: Buffer, mean = 'com.serato.dj'): Buffer =>
          box(
            '----',
            box('mean', u32(0), Buffer.from(mean)),
            box('name', u32(0), Buffer.from(name)),
            box('data', u32(1), u32(0), Buffer.from(inText(what, data))),
          );
        const tags = box(
          'ilst',
          box('cprt', Buffer.alloc(9)),
          own('markersv2', 'Serato Markers2', GRID, 'com.apple.iTunes'),
          own('markersv2', 'Serato Markers2', KNOWN),
          own('beatgrid', 'Serato BeatGrid', GRID),
        );
        const long = Buffer.concat([u32(1), Buffer.from('mdat'), u32(0), u32(16 + 100_000), Buffer.alloc(100_000)]);
        return Buffer.concat([
          box('ftyp', Buffer.from('M4A ')),
          long,
          box('moov', box('trak'), box('udta', box('meta', u32(0), tags))),
        ]);
      })(),
    ],
  ])('are found in %s', async (_, bytes) => {
    expect(await markersOf(file(bytes))).toEqual({ cues: [IN], grid: gridIn(GRID) });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['no tag', Buffer.from('RIFF    WAVE')],
    ['a tag with another head', id3(3, [['GEOB', geob('Serato Markers2', KNOWN)]], 0x40)],
    [
      'other objects',
      id3(3, [
        ['GEOB', geob('Something', KNOWN)],
        ['GEOB', hex('00')],
      ]),
    ],
    [
      'a frame of a length that lies',
      (() => {
        const bytes = id3(3, [['GEOB', geob('Serato Markers2', KNOWN)]]);
        bytes.writeUInt32BE(0xfffffff0, 14);
        return bytes;
      })(),
    ],
  ])('are none where there is %s', async (_, bytes) => expect(await markersOf(file(bytes))).toEqual({}));

  it('do not harm when any byte of them is another one', async () => {
    const whole = id3(3, [
      ['GEOB', geob('Serato Markers2', KNOWN)],
      ['GEOB', geob('Serato BeatGrid', GRID)],
    ]);
    for (let at = 0; at < whole.length; at += 7) {
      const bytes = Buffer.from(whole);
      bytes[at] = 255 - bytes[at]!;
      const { cues = [] } = await markersOf(file(bytes));
      expect(cues.length).toBeLessThan(10);
    }
  });

  it('are not waited for in a pipe, a folder or what is not there', async () => {
    const folder = tempFolder();
    execFileSync('mkfifo', [join(folder, 'pipe.mp3')]);
    for (const name of ['', 'pipe.mp3', 'gone.mp3']) expect(await markersOf(join(folder, name))).toEqual({});
  });

  it('come with the tracks of a library, from where the files are on this machine', async () => {
    const [disk, here] = [tempFolder(), tempFolder()];
    mkdirSync(join(disk, '_Serato_'));
    // It is no music to ffmpeg, and stays out of the library; what Serato says of it is kept.
    writeFileSync(join(here, 'a.mp3'), id3(3, [['GEOB', geob('Serato Markers2', KNOWN)]]));
    const path = join(disk, '_Serato_', 'database V2');
    writeFileSync(path, database(row({ pfil: 'gone.mp3' }), row({ pfil: 'Users/ann/a.mp3', tsng: 'A' })));
    const signal = new AbortController().signal;
    const reader = await serato.load({ tempFolder: disk });
    const facts = new Facts(tempFolder(), () => {});
    const { report } = await bringIn(
      {
        program: 'serato',
        title: 'Serato',
        path,
        tracks: reader.collection!(path, recorder()),
        inFile: reader.inFile!,
      },
      {
        ...{ facts, finder: new FileFinder(), at: '2026-01-01T00:00:00.000Z', isExcluded: () => false },
        ...{ maps: new PathMaps([{ from: `${disk}/Users/ann`, to: here }], disk), signal, emit: () => {} },
      },
    );
    expect(report).toMatchObject({ found: 1, missing: { count: 1 } });
    expect(facts.of([join(here, 'a.mp3')])).toMatchObject({ serato: { title: 'A', cues: [IN] } });
  });
});
