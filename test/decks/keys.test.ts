import { expect, it } from 'vitest';
import { classicKey, keyOfEngine, keyOfMixxx, keyOfTraktor, traktorOfKey } from '../../src/decks/keys.js';

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

it('reads the numbers of Traktor, Mixxx and Engine, and writes those of Traktor', () => {
  expect(ALL.map((_, number) => keyOfTraktor(number))).toEqual(ALL);
  expect(ALL.map(traktorOfKey)).toEqual(ALL.map((_, number) => number));
  expect(traktorOfKey('A minor')).toBe(21);
  expect(ALL.map((_, number) => keyOfMixxx(number + 1))).toEqual(ALL);
  expect([0, 1, 2, 3, 20, 21, 22, 23].map(keyOfEngine)).toEqual(['C', 'Am', 'G', 'Em', 'Bb', 'Gm', 'F', 'Dm']);
  expect(keyOfEngine(10)).toBe('B');
  expect(keyOfEngine(11)).toBe('Abm');
});

it.each([-1, 24, 0.5, Number.NaN])('knows no key by the number %s', (number) => {
  expect(keyOfTraktor(number)).toBeUndefined();
  expect(keyOfEngine(number)).toBeUndefined();
  expect(keyOfMixxx(number + 1)).toBeUndefined();
  expect(traktorOfKey('no key')).toBeUndefined();
});
