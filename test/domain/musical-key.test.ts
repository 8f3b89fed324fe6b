import { describe, expect, it } from 'vitest';
import {
  camelotKey,
  camelotStep,
  classicKey,
  keyName,
  keyNumber,
  keysFit,
  openKey,
  transposed,
} from '../../src/domain/musical-key.js';

// By root from C upwards, as tags of files that several programs agreed on have them.
const MAJOR = ['C', 'Db', 'D', 'Eb', 'E', 'F', 'Gb', 'G', 'Ab', 'A', 'Bb', 'B'];
const MINOR = ['Cm', 'C#m', 'Dm', 'Ebm', 'Em', 'Fm', 'F#m', 'Gm', 'Abm', 'Am', 'Bbm', 'Bm'];
const CAMELOT_MAJOR = ['8B', '3B', '10B', '5B', '12B', '7B', '2B', '9B', '4B', '11B', '6B', '1B'];
const CAMELOT_MINOR = ['5A', '12A', '7A', '2A', '9A', '4A', '11A', '6A', '1A', '8A', '3A', '10A'];
const OPEN_MAJOR = ['1d', '8d', '3d', '10d', '5d', '12d', '7d', '2d', '9d', '4d', '11d', '6d'];
const OPEN_MINOR = ['10m', '5m', '12m', '7m', '2m', '9m', '4m', '11m', '6m', '1m', '8m', '3m'];
const ALL = [...MAJOR, ...MINOR];

it('reads both wheels', () => {
  for (const wheel of [
    [...CAMELOT_MAJOR, ...CAMELOT_MINOR],
    [...OPEN_MAJOR, ...OPEN_MINOR],
  ]) {
    expect(wheel.map(classicKey)).toEqual(ALL);
    expect(wheel.map((key) => classicKey(key.padStart(3, '0')))).toEqual(ALL);
    expect(wheel.map((key) => classicKey(key.toUpperCase().replace('D', 'd')))).toEqual(ALL);
  }
});

it('leaves its own spelling as it is', () => expect(ALL.map(classicKey)).toEqual(ALL));

it.each([
  ['Amin', 'Am'],
  ['A minor', 'Am'],
  ['a Moll', 'Am'],
  ['am', 'Am'],
  ['AM', 'A'],
  ['A dur', 'A'],
  ['Amaj', 'A'],
  ['A#m', 'Bbm'],
  ['Bbm', 'Bbm'],
  ['B♭ minor', 'Bbm'],
  ['G#m', 'Abm'],
  ['Dbm', 'C#m'],
  ['F sharp min', 'F#m'],
  ['D flat major', 'Db'],
  ['F#', 'Gb'],
  ['Cb', 'B'],
  ['B#', 'C'],
  ['bb', 'Bb'],
  [' 8A - Am ', 'Am'],
  ['8A (Am)', 'Am'],
  ['8A - Energy 7', 'Am'],
  ['~ 1m', 'Am'],
])('reads %s', (text, key) => expect(classicKey(text)).toBe(key));

it.each(['', 'o', 'All', 'H', 'Amazing', '0A', '13A', '8C', '8', 'Am/C', '8A/9A', '-', `${' '.repeat(100)}Am`])(
  'finds no key, or no single one, in "%s"',
  (text) => expect(classicKey(text)).toBeUndefined(),
);

describe('reckoning with keys', () => {
  const numbers = ALL.map((_, number) => number);

  it('names and numbers them', () => {
    expect(numbers.map(keyName)).toEqual(ALL);
    expect(ALL.map(keyNumber)).toEqual(numbers);
    expect([-1, 24, 0.5].map(keyName)).toEqual([undefined, undefined, undefined]);
  });

  it('puts them on both wheels', () => {
    expect(numbers.map(camelotKey)).toEqual([...CAMELOT_MAJOR, ...CAMELOT_MINOR]);
    expect(numbers.map(openKey)).toEqual([...OPEN_MAJOR, ...OPEN_MINOR]);
  });

  it('transposes within the mode', () => {
    expect(keyName(transposed(keyNumber('Am')!, 3))).toBe('Cm');
    expect(keyName(transposed(keyNumber('C')!, -1))).toBe('B');
    expect(keyName(transposed(keyNumber('Bm')!, -25))).toBe('Bbm');
  });

  it.each([
    ['8A', '9A', 1, false, true],
    ['8A', '7A', -1, false, true],
    ['1A', '12A', -1, false, true],
    ['8A', '8B', 0, true, true],
    ['8A', '8A', 0, false, true],
    ['8A', '2A', 6, false, false],
    ['8A', '9B', 1, true, false],
    ['8A', '10A', 2, false, false],
  ])('from %s to %s', (from, to, steps, changesMode, fits) => {
    expect(camelotStep(keyNumber(from)!, keyNumber(to)!)).toEqual({ steps, changesMode });
    expect(keysFit(keyNumber(from)!, keyNumber(to)!)).toBe(fits);
  });
});
