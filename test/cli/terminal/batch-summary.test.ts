import { expect, it } from 'vitest';
import { renderBatch } from '../../../src/cli/terminal/batch-summary.js';
import { fakeStream } from '../../support/terminal.js';

it('says how many are done, and which are not', () => {
  const outcomes = [
    { name: 'a.mp3', code: 0 },
    { name: 'b.mp3', code: 0, skipped: true },
    { name: 'c.mp3', code: 6 },
    { name: 'd.mp3', code: 3 },
    { name: 'e.mp3', code: 5 },
  ];
  expect(renderBatch(outcomes, 2, fakeStream())).toBe(
    '7 sources: 1 done, 1 done before, 1 without tracks, 2 failed, 2 not begun\nwithout tracks: c.mp3\nfailed: d.mp3, e.mp3\n',
  );
});

it('names no more than a screen of them', () => {
  const outcomes = Array.from({ length: 100 }, (_, i) => ({ name: `${i}.mp3`, code: 3 }));
  expect(renderBatch(outcomes, 0, fakeStream())).toContain('and 80 more');
});
