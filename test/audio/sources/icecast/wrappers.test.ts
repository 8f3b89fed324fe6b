import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressesIn, wrapperOf } from '../../../../src/audio/sources/icecast/wrappers.js';

const BASE = 'http://station.example/listen/list.pls';
const read = (text: string): [string | null, string[]] => {
  const kind = wrapperOf(Buffer.from(text));
  return [kind, kind ? addressesIn(kind, Buffer.from(text), BASE) : []];
};

describe('a playlist around a stream', () => {
  it('is a PLS, whose numbers give the order', () => {
    const text =
      '[playlist]\r\nNumberOfEntries=2\r\nFile2=http://b.example:8000/\r\nTitle1=x\r\nFile1=http://a.example:8000/s?a=b;c\r\n';
    expect(read(text)).toEqual(['pls', ['http://a.example:8000/s?a=b;c', 'http://b.example:8000/']]);
  });

  it('is an M3U with or without its mark', () => {
    expect(read('#EXTM3U\n#EXTINF:-1,Station\nhttp://a.example/live\n')).toEqual(['m3u', ['http://a.example/live']]);
    expect(read('\ufeffhttp://a.example/live\r\n\r\nhttp://b.example/live')).toEqual([
      'm3u',
      ['http://a.example/live', 'http://b.example/live'],
    ]);
  });

  it('is an ASX, in any case and with loose ampersands', () => {
    const text =
      '<ASX Version="3.0"><!-- <ref href="http://no/"/> --><Entry><REF HREF = "http://a.example/?a=1&b=2"/></Entry>' +
      "<entry><ref href='/live&amp;x=1' /></entry></ASX>";
    expect(read(text)).toEqual(['asx', ['http://a.example/?a=1&b=2', 'http://station.example/live&x=1']]);
    expect(read('[Reference]\nRef1=http://a.example/live?MSWMExt=.asf\n')[1]).toEqual([
      'http://a.example/live?MSWMExt=.asf',
    ]);
  });

  it('may name addresses relative to its own', () => {
    expect(read('#EXTM3U\n../live.mp3\n')[1]).toEqual(['http://station.example/live.mp3']);
  });

  it('leads to nothing but the web', () => {
    const text =
      '[playlist]\nFile1=file:///etc/passwd\nFile2=data:audio/mpeg,x\nFile3=mms://a/\nFile4=javascript:1\nFile5=http://ok.example/\n';
    expect(read(text)[1]).toEqual(['http://ok.example/']);
  });

  it('isn’t an HLS playlist, a page, a picture or plain words', () => {
    expect(wrapperOf(Buffer.from('#EXTM3U\n#EXT-X-TARGETDURATION:6\nx.ts\n'))).toBeNull();
    expect(wrapperOf(Buffer.from('<!doctype html><p>http://a.example/'))).toBeNull();
    expect(wrapperOf(Buffer.from('see http://a.example/ for more'))).toBeNull();
    expect(wrapperOf(Buffer.from([0xff, 0xfb, 0x90, 0, 0, 0]))).toBeNull();
  });

  it('names each address once, and never thousands', () => {
    const text = `#EXTM3U\n${Array.from({ length: 5000 }, (_, i) => `http://a.example/${i % 200}`).join('\n')}`;
    expect(read(text)[1]).toHaveLength(50);
  });

  it('passes over what is too long for an address, and comments that never end', () => {
    const long = `http://a.example/${'x'.repeat(5000)}`;
    expect(read(`[playlist]\nFile1=${long}\nFile2=http://b.example/\n`)[1]).toEqual(['http://b.example/']);
    expect(read(`#EXTM3U\n${long}\nhttp://b.example/\n`)[1]).toEqual(['http://b.example/']);
    expect(read('<asx><ref href="http://b.example/"/><!-- <!-- <ref href="http://c.example/"/>')[1]).toEqual([
      'http://b.example/',
    ]);
  });

  it('survives whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('[playlist]\n', '<asx>', '#EXTM3U\n', '[reference]\n', 'http://a/\n'),
        fc.string({ unit: 'binary', maxLength: 300 }),
        (mark, rest) => {
          for (const address of read(mark + rest)[1]) expect(address).toMatch(/^https?:\/\//);
        },
      ),
    );
  });
});
