import { expect, it } from 'vitest';
import { evidenceWords } from '../../src/domain/evidence-words.js';
import type { Evidence } from '../../src/domain/tracklist.js';

const heard = (identifier: string, mixTime: number, mixDuration: number, more: Partial<Evidence> = {}): Evidence => ({
  identifier,
  mixTime,
  mixDuration,
  score: 0.9,
  ...more,
});

it('says of one long answer for how long, from where in the track, and how fast', () => {
  expect(evidenceWords([heard('library', 300, 192, { trackTime: 41.4, speed: 1.021, pitch: 1.021 })])).toEqual([
    'library: heard for 3:12, from 0:41 of the track, 2.1 % faster',
  ]);
});

it('says of many short ones how many, and where', () => {
  const at = (...times: number[]) => times.map((time) => heard('shazam', time, 8));
  expect(evidenceWords(at(400, 320))).toEqual(['shazam: 2 answers at 5:20 and 6:40']);
  expect(evidenceWords(at(320, 400, 480))).toEqual(['shazam: 3 answers at 5:20, 6:40 and 8:00']);
  expect(evidenceWords(at(320, 360, 400, 440, 480))).toEqual(['shazam: 5 answers between 5:20 and 8:08']);
});

it('has a line for each identifier, and none for nobody', () => {
  expect(evidenceWords([])).toEqual([]);
  expect(evidenceWords([heard('a', 0, 10), heard('b', 0, 20), heard('a', 60, 10)])).toEqual([
    'a: 2 answers at 0:00 and 1:00',
    'b: heard for 0:20',
  ]);
});

it.each([
  [{ speed: 1, pitch: 1 }, 'a: heard for 0:10'],
  [{ speed: 0.97 }, 'a: heard for 0:10, 3.0 % slower'],
  [{ speed: 1.03, pitch: 1 }, 'a: heard for 0:10, 3.0 % faster at its own pitch'],
  [{ speed: 1, pitch: 1.06 }, 'a: heard for 0:10, pitch 6.0 % higher'],
  [{ speed: 1.03, pitch: 0.94 }, 'a: heard for 0:10, 3.0 % faster, pitch 6.0 % lower'],
  [{ trackTime: -0.2 }, 'a: heard for 0:10, from 0:00 of the track'],
])('tells speed from pitch: %o', (more, words) => {
  expect(evidenceWords([heard('a', 0, 10, more)])).toEqual([words]);
});
