import { Buffer } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { audioRegion } from '../../../src/library/scan/audio-region.js';
import { contentId, fullContentId } from '../../../src/library/scan/content-id.js';
import { wavBytes } from '../../support/audio.js';
import { write } from '../made-up.js';
import { inFolder } from '../prints.js';

const sound = Buffer.from(Array.from({ length: 400_000 }, (_, i) => (i * 31 + (i >> 8)) & 0xff));

const id3v2 = (text: string): Buffer => {
  const body = Buffer.from(text);
  const size = [body.length >> 21, body.length >> 14, body.length >> 7, body.length].map((part) => part & 0x7f);
  return Buffer.concat([Buffer.from('ID3\u0004\u0000\u0000', 'latin1'), Buffer.from(size), body]);
};
const id3v1 = (title: string): Buffer => Buffer.from(`TAG${title}`.padEnd(128, '\0'));
const ape = (text: string): Buffer => {
  const head = Buffer.alloc(32);
  head.write('APETAGEX', 'latin1');
  head.writeUInt32LE(2000, 8);
  head.writeUInt32LE(Buffer.byteLength(text) + 32, 12);
  const footer = Buffer.from(head);
  head.writeUInt32LE(0xa0000000, 20);
  footer.writeUInt32LE(0x80000000, 20);
  return Buffer.concat([head, Buffer.from(text), footer]);
};
const flac = (comment: string): Buffer => {
  const block = (kind: number, body: Buffer): Buffer =>
    Buffer.concat([Buffer.from([kind, 0, body.length >> 8, body.length & 0xff]), body]);
  return Buffer.concat([Buffer.from('fLaC'), block(0, Buffer.alloc(34, 1)), block(0x84, Buffer.from(comment)), sound]);
};
const mp4 = (title: string): Buffer => {
  const box = (name: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(body.length + 8, 0);
    head.write(name, 4, 'latin1');
    return Buffer.concat([head, body]);
  };
  return Buffer.concat([box('ftyp', Buffer.from('M4A ')), box('moov', Buffer.from(title)), box('mdat', sound)]);
};
const wav = (title: string): Buffer =>
  Buffer.concat([wavBytes(new Int16Array(sound.buffer.slice(0, 200_000)), 8000), Buffer.from(`LIST${title}`)]);

describe('a content id', () => {
  it.each<[string, (tag: string) => Buffer]>([
    ['ID3v2', (tag) => Buffer.concat([id3v2(tag), sound])],
    ['two ID3v2', (tag) => Buffer.concat([id3v2('first'), id3v2(tag), sound])],
    ['ID3v1', (tag) => Buffer.concat([sound, id3v1(tag)])],
    ['APE before ID3v1', (tag) => Buffer.concat([sound, ape(tag), id3v1(tag)])],
    ['FLAC', flac],
    ['MP4', mp4],
    ['WAV', wav],
  ])('does not change with the tags: %s', (_, file) =>
    inFolder(async (folder) => {
      const one = write(join(folder, 'one'), file('a title'));
      const other = write(join(folder, 'other'), file('another, longer title'));
      expect((await contentId(other)).id).toBe((await contentId(one)).id);
      const { signal } = new AbortController();
      expect(await fullContentId(other, signal)).toBe(await fullContentId(one, signal));
    }),
  );

  it.each([
    ['its beginning', 10],
    ['its end', sound.length - 10],
    ['its middle', Math.floor((sound.length * 4) / 9) + 5],
  ])('changes with the sound at %s', (_, at) =>
    inFolder(async (folder) => {
      const changed = Buffer.from(sound);
      changed[at]! ^= 1;
      const one = await contentId(write(join(folder, 'one'), sound));
      const other = await contentId(write(join(folder, 'other'), changed));
      expect(other.id).not.toBe(one.id);
    }),
  );

  it('of a file that only looks like a known format is made from all of it', () =>
    inFolder(async (folder) => {
      for (const head of ['fLaC', 'RIFFxxxxWAVE', '\0\0\0\u0008ftypM4A ', 'ID3', 'FORMxxxxAIFF']) {
        const one = write(join(folder, 'one'), Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from('abc')]));
        const other = write(join(folder, 'other'), Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from('abd')]));
        expect((await contentId(other)).id).not.toBe((await contentId(one)).id);
        expect((await contentId(one)).bytes).toBeGreaterThan(0);
      }
    }));
});

it('looks at no more parts of a file than any real one has', async () => {
  const bytes = Buffer.concat([Buffer.from('fLaC'), Buffer.alloc(400_000, Buffer.from([1, 0, 0, 0]))]);
  let reads = 0;
  const file = {
    read: async (buffer: Buffer, _: number, length: number, from: number) => {
      reads++;
      return { buffer, bytesRead: bytes.copy(buffer, 0, from, from + length) };
    },
  } as unknown as FileHandle;
  expect(await audioRegion(file, bytes.length)).toEqual({ start: 0, end: bytes.length });
  expect(reads).toBeLessThan(1_100);
});
