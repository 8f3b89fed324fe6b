import { describe, expect, it } from 'vitest';
import { relate } from '../../src/domain/recording.js';
import type { Track } from '../../src/domain/track.js';

const t = (artists: string, title: string, more: Partial<Track> = {}): Track => ({
  title,
  artists: [artists],
  ...more,
});

describe('relate', () => {
  it.each<[Track, Track, string]>([
    [t('Björk', 'Jóga'), t('bjork', 'JOGA'), 'same'],
    [t('A', 'Song'), t('A', 'Song (Original Mix)'), 'same'],
    [t('A', 'Song'), t('A', 'Song - Remastered 2011'), 'same'],
    [t('A', 'Song (Extended Mix)'), t('A', 'Song', { version: 'extended mix' }), 'same'],
    [t('A', 'Song (feat. Z)'), t('A & Z', 'Song'), 'same'],
    [t('A feat. Z', "Don't Stop"), t('A', 'Dont stop'), 'same'],
    [t('The Knife', 'Heartbeats'), t('Knife', 'Heartbeats'), 'same'],
    [t('A', 'Song (Remix)'), t('A', 'Song'), 'version'],
    [t('A', 'Song - Live at Home'), t('A', 'Song'), 'version'],
    [t('A', 'Song'), t('B', 'Song'), 'different'],
    [t('A', 'Song'), t('A', 'Another Song'), 'different'],
    [t('宇多田ヒカル', '光'), t('宇多田ヒカル', '誰かの願い'), 'different'],
    [t('A', '!!!'), t('A', '???'), 'different'],
    [t('A', 'One', { isrc: 'X1' }), t('B', 'Two', { isrc: 'X1' }), 'same'],
  ])('%j and %j are %s', (a, b, expected) => {
    expect(relate(a, b)).toBe(expected);
    expect(relate(b, a)).toBe(expected);
  });

  it('lets a file without an artist agree with anybody', () => {
    expect(relate({ title: 'Song', artists: [] }, t('A', 'Song'))).toBe('same');
  });
});
