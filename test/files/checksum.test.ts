import { crc32 as reference } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { crc32, crc32Plain } from '../../src/files/checksum.js';

describe('the checksum', () => {
  it('is the known one of a known text', () => {
    const text = new TextEncoder().encode('123456789');
    expect(crc32Plain(text)).toBe(0xcbf43926);
    expect(crc32(text)).toBe(0xcbf43926);
  });

  it.each([0, 1, 255, 4096])('is the same with and without help by node, for %i bytes', (length) => {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + 7) & 255);
    expect(crc32Plain(bytes)).toBe(reference(bytes));
    expect(crc32Plain(bytes, 77)).toBe(reference(bytes, 77));
  });
});
