import { expect, it } from 'vitest';
import { keyOfEngine, keyOfMixxx, keyOfTraktor, traktorOfKey } from '../../src/decks/keys.js';

// By root from C upwards, as tags of files that several programs agreed on have them.
const MAJOR = ['C', 'Db', 'D', 'Eb', 'E', 'F', 'Gb', 'G', 'Ab', 'A', 'Bb', 'B'];
const MINOR = ['Cm', 'C#m', 'Dm', 'Ebm', 'Em', 'Fm', 'F#m', 'Gm', 'Abm', 'Am', 'Bbm', 'Bm'];
const ALL = [...MAJOR, ...MINOR];

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
