import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IcyDemuxer, metadataInterval } from '../../../../src/audio/sources/icecast/demux.js';

/** Sound with a block after every `interval` bytes, as a server sends it. */
function interleaved(sound: Uint8Array, interval: number, texts: readonly string[]): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0, i = 0; at < sound.length; at += interval, i++) {
    const piece = sound.subarray(at, at + interval);
    parts.push(Buffer.from(piece));
    if (piece.length < interval) break;
    const text = Buffer.from(texts[i] ?? '');
    const block = Buffer.alloc(Math.ceil(text.length / 16) * 16);
    text.copy(block);
    parts.push(Buffer.from([block.length / 16]), block);
  }
  return Buffer.concat(parts);
}

function demux(interval: number, chunks: readonly Uint8Array[]) {
  const demuxer = new IcyDemuxer(interval);
  const audio: Uint8Array[] = [];
  const texts: string[] = [];
  for (const chunk of chunks) {
    for (const part of demuxer.push(chunk)) {
      if ('audio' in part) audio.push(part.audio);
      else texts.push(Buffer.from(part.block).toString().replace(/\0+$/, ''));
    }
  }
  return { audio: Buffer.concat(audio), texts };
}

describe('the demultiplexer', () => {
  it('gives back the sound and the texts, wherever chunks are cut', () => {
    const cases = fc.record({
      sound: fc.uint8Array({ maxLength: 400 }),
      interval: fc.integer({ min: 1, max: 60 }),
      texts: fc.array(fc.stringMatching(/^[a-z]{1,40}$/), { maxLength: 8 }),
      cuts: fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 12 }),
    });
    fc.assert(
      fc.property(cases, ({ sound, interval, texts, cuts }) => {
        const stream = interleaved(sound, interval, texts);
        const ends = [...new Set([...cuts, stream.length])].sort((a, b) => a - b);
        const chunks = ends.map((end, i) => stream.subarray(i === 0 ? 0 : ends[i - 1], end));
        const { audio, texts: found } = demux(interval, chunks);
        expect(audio.equals(Buffer.from(sound))).toBe(true);
        expect(found).toEqual(texts.slice(0, Math.floor(sound.length / interval)));
      }),
    );
  });

  it('takes the longest block there can be', () => {
    const text = 'x'.repeat(4080);
    const { texts } = demux(4, [interleaved(new Uint8Array(8), 4, ['', text])]);
    expect(texts).toEqual([text]);
  });
});

describe('the interval', () => {
  it.each([
    ['16000', 16000],
    [' 8192 ', 8192],
    ['0', null],
    ['-1', null],
    ['1e3', null],
    ['99999999', null],
    ['', null],
    [null, null],
  ])('of %j is %j', (header, interval) => {
    expect(metadataInterval(header)).toBe(interval);
  });
});
