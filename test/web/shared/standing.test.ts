import { expect, it } from 'vitest';
import { percent, speedText, standingOf } from '../../../src/web/shared/standing.js';
import { trackEntry, unknownEntry } from '../../support/tracklists.js';

it.each([
  [trackEntry(0, 1, 'A', { confidence: 0.8 }), 'sure'],
  [trackEntry(0, 1, 'A', { confidence: 0.79 }), 'likely'],
  [trackEntry(0, 1, 'A', { confidence: 0.49 }), 'doubtful'],
  [trackEntry(0, 1, 'A', { confidence: 1, corrected: true }), 'corrected'],
  [unknownEntry(0, 1), 'unknown'],
  [unknownEntry(0, 1, { corrected: true }), 'unknown'],
] as const)('%o', (entry, standing) => {
  expect(standingOf(entry)).toBe(standing);
});

it('rounds no confidence up', () => {
  expect([0.999, 1, 0.29].map(percent)).toEqual(['99 %', '100 %', '29 %']);
});

it('writes speed as on a pitch fader', () => {
  expect([1.0213, 0.97, 1.0001, null].map(speedText)).toEqual(['+2.1 %', '−3.0 %', '', '']);
});
