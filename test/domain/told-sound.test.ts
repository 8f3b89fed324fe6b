import { describe, expect, it } from 'vitest';
import type { Heard } from '../../src/domain/heard.js';
import { keyNumber } from '../../src/domain/musical-key.js';
import { keyAgreement, soundTags, tempoAgreement } from '../../src/domain/told-sound.js';
import { heardNothing } from '../library/made-up.js';

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

describe('what is written into tags', () => {
  const tempo = (confidence: number) => ({ bpm: 128, confidence, firstBeat: 0, downbeat: 0, beatsPerBar: 4 });
  const heard = (confidence: number): Heard => ({
    ...heardNothing,
    tempo: tempo(confidence),
    key: { key: keyNumber('Am')!, confidence, second: 0, tuning: 0 },
  });
  const by = 'tags';
  it.each([
    ['what they lack', 0.9, undefined, false, { bpm: 128, key: 'Am' }],
    ['what they lack, beside what they have', 0.9, { by, bpm: 120 }, false, { key: 'Am' }],
    ['nothing that isn’t sure', 0.4, undefined, true, null],
    ['nothing that they say, in whichever way', 0.9, { by, bpm: 64, key: '8A' }, true, null],
    ['nothing in the place of what they say otherwise', 0.9, { by, bpm: 120, key: 'Bm' }, false, null],
    ['the same where that is wanted', 0.9, { by, bpm: 120, key: 'Bm' }, true, { bpm: 128, key: 'Am' }],
  ] as const)('is %s', (_, confidence, said, replaces, tags) => {
    expect(soundTags(heard(confidence), said, replaces)).toEqual(tags);
  });

  it('is nothing of silence', () => {
    expect(soundTags(heardNothing, undefined, true)).toBeNull();
  });
});
