import { describe, expect, it } from 'vitest';
import type { Track } from '../../src/domain/track.js';
import { foundByCode, foundByName } from '../../src/resolvers/matching.js';

const t = (artist: string, title: string, more: Partial<Track> = {}): Track => ({ title, artists: [artist], ...more });

describe('a candidate that was found by name', () => {
  it.each([
    ['Symphony No. 5 in C minor', 'Symphony No. 6 in C minor'],
    ['Love Is the Answer, Part 1', 'Love Is the Answer, Part 2'],
    ['The Long Way Home Pt. II', 'The Long Way Home Pt. I'],
  ])('isn’t %j when it is %j', (title, other) => {
    expect(foundByName(t('Ada', title), [t('Ada', other)])).toBeNull();
    expect(foundByName(t('Ada', title), [t('Ada', other), t('Ada', title)])?.track.title).toBe(title);
  });

  it('can’t contradict, and is taken though a word is written otherwise', () => {
    const found = foundByName(t('Ada', 'I Want to Drive the Night Away'), [t('Ada', 'I Want to Drive the Nite Away')]);
    expect(found?.agreement).toBe(0.8);
    expect(foundByName(t('Ada', 'Night Drive'), [t('Ada', 'Night Drive')])?.agreement).toBe(1);
  });
});

it('says of what a code leads to how far it agrees', () => {
  expect(foundByCode(t('Ada', 'Night Drive'), [t('Zed', 'Something Else')])?.agreement).toBe(0.2);
  expect(foundByCode(t('Ada', 'Night Drive'), [t('Ada', 'Night Drive (Dub)')])?.agreement).toBe(1);
  expect(foundByCode(t('Ada', 'Night Drive'), [])).toBeNull();
});
