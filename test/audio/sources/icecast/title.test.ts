import { describe, expect, it } from 'vitest';
import { LostCount, parseBlock } from '../../../../src/audio/sources/icecast/title.js';

const block = (text: string | Buffer): Uint8Array => Buffer.concat([Buffer.from(text as string), Buffer.alloc(5)]);

describe("a station's title", () => {
  it.each([
    ["StreamTitle='Artist - Title';StreamUrl='';", 'Artist - Title'],
    ["StreamTitle='Don't Stop - It's Ok';", "Don't Stop - It's Ok"],
    ["StreamTitle='a';b - c';StreamUrl='http://x/';", "a';b - c"],
    ["StreamTitle='cut in the mid", 'cut in the mid'],
    ["StreamTitle='';StreamUrl='';", ''],
    ["StreamUrl='http://x/';StreamTitle='second';", 'second'],
    ["streamtitle='any case';", 'any case'],
    ["StreamTitle='tab\tand \u001b[31mred\u001b[0m';", 'tab and [31mred [0m'],
  ])('in %j is %j', (text, title) => {
    expect(parseBlock(block(text))?.text).toBe(title);
  });

  it('keeps the address beside it', () => {
    expect(parseBlock(block("StreamTitle='a - b';StreamUrl='https://station.example/';"))).toEqual({
      text: 'a - b',
      url: 'https://station.example/',
    });
  });

  it('is UTF-8 where that is valid, else windows-1252', () => {
    expect(parseBlock(block("StreamTitle='Björk – Jóga';"))?.text).toBe('Björk – Jóga');
    expect(parseBlock(block(Buffer.from("StreamTitle='Bj\xf6rk \x96 J\xf3ga';", 'latin1')))?.text).toBe('Björk – Jóga');
  });

  it('stays UTF-8 when the server cuts its last character', () => {
    const whole = Buffer.from("StreamTitle='Sigur Rós ‒ Ágætis byrjuð");
    expect(parseBlock(whole.subarray(0, whole.length - 1))?.text).toBe('Sigur Rós ‒ Ágætis byrju');
  });

  it('says nothing where the block speaks of something else', () => {
    expect(parseBlock(block("adw_ad='true';durationMilliseconds='30000';"))).toBeNull();
    expect(parseBlock(block(''))).toBeNull();
  });

  it('is never longer than a line or two', () => {
    expect(parseBlock(block(`StreamTitle='${'x'.repeat(4000)}';`))?.text).toHaveLength(500);
  });

  it('tells when the stream has lost count', () => {
    expect(() => parseBlock(Uint8Array.from([0xff, 0xfb, 0x90, 0x64, 1, 2, 3]))).toThrow(LostCount);
  });
});
