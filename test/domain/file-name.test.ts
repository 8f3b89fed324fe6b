import fc from 'fast-check';
import { expect, it } from 'vitest';
import { safeBaseName, withoutMediaExtension } from '../../src/domain/file-name.js';

it.each([
  ['mix.mp3', 'mix'],
  ['Live at Nr.5', 'Live at Nr.5'],
  ['Set 12.05.2026', 'Set 12.05.2026'],
  ['日本 – été 🎧.flac', '日本 – été 🎧'],
  ['AC/DC: live\\now?', 'AC_DC_ live_now_'],
  ['../../etc/passwd', '_.._etc_passwd'],
  ['..', 'tracklist'],
  ['.hidden', 'hidden'],
  ['-rf', 'rf'],
  ['', 'tracklist'],
  ['CON', '_CON'],
  ['nul.txt', '_nul.txt'],
  ['com¹', '_com¹'],
  ['Console', 'Console'],
  ['ends with dots. . .', 'ends with dots'],
  ['a\u0000b\u001b[31m\nc\u202e', 'a b [31m c'],
])('names the files of %j %j', (name, safe) => {
  expect(safeBaseName(name)).toBe(safe);
});

it('cuts a long name at the limit of file systems, never through a character', () => {
  const long = safeBaseName('👩‍👩‍👧‍👧'.repeat(50));
  expect(Buffer.byteLength(long)).toBeLessThanOrEqual(220);
  expect(long.replaceAll('👩‍👩‍👧‍👧', '')).toBe('');
  expect(safeBaseName('é'.repeat(300))).toBe('é'.repeat(110));
});

it('is safe whatever the name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
      const safe = safeBaseName(name);
      expect(safe).not.toMatch(/[/\\:*?"<>|\u0000-\u001f]|^[.\-\s]|[.\s]$|^$/);
      expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(221);
    }),
  );
});

it('takes off only an ending that names a kind of file', () => {
  expect(withoutMediaExtension('mix.part1.M4A')).toBe('mix.part1');
  expect(withoutMediaExtension('.mp3')).toBe('.mp3');
  expect(withoutMediaExtension('Mr.Oizo')).toBe('Mr.Oizo');
});
