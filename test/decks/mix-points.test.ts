import { expect, it } from 'vitest';
import { mixPointsOf } from '../../src/decks/mix-points.js';
import type { Evidence, TrackEntry } from '../../src/domain/tracklist.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const heard = (mixTime: number, mixDuration: number, trackTime: number, speed?: number): Evidence => ({
  ...{ identifier: 'library', mixTime, mixDuration, trackTime, score: 0.9 },
  ...(speed !== undefined && { speed }),
});

function entry(file: string, start: number, end: number, evidence: Evidence[], more: Partial<TrackEntry> = {}) {
  const track = { title: file, artists: [], file: `/${file}.mp3`, ...more.track };
  return trackEntry(start, end, file, { ...more, track, evidence });
}

const pointsOf = (entries: Parameters<typeof tracklistOf>[0], more = {}) =>
  Object.fromEntries(
    [...mixPointsOf(tracklistOf(entries, more))].map(([file, points]) => [
      file.slice(1, -4),
      points.map(({ name, start }) => `${name} ${start}`),
    ]),
  );

it('marks where a track begins to sound and where the next one does, in seconds of the track', () => {
  expect(
    pointsOf([
      entry('a', 0, 320, [heard(0, 320, 30, 1.02)]),
      entry('b', 310, 620, [heard(295, 330, 8, 0.98)], { transition: { start: 300, end: 320 } }),
      unknownEntry(600, 700),
      entry('c', 700, 900, [heard(705, 195, 15, 1)]),
    ]),
  ).toEqual({
    // 300 s of mix later, at 1.02 times its speed.
    a: ['mix in 30', 'mix out 336'],
    b: ['mix in 12.9', 'mix out 306.9'],
    // The last one isn't mixed out.
    c: ['mix in 10'],
  });
});

it('goes by the evidence that is nearest, since a DJ may jump within a track', () => {
  expect(pointsOf([entry('a', 0, 200, [heard(0, 90, 10, 1), heard(110, 90, 300, 1)]), unknownEntry(200, 300)])).toEqual(
    { a: ['mix in 10', 'mix out 390'] },
  );
});

it("takes the library's word before a service's, which has another recording", () => {
  const shazam = { ...heard(0, 10, 70, 1), identifier: 'shazam' };
  expect(
    pointsOf([
      entry('a', 0, 100, [shazam, heard(20, 60, 50, 1)]),
      entry('b', 100, 200, [{ ...shazam, mixTime: 150 }]),
      unknownEntry(200, 300),
    ]),
  ).toEqual({ a: ['mix in 30', 'mix out 130'], b: ['mix in 20', 'mix out 120'] });
});

it('guesses no place', () => {
  expect(
    pointsOf([
      // Nobody knows how fast it is played: near what was heard it makes no difference.
      entry('a', 0, 300, [heard(5, 10, 20)], { speed: null }),
      entry('b', 300, 600, [{ identifier: 'shazam', mixTime: 310, mixDuration: 10, score: 1 }]),
      entry('c', 600, 900, []),
    ]),
  ).toEqual({ a: ['mix in 15'], b: [], c: [] });
});

it('stays within the track', () => {
  const track = { title: '', artists: [], file: '/a.mp3', duration: 200 };
  expect(pointsOf([entry('a', 0, 300, [heard(10, 250, 5, 1)], { track }), unknownEntry(290, 300)])).toEqual({
    a: ['mix in 0', 'mix out 200'],
  });
});

it('lets a track that is laid over another one end by itself, and the one below go on', () => {
  expect(
    pointsOf([
      entry('a', 0, 300, [heard(0, 300, 0, 1)]),
      entry('voice', 100, 130, [heard(100, 30, 40, 1)], { layered: true }),
      entry('b', 290, 500, [heard(290, 210, 0, 1)]),
    ]),
  ).toEqual({ a: ['mix in 0', 'mix out 290'], voice: ['mix in 40', 'mix out 70'], b: ['mix in 0'] });
});

it('numbers the plays of a track that is played twice, and marks a place once', () => {
  expect(
    pointsOf([
      entry('a', 0, 100, [heard(0, 100, 30, 1)]),
      entry('b', 100, 200, [heard(100, 100, 0, 1)]),
      entry('a', 200, 280, [heard(200, 80, 30.01, 1)]),
      entry('b', 280, 400, [heard(280, 120, 20, 1)]),
    ]),
  ).toEqual({ a: ['mix in 30', 'mix out 2 110.01', 'mix out 130'], b: ['mix in 0', 'mix in 2 20', 'mix out 100'] });
});

it('leaves open where a track came in that was on already when listening began', () => {
  const entries = [entry('a', 60, 100, [heard(60, 40, 30, 1)]), entry('b', 100, 160, [heard(100, 60, 5, 1)])];
  expect(pointsOf(entries, { window: { start: 60, end: 160 } })).toEqual({ a: ['mix out 70'], b: ['mix in 5'] });
  expect(pointsOf(entries)['a']).toEqual(['mix in 30', 'mix out 70']);
});
