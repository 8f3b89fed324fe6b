import { describe, expect, it } from 'vitest';
import {
  isLocalName,
  isPrivateAddress,
  literalAddress,
  publicForm,
  webAddress,
} from '../../../../src/audio/sources/web/address.js';

describe('an address', () => {
  it.each(['file:///etc/passwd', 'data:audio/mpeg;base64,AAAA', 'ftp://host/a.mp3', 'concat:a|b', 'javascript:1'])(
    '%s is refused, by itself and inside a playlist',
    (text) => {
      expect(() => webAddress(text)).toThrow(/http and https only/);
      expect(() => webAddress(text, new URL('https://host/list.m3u8'))).toThrow(/host leads to/);
    },
  );

  it('inside a playlist counts from the playlist', () => {
    const base = new URL('https://host/a/list.m3u8?token=1');
    expect(webAddress('seg/1.ts', base).href).toBe('https://host/a/seg/1.ts');
    expect(webAddress('//other/1.ts', base).href).toBe('https://other/1.ts');
  });

  it('is shown without what may be secret', () => {
    expect(publicForm(new URL('https://user:pass@host:8000/a.mp3?token=1#x'))).toBe('https://host:8000/a.mp3');
  });
});

describe('a private address', () => {
  it.each([
    ...['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1'],
    ...['::1', '::', 'fe80::1', 'fe80::1%eth0', 'fd00::1', '::ffff:10.0.0.1', '::ffff:7f00:1', '2002:7f00:1::'],
    ...['64:ff9b::7f00:1', '64:ff9b::10.0.0.1', 'not an address'],
  ])('is %s', (address) => expect(isPrivateAddress(address)).toBe(true));

  it.each([
    '1.1.1.1',
    '172.32.0.1',
    '8.8.8.8',
    '2606:4700::1111',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
    '64:ff9b::8.8.8.8',
  ])('is not %s', (address) => expect(isPrivateAddress(address)).toBe(false));

  it.each(['http://2130706433/', 'http://0x7f.1/', 'http://0177.0.0.1/', 'http://[::ffff:127.0.0.1]/'])(
    'is seen in the disguise of %s',
    (url) => expect(isPrivateAddress(literalAddress(new URL(url))!)).toBe(true),
  );

  it.each([
    ['localhost', true],
    ['router', true],
    ['nas.local.', true],
    ['db.internal', true],
    ['example.com', false],
  ])('may have a local name: %s, %s', (name, local) => expect(isLocalName(name)).toBe(local));
});
