import { expect, it } from 'vitest';
import { roomsBetween } from '../../../src/app/claims/between.js';
import type { PlacedClaim } from '../../../src/app/claims/place.js';
import type { Span } from '../../../src/domain/span.js';
import { track } from '../../support/matches.js';

const claim = (mixTime: number | null = null): PlacedClaim => ({
  track: track('T'),
  kind: 'list',
  by: 'set.txt',
  mixTime,
  stretch: null,
  slack: 45,
});
const mix = { start: 0, end: 3600 };
const rooms = (heard: Array<[number, number] | null>, claims = heard.map(() => claim())): Array<Span | null> =>
  roomsBetween(
    claims,
    heard.map((span) => span && { start: span[0], end: span[1] }),
    mix,
  );

it('leaves what was not heard the room between its neighbours, with their fades', () => {
  expect(rooms([[0, 300], null, [600, 900]])).toEqual([null, { start: 240, end: 660 }, null]);
});

it('goes to an end of the mix that is near', () => {
  expect(rooms([null, [400, 700]])).toEqual([{ start: 0, end: 460 }, null]);
  expect(rooms([[2900, 3200], null])).toEqual([null, { start: 3140, end: 3600 }]);
});

it('leaves none where the neighbours are too far apart, and none where they meet', () => {
  expect(rooms([[0, 300], null, [2400, 2700]])).toEqual([null, null, null]);
  expect(rooms([[0, 300], null, null, null, [2400, 2700]]).filter(Boolean)).toHaveLength(3);
  expect(rooms([[0, 420], null, [290, 900]])).toEqual([null, null, null]);
});

it('does not take one that was heard out of order for a neighbour', () => {
  const heard: Array<[number, number] | null> = [[0, 300], [3000, 3300], null, [600, 900], [900, 1200]];
  expect(rooms(heard)[2]).toEqual({ start: 240, end: 660 });
});

it('says nothing where nothing was heard', () => {
  expect(rooms([null, null])).toEqual([null, null]);
});

it('goes by times where a list has them', () => {
  const claims = [claim(600), claim(300), claim(0)];
  expect(rooms([[600, 900], null, [0, 300]], claims)[1]).toEqual({ start: 240, end: 660 });
});
