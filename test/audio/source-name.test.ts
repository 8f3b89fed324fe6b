import { describe, expect, it } from 'vitest';
import { nameOfFile } from '../../src/audio/source-name.js';
import { safeSourceName } from '../../src/domain/file-name.js';

describe("a source's name", () => {
  it.each([
    ['/music/Live at 9.30.mp3', 'Live at 9.30'],
    ['Mix.MP3', 'Mix'],
    ['notes.2024', 'notes.2024'],
    ['.mp3', 'mp3'],
    ['/a/ミックス 🎧.flac', 'ミックス 🎧'],
  ])('of the file %s is %s', (path, name) => expect(nameOfFile(path)).toBe(name));

  it.each([
    ['a/b\\c', 'a_b_c'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['line\nbreak\u0000\u001b[2J', 'line break [2J'],
    ['rtl \u202egpj.exe', 'rtl gpj.exe'],
    ['what? "now" <a|b>:*', 'what_ _now_ _a_b_'],
    ['dots...', 'dots'],
    ['CON', '_CON'],
    ['aux.mix', '_aux.mix'],
    ['', 'mix'],
    ['...', 'mix'],
  ])('makes %j safe as %j', (text, name) => expect(safeSourceName(text)).toBe(name));

  it('fits into a file system with its extensions, without cutting a character in half', () => {
    const name = safeSourceName('🎧'.repeat(200));
    expect(Buffer.byteLength(name)).toBe(180);
    expect([...name].every((c) => c === '🎧')).toBe(true);
  });
});
