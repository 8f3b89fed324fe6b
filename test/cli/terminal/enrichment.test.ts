import { expect, it } from 'vitest';
import { renderEnrichSummary } from '../../../src/cli/terminal/enrichment.js';
import { fakeStream } from '../../support/terminal.js';
import { trackEntry, tracklistOf, unknownEntry } from '../../support/tracklists.js';

const VALIDATION = { provider: 'p', model: 'm', prompt: '1', score: 0.9, reason: 'known', doubtful: false };

const summaryOf = (...entries: Parameters<typeof tracklistOf>[0]): string =>
  renderEnrichSummary(tracklistOf(entries), { elapsed: 0, providers: {} }, fakeStream(), {});

it('says how many tracks services have completed and how many models have checked, by whoever was there', () => {
  const plain = trackEntry(0, 10, 'A');
  const told = trackEntry(10, 20, 'B', { toldBy: { label: 'musicbrainz' } });
  const judged = trackEntry(20, 30, 'C', { enrichment: { validation: VALIDATION } });
  expect(summaryOf(plain, unknownEntry(30, 40))).toBe('0 of 1 track checked\n');
  expect(summaryOf(plain, told)).toBe('1 of 2 tracks completed\n');
  expect(summaryOf(plain, told, judged)).toBe('1 of 3 tracks completed, 1 of 3 tracks checked\n');
});
