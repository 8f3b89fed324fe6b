import { expect, it } from 'vitest';
import { suggestionsText } from '../../../src/cli/terminal/suggestions.js';
import type { Suggestions } from '../../../src/domain/suggestion.js';
import { fakeStream } from '../../support/terminal.js';

const one: Suggestions['tracks'][number] = {
  track: { id: 'a', path: '/m/a.mp3', title: 'Harbour Glass', artists: ['Nora Quill'] },
  ...{ bpm: 124, camelot: '8A', energy: 7, duration: 190, score: 0.71 },
  reasons: [{ factor: 'tempo', score: 1, text: '124.0 → 124.0 BPM, 0.0 %' }],
};
const next: Suggestions = {
  schema: 'tracklistify/suggestions-1',
  kind: 'next',
  from: { title: 'Seed', artists: [], bpm: 124, energy: 6 },
  tracks: [one],
  notes: [],
};

it('says so of what nothing is known of, and how well that fits', () => {
  const text = suggestionsText(
    { ...next, tracks: [{ ...one, reasons: [], score: 0.3 }] },
    fakeStream({ columns: 120 }),
  );
  expect(text).toMatch(/30 % .*nothing is known of how it sounds\n$/);
});

it('says how well each fits before it says why, where there is little room', () => {
  expect(suggestionsText(next, fakeStream({ columns: 120 }))).toMatch(/71 % .* 7\.0 .*124\.0 → 124\.0 BPM, 0\.0 %\n$/);
  const narrow = suggestionsText(next, fakeStream({ columns: 50 }));
  expect(narrow).toContain('After Seed (124.0 BPM, energy 6.0)');
  expect(narrow).toMatch(/71 % +Nora Quill +Harbour Glass +124\.0 +8A/);
});
