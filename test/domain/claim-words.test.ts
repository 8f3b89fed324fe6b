import { expect, it } from 'vitest';
import type { KeptClaim } from '../../src/domain/claim.js';
import { claimSummary, openClaimWords } from '../../src/domain/claim-words.js';
import { withClaimsTold } from '../../src/domain/told-claims.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const claim = (title: string, mixTime: number, by = 'set.txt'): KeptClaim => ({
  track: { title, artists: ['Somebody'] },
  kind: 'list',
  by,
  mixTime,
  stretch: { start: mixTime, end: mixTime + 100 },
  heardAt: null,
});
const summary = (claims: KeptClaim[]) =>
  claimSummary(withClaimsTold(tracklistOf([trackEntry(0, 100, 'A'), unknownEntry(100, 200)], { claims }))).map((all) =>
    all.join(', '),
  );

it('says of each list what became of it', () => {
  expect(summary([claim('A', 0), claim('B', 100), claim('C', 10), claim('A', 5, 'chapters')])).toEqual([
    'set.txt: 3 tracks claimed, 1 heard, 1 where nobody knows what plays, 1 not heard',
    'chapters: 1 track claimed, 1 heard',
  ]);
});

it('says of one of which nothing is heard that it may be of another mix, unless it is too short to tell', () => {
  expect(summary(['W', 'X', 'Y', 'Z'].map((title) => claim(title, 500)))).toEqual([
    'set.txt: none of its 4 tracks was heard, so it may be of another mix',
  ]);
  expect(summary([claim('X', 100)])).toEqual(['set.txt: 1 track claimed, 1 where nobody knows what plays']);
});

it('names no more than a few of what is claimed for one stretch', () => {
  const claims = Array.from({ length: 7 }, (_, i) => ({
    track: { title: `T${i}`, artists: [] },
    by: 'x',
    mixTime: null,
  }));
  expect(openClaimWords(unknownEntry(0, 9, { claims }))).toEqual([
    'claimed: T0 (x)',
    'claimed: T1 (x)',
    'claimed: T2 (x)',
    'claimed: T3 (x)',
    'and 3 more tracks',
  ]);
});
