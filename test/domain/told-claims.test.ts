import { expect, it } from 'vitest';
import type { KeptClaim } from '../../src/domain/claim.js';
import { shiftedTracklist } from '../../src/domain/shifted.js';
import { claimsUnheard, withClaimsTold } from '../../src/domain/told-claims.js';
import { trackEntry, tracklistOf, unknownEntry } from '../support/tracklists.js';

const claim = (title: string, mixTime: number | null, more: Partial<KeptClaim> = {}): KeptClaim => ({
  track: { title, artists: ['Somebody'] },
  kind: 'history',
  by: 'Traktor history',
  mixTime,
  stretch: mixTime === null ? null : { start: mixTime, end: mixTime + 300 },
  heardAt: null,
  ...more,
});
const told = (claims: KeptClaim[]) =>
  withClaimsTold(
    tracklistOf([trackEntry(0, 300, 'A'), unknownEntry(300, 600), trackEntry(600, 900, 'B', { claimedBy: [] })], {
      claims,
    }),
  );

it('stands beside what was heard, with where it was heard', () => {
  const { entries, claims } = told([claim('A', 10), claim('A', 12, { by: 'set.txt' }), claim('B', null)]);
  expect(claims!.map(({ heardAt }) => heardAt)).toEqual([0, 0, 600]);
  expect(entries[0]).toMatchObject({
    claimedBy: [
      { by: 'Traktor history', mixTime: 10 },
      { by: 'set.txt', mixTime: 12 },
    ],
  });
  expect(entries[2]).toMatchObject({ claimedBy: [{ by: 'Traktor history', mixTime: null }] });
});

it('stands beside an unknown for whose stretch it was made, and nowhere where another track is named', () => {
  const list = told([claim('X', 310), claim('Y', 20), claim('Z', null)]);
  expect(list.entries[1]).toMatchObject({
    kind: 'unknown',
    track: null,
    claims: [{ track: { title: 'X' }, by: 'Traktor history', mixTime: 310 }],
  });
  expect(list.entries.map((entry) => entry.track?.title ?? 'ID')).toEqual(['A', 'ID', 'B']);
  expect(claimsUnheard(list).map(({ track }) => track.title)).toEqual(['Y', 'Z']);
  expect(list.entries[2]).not.toHaveProperty('claimedBy');
});

it('of a track that is claimed twice and heard once, takes the nearer one', () => {
  const { claims, entries } = told([claim('A', 430), claim('A', 0)]);
  expect(claims!.map(({ heardAt }) => heardAt)).toEqual([null, 0]);
  expect(entries[1]).toMatchObject({ claims: [{ track: { title: 'A' } }] });
});

it('says the same when it is said again, and follows what a person changes', () => {
  const once = told([claim('X', 310), claim('A', 10)]);
  expect(withClaimsTold(once)).toEqual(once);
  const named = once.entries.map((entry, i) => (i === 1 ? trackEntry(300, 600, 'X') : entry));
  const again = withClaimsTold({ ...once, entries: named });
  expect(again.claims![0]!.heardAt).toBe(300);
  expect(again.entries[1]).toMatchObject({ claimedBy: [{ mixTime: 310 }] });
});

it('takes thousands of claims and entries of one name', () => {
  const entries = Array.from({ length: 5000 }, (_, i) => trackEntry(i, i + 1, 'A'));
  const list = withClaimsTold(tracklistOf(entries, { claims: Array(5000).fill(claim('A', 9)) }));
  expect(list.claims).toHaveLength(5000);
});

it('is told in the time of another recording of the mix, without what that one lacks', () => {
  const list = told([claim('A', 10), claim('X', 310), claim('B', 620), claim('Z', null)]);
  const later = shiftedTracklist(list, -300, { start: 0, end: 400 });
  expect(later.claims!.map(({ track, mixTime, heardAt }) => [track.title, mixTime, heardAt])).toEqual([
    ['X', 10, null],
    ['B', 320, 300],
    ['Z', null, null],
  ]);
  expect(later.entries[0]).toMatchObject({ claims: [{ track: { title: 'X' }, mixTime: 10 }] });
});

it('is heard by another name of the recording, too', () => {
  const called = [{ title: 'Ice', artists: ['Somebody'] }];
  const rows = [trackEntry(0, 300, 'ice level', { otherNames: called }), trackEntry(300, 600, 'B')];
  const { claims } = withClaimsTold(tracklistOf(rows, { claims: [claim('Ice', 10), claim('Fire', 310)] }));
  expect(claims!.map(({ heardAt }) => heardAt)).toEqual([0, null]);
});
