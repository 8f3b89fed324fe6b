import { describe, expect, it } from 'vitest';
import { keyNumber } from '../../src/domain/musical-key.js';
import { keyAgreement, tempoAgreement } from '../../src/domain/told-sound.js';

describe('what is said of a track’s sound', () => {
  it.each([
    [128, 127.98, 'same'],
    // Rounded to a whole beat.
    [100, 100.5, 'same'],
    [100.02, 100.7, 'other'],
    [87, 174.2, 'half'],
    [174, 87.1, 'double'],
    [124, 128, 'other'],
    [0.1, 128, 'other'],
  ] as const)('agrees in tempo: %d, heard %d: %s', (said, heard, agreement) => {
    expect(tempoAgreement(said, heard)).toBe(agreement);
  });

  it.each([
    ['Am', '8A', 'same'],
    ['8A - Am', '8A', 'same'],
    ['C', '8A', 'relative'],
    ['9A', '8A', 'near'],
    ['7A', '8A', 'near'],
    ['12A', '1A', 'near'],
    ['9B', '8A', 'other'],
    ['2A', '8A', 'other'],
    ['nothing', '8A', null],
  ] as const)('agrees in key: %s, heard %s: %s', (said, heard, agreement) => {
    expect(keyAgreement(said, keyNumber(heard)!)).toBe(agreement);
  });
});
