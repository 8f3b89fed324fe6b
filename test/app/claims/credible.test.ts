import { expect, it } from 'vitest';
import { believed } from '../../../src/app/claims/credible.js';
import { followed, track } from '../../support/matches.js';

const ask = (answers: Array<number | null | undefined>, heard = 0) =>
  believed(
    answers.map((_, i) => ({ list: 'set.txt', claim: { track: track(`T${i}`), place: null } })),
    answers.map((score, i) =>
      score === undefined ? [] : score === null ? null : [followed(`T${i}`, 0, 9, { score })],
    ),
    () => heard,
  ).map(({ track }) => track.title);

it('believes what is sure by itself, whatever it is of', () => {
  expect(ask([0.95, undefined, undefined])).toEqual(['T0']);
});

it('believes what is likely only of a list of which something is plainly heard', () => {
  expect(ask([0.7, 0.8, undefined])).toEqual([]);
  expect(ask([0.7, 0.95, undefined])).toEqual(['T0', 'T1']);
  expect(ask([0.7, undefined], 1)).toEqual(['T0']);
});

it('takes one heard track of many that somebody has for chance, and none of those that nobody has into account', () => {
  const many = Array<undefined>(30).fill(undefined);
  expect(ask([0.7, ...many], 1)).toEqual([]);
  expect(ask([0.7, ...many], 5)).toEqual(['T0']);
  expect(ask([0.7, ...Array<null>(30).fill(null)], 1)).toEqual(['T0']);
});

it('believes nothing that is only likely under a track that is plainly heard', () => {
  const asked = (span: { start: number; end: number }) =>
    believed(
      [{ list: 1, claim: { track: track('T'), place: null } }],
      [[followed('T', 0, 100, { score: 0.7 })]],
      () => 1,
      [span],
    );
  expect(asked({ start: 0, end: 90 })).toEqual([]);
  expect(asked({ start: 0, end: 40 })).toHaveLength(1);
});
