import { expect, it } from 'vitest';
import { planLookUps } from '../../../src/app/enrich.js';
import { renderEnrichPlan, renderEnrichSummary } from '../../../src/cli/terminal/enrichment.js';
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

it('says in a plan which services would be sent the names of tracks, those asked earlier left out', () => {
  const asked = trackEntry(0, 10, 'A', { enrichment: { checked: { deezer: 1 } } });
  const entries = [asked, trackEntry(10, 20, 'B'), unknownEntry(20, 30)];
  const plan = (names: string[]): string => {
    const lookUps = planLookUps(
      entries,
      names.map((name) => ({ name })),
    );
    return renderEnrichPlan('mix.json', { steps: [], lookUps }, fakeStream());
  };
  expect(plan(['musicbrainz', 'deezer'])).toBe(
    'mix.json:\n  musicbrainz: the names and codes of 2 tracks\n  deezer: the names and codes of 1 track\n',
  );
  expect(plan([])).toBe('mix.json:\n  nothing would be sent\n');
});
