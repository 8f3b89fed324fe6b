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
