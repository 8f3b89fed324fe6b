import { expect, it } from 'vitest';
import { answersFor } from '../../src/domain/merged.js';

it('is the last of those that were merged into each other, and the lowest where two people have done so both ways', () => {
  const into: Record<number, number> = { 1: 4, 4: 2, 7: 8, 8: 7, 9: 8 };
  const answers = (number: number): number => answersFor(number, (one) => into[one]);
  expect([1, 4, 2, 3].map(answers)).toEqual([2, 2, 2, 3]);
  expect([7, 8, 9].map(answers)).toEqual([7, 7, 7]);
});
