import { describe, expect, it } from 'vitest';
import { candidatesOf } from '../../src/domain/candidates.js';
import type { Evidence } from '../../src/domain/tracklist.js';
import { trackEntry, unknownEntry } from '../support/tracklists.js';

const heard = (more: Partial<Evidence> = {}): Evidence => ({
  identifier: 'library',
  mixTime: 100,
  mixDuration: 192,
  trackTime: 41,
  speed: 1.021,
  pitch: 1.021,
  score: 0.98,
  ...more,
});
const sample = (mixTime: number, more: Partial<Evidence> = {}): Evidence => ({
  identifier: 'shazam',
  mixTime,
  mixDuration: 12,
  score: 0.7,
  ...more,
});
const lineOf = (...evidence: Evidence[]) => candidatesOf(trackEntry(90, 300, 'Song', { evidence }))[0]!.line;

it('says in words why, and who said so where that was a person', () => {
  const [own] = candidatesOf(trackEntry(0, 60, 'Song', { corrected: true, evidence: [heard()] }));
  expect(own!.evidence).toEqual(['you said so', expect.stringMatching(/^library: .*2\.1 % faster$/)]);
});

describe('where the track is in the mix', () => {
  it('is told by the longest stretch that tells its position', () => {
    const line = lineOf(sample(500, { trackTime: 3, mixDuration: 400, score: 1 }), heard(), heard({ mixDuration: 20 }));
    expect(line).toEqual({ speed: 1, keepsPitch: true, trackTimeAtZero: -497 });
    expect(lineOf(heard())!.trackTimeAtZero).toBeCloseTo(41 - 102.1);
  });

  it('keeps its pitch under key-lock, and not on a turntable', () => {
    expect(lineOf(heard({ pitch: 1 }))!.keepsPitch).toBe(true);
    expect(lineOf(heard())!.keepsPitch).toBe(false);
  });

  it('is unknown where nobody tells the position', () => {
    expect(lineOf(sample(120))).toBeNull();
  });
});

it('lists what else it might be, of an unknown as well, with where to hear it', () => {
  const other = { track: { title: 'Other', artists: ['A'] }, confidence: 0.3, evidence: [], sameSound: true as const };
  const named = candidatesOf(trackEntry(0, 60, 'Song', { alternatives: [other] }));
  expect(named.map(({ name, sameSound }) => [name, sameSound])).toEqual([
    ['Somebody - Song', undefined],
    ['A - Other', true],
  ]);
  const unknown = candidatesOf(unknownEntry(0, 60, { alternatives: [other] }));
  expect(unknown.map(({ name }) => name)).toEqual(['A - Other']);
  const ghost = { ...other, recurring: { asked: 6, lone: 6, rejected: 0 } };
  expect(candidatesOf(unknownEntry(0, 60, { alternatives: [ghost] }))[0]!.evidence.join()).toContain('in 6 of 6 other');
  expect(unknown[0]!.links.map(({ title }) => title)).toContain('Beatport');
});

it('suggests what is claimed and was not heard, once for all who claim it, and says who claims what was', () => {
  const claim = (title: string, by: string, mixTime: number | null) => ({
    track: { title, artists: ['Ann Orr'] },
    by,
    mixTime,
  });
  const claims = [claim('Sea', 'Traktor history', 1264), claim('Sea', 'set.txt', null), claim('Sky', 'set.txt', null)];
  const alternatives = [{ track: { title: 'Sky', artists: ['Ann Orr'] }, confidence: 0.2, evidence: [] }];
  const [sky, sea, ...more] = candidatesOf(unknownEntry(1260, 1500, { claims, alternatives }));
  expect([sky!.name, sky!.claimed, more]).toEqual(['Ann Orr - Sky', undefined, []]);
  expect(sea).toMatchObject({
    name: 'Ann Orr - Sea',
    claimed: true,
    evidence: ['claimed by Traktor history at 21:04, not heard', 'claimed by set.txt, not heard'],
  });
  const entry = trackEntry(100, 300, 'Sea', { evidence: [heard()], claimedBy: [{ by: 'set.txt', mixTime: 90 }] });
  expect(candidatesOf(entry)[0]!.evidence.at(-1)).toBe('claimed by set.txt at 1:30, heard at 1:40');
});
