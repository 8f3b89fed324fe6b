import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unpackSegment } from '../../../../src/audio/sources/hls/packed.js';
import { packedTag } from '../../../support/hls.js';

const bytes = (...values: number[]): Buffer => Buffer.concat([Buffer.from(values), Buffer.alloc(400)]);
const box = (name: string): Buffer => Buffer.concat([Buffer.alloc(4), Buffer.from(name), Buffer.alloc(100)]);

describe('a segment', () => {
  const stream = bytes(0x47);
  stream[188] = 0x47;
  it.each([
    ['a transport stream', stream, 'mpegts'],
    ['a fragment of MP4', box('moof'), 'mp4'],
    ['a fragment of MP4 with its type', box('styp'), 'mp4'],
    ['AAC', bytes(0xff, 0xf1), 'aac'],
    ['MP3', bytes(0xff, 0xfb), 'mp3'],
    ['AC-3', bytes(0x0b, 0x77, 0, 0, 0, 8 << 3), 'ac3'],
    ['E-AC-3', bytes(0x0b, 0x77, 0, 0, 0, 16 << 3), 'eac3'],
    ['something else', bytes(1, 2, 3), null],
    ['nothing', Buffer.alloc(0), null],
  ])('is told by its bytes: %s', (_, data, packing) => {
    expect(unpackSegment(data)).toMatchObject({ packing, bytes: data, stamp: null, complete: false });
  });

  it('may bring its own initialisation', () => {
    expect(unpackSegment(box('ftyp'))).toMatchObject({ packing: 'mp4', complete: true });
  });

  it('of packed audio begins at the time of its tag, which is taken off', () => {
    const sound = bytes(0xff, 0xf1);
    const found = unpackSegment(Buffer.concat([packedTag(12.5, 'Nora – Glass'), sound]));
    expect(found).toMatchObject({ packing: 'aac', stamp: 12.5, title: 'Nora – Glass' });
    expect(found.bytes.equals(sound)).toBe(true);
  });

  it('may have several tags', () => {
    const found = unpackSegment(Buffer.concat([packedTag(7), packedTag(8, 'Later'), bytes(0xff, 0xfb)]));
    expect(found).toMatchObject({ packing: 'mp3', stamp: 8, title: 'Later' });
  });

  it('may be any rubbish', () => {
    const tags = fc.constantFrom(
      'ID3',
      'ID3\x04\0\0',
      'ID3\x03\0\0\0\0\x7f\x7fPRIV',
      'TIT2',
      '\xff\xf1',
      'G',
      'PRIV\xff\xff\xff\xff',
    );
    const rubbish = fc.array(
      fc.oneof(
        tags.map((t) => Buffer.from(t, 'latin1')),
        fc.uint8Array({ maxLength: 40 }),
      ),
    );
    fc.assert(
      fc.property(rubbish, (parts) => {
        const whole = Buffer.concat(parts);
        expect(unpackSegment(whole).bytes.length).toBeLessThanOrEqual(whole.length);
      }),
      { numRuns: 3000, seed: 1 },
    );
  });
});
